import type { ForbiddenPackage } from '../../model/attestation.ts';
import { printable } from '../../model/printable.ts';
import type { Component, Sbom } from '../../model/sbom.ts';
import { packageFacts } from '../../packages/package-facts.ts';
import type { PackagePattern } from '../../packages/package-pattern.ts';
import { compilePackagePatterns } from '../../packages/package-patterns.ts';
import { checkedPattern } from '../checked-pattern.ts';
import type { SbomCheck } from './check.ts';
import { describeComponent, offenderOf } from './describe.ts';

/**
 * Refuses packages, what the document is about included. What cannot be told is refused as well: a package that is
 * meant, of which nobody can tell whether its version is, and a component that has neither a name nor a purl.
 */
export function checkForbidden(forbidden: readonly ForbiddenPackage[]): SbomCheck {
  const term = 'sbom.deny.packages';
  const patterns = compilePackagePatterns(forbidden.map(({ purl }) => checkedPattern(purl)));
  return (sbom, tell) => {
    for (const component of everything(sbom)) {
      if (component.name === '' && packageFacts(component).path === '') {
        const message = `${describeComponent(component)} and without a purl that can be read may be forbidden`;
        tell({ term, message, offender: offenderOf(component) });
      }
      const told = new Set<number>();
      for (const variant of variants(component)) {
        for (const { index, pattern } of patterns.judge(variant)) {
          if (told.has(index)) continue;
          told.add(index);
          const reason = forbidden[index]?.reason;
          const because = reason === undefined ? '' : ` (${printable(reason)})`;
          const message = `${describeComponent(variant)} is forbidden: ${pattern.why(variant)}${because}`;
          tell({ term, message, offender: offenderOf(variant) });
        }
      }
    }
  };
}

/** Wants each of those to occur, if only as what the document is about. */
export function checkRequired(required: readonly string[]): SbomCheck {
  const compiled = required.map(checkedPattern);
  const patterns = compilePackagePatterns(compiled);
  return (sbom, tell) => {
    const found = new Set<PackagePattern>();
    const unclear = new Map<PackagePattern, Component>();
    for (const component of everything(sbom)) {
      for (const variant of variants(component)) {
        for (const { pattern, verdict } of patterns.judge(variant)) {
          if (verdict === 'matches') found.add(pattern);
          else if (!unclear.has(pattern)) unclear.set(pattern, variant);
        }
      }
    }
    for (const pattern of compiled) {
      if (found.has(pattern)) continue;
      const maybe = unclear.get(pattern);
      const but = maybe === undefined ? '' : `, though ${describeComponent(maybe)} may be it: ${pattern.why(maybe)}`;
      tell({ term: 'sbom.require.packages', message: `it does not list ${pattern.text}${but}` });
    }
  };
}

/** With what the document is about. */
function* everything({ subject, components }: Sbom): Iterable<Component> {
  if (subject !== undefined) yield subject;
  yield* components;
}

/** A component by each of its purls. */
function variants(component: Component): readonly Component[] {
  const { purls } = component;
  return purls === undefined ? [component] : purls.map((purl) => ({ ...component, purl }));
}
