import type { SbomTerms } from '../../model/attestation.ts';
import type { Reading } from '../../model/attestation-verdict.ts';
import { printable } from '../../model/printable.ts';
import type { Sbom } from '../../model/sbom.ts';
import { predicateKind } from '../../parse/predicate-type.ts';
import { ClaimError, type Judge, type JudgeOptions } from '../claim.ts';
import { failClosed } from '../fail-closed.ts';
import { Offences } from '../offences.ts';
import type { SbomCheck } from './check.ts';
import { checkBaseImages } from './check-base-images.ts';
import { checkFormats, checkMinComponents, checkTools } from './check-document.ts';
import { checkLicenses } from './check-licenses.ts';
import { checkForbidden, checkRequired } from './check-packages.ts';
import { checkSuppliers } from './check-suppliers.ts';
import { checkNtia } from './ntia.ts';
import { FORMAT_NAMES, readSbom } from './read.ts';
import { nameOfTool } from './tool.ts';

/**
 * Compiles what a list of the parts of an image must be like. Whether it says when it was made, and how old it may be, is
 * judged by those who know the time.
 * @throws Error for terms that were not checked when the policy was loaded
 */
export function compileSbom(terms: SbomTerms, options: JudgeOptions = {}): Judge {
  const check = compileSbomChecks(terms);
  return failClosed('sbom', (document, { predicateType }) => {
    const sbom = readSbom(document);
    const stated = predicateKind(predicateType);
    if ((stated === 'cyclonedx' || stated === 'spdx') && stated !== sbom.format) {
      const [said, is] = [FORMAT_NAMES[stated], FORMAT_NAMES[sbom.format]];
      throw new ClaimError(`the statement says that it is ${said}, and it is ${is}`);
    }
    const offences = new Offences(options);
    check(sbom, (offence) => offences.add(offence));
    return { ...offences.listed(), ...headOf(sbom) };
  });
}

/** All terms as one check. Those about the document go first, so that no number of components hides them. */
function compileSbomChecks(terms: SbomTerms): SbomCheck {
  const { formats, tools, baseImages, ntia, suppliers, requirePackages, denyPackages } = terms;
  const judgesLicenses = terms.denyLicenses.length > 0 || terms.allowLicenses !== undefined;
  const checks = [
    formats && checkFormats(formats),
    tools && checkTools(tools),
    checkMinComponents(terms.minComponents),
    ntia && checkNtia(ntia.minCoverage),
    baseImages && checkBaseImages(baseImages),
    requirePackages.length > 0 ? checkRequired(requirePackages) : undefined,
    denyPackages.length > 0 ? checkForbidden(denyPackages) : undefined,
    judgesLicenses ? checkLicenses(terms) : undefined,
    suppliers && checkSuppliers(suppliers),
  ].filter((check) => check !== undefined);
  return (sbom, tell) => {
    for (const check of checks) check(sbom, tell);
  };
}

/** Tools without versions: a newer version of a tool makes newer documents of the same. */
function headOf({ format, tools, created }: Sbom): Pick<Reading, 'maker' | 'claimedTime'> {
  const names = [...new Set(tools.map(nameOfTool))];
  const by = names.length === 0 ? '' : ` by ${names.sort().join(', ')}`;
  return { maker: printable(`${format}${by}`, 1024), ...(created !== undefined && { claimedTime: created }) };
}
