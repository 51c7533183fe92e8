import type { ForbiddenPackage } from '../../model/attestation.ts';
import { printable } from '../../model/printable.ts';
import type { Component, Sbom } from '../../model/sbom.ts';
import { compilePackagePattern, type PackagePattern } from '../../packages/package-pattern.ts';
import type { SbomCheck } from './check.ts';
import { describeComponent, offenderOf } from './describe.ts';

/**
 * Refuses packages, what the document is about included. What cannot be told is refused as well: a package that is
 * meant, of which nobody can tell whether its version is, and a component that has neither a name nor a purl.
 */
export function checkForbidden(forbidden: readonly ForbiddenPackage[]): SbomCheck {
  const term = 'sbom.deny.packages';
  const patterns = forbidden.map(({ purl, reason }) => ({ pattern: compile(purl), reason }));
  return (sbom, tell) => {
    for (const component of everything(sbom)) {
      const offender = offenderOf(component);
      if (component.name === '' && component.purl === undefined) {
        const message = `nobody can tell whether ${describeComponent(component)} and without a purl is forbidden`;
        tell({ term, message, offender });
      }
      for (const { pattern, reason } of patterns) {
        const meant = variants(component).find((variant) => pattern.judge(variant) !== 'differs');
        if (meant === undefined) continue;
        const because = reason === undefined ? '' : ` (${printable(reason)})`;
        const message = `${describeComponent(meant)} is forbidden: ${pattern.why(meant)}${because}`;
        tell({ term, message, offender: offenderOf(meant) });
      }
    }
  };
}

/** Wants each of those to occur, if only as what the document is about. */
export function checkRequired(required: readonly string[]): SbomCheck {
  const patterns = required.map(compile);
  return (sbom, tell) => {
    const all = everything(sbom);
    for (const pattern of patterns) {
      let unclear: Component | undefined;
      const found = all.some((component) =>
        variants(component).some((variant) => {
          const verdict = pattern.judge(variant);
          if (verdict === 'unclear') unclear ??= variant;
          return verdict === 'matches';
        }),
      );
      if (found) continue;
      const but =
        unclear === undefined ? '' : `, though ${describeComponent(unclear)} may be it: ${pattern.why(unclear)}`;
      tell({ term: 'sbom.require.packages', message: `it does not list ${pattern.text}${but}` });
    }
  };
}

function everything({ subject, components }: Sbom): readonly Component[] {
  return subject === undefined ? components : [subject, ...components];
}

/** A component by each of its purls. */
function variants(component: Component): readonly Component[] {
  const { purls } = component;
  return purls === undefined ? [component] : purls.map((purl) => ({ ...component, purl }));
}

/** @throws Error for what was not checked when the policy was loaded */
function compile(text: string): PackagePattern {
  const compiled = compilePackagePattern(text);
  if (!compiled.ok) throw new Error(`${text} is no pattern of packages: ${compiled.reason}`);
  return compiled.pattern;
}
