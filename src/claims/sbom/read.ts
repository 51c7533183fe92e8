import { SBOM_VERSIONS, type SbomFormat } from '../../model/attestation.ts';
import { isObject, type JsonObject, ownField } from '../../model/json.ts';
import { printable } from '../../model/printable.ts';
import type { Sbom } from '../../model/sbom.ts';
import { ClaimError } from '../claim.ts';
import { kindOfDocument, nameOfDocument } from '../document.ts';
import { shortTextAt } from '../fields.ts';
import { readCycloneDx } from './cyclonedx.ts';
import { readSpdx } from './spdx.ts';

/** Names of formats in messages. */
export const FORMAT_NAMES: Readonly<Record<SbomFormat, string>> = { cyclonedx: 'CycloneDX', spdx: 'SPDX' };

const WANTED = 'give CycloneDX 1.4 to 1.7 or SPDX 2.2 or 2.3, in JSON';

/**
 * Reads a list of the parts of an image: CycloneDX 1.4 to 1.7 (ECMA-424) or SPDX 2.2 or 2.3 (ISO/IEC 5962), JSON that
 * was parsed. A member that is missing, null or, where a text belongs, of another type says nothing; what ought to be a
 * list or an object and is none makes the document unreadable, as does a limit that is exceeded.
 *
 * A component without a name is listed with '' for one. Extracted licensing infos and files of SPDX, and what
 * CycloneDX has as evidence, are not looked at.
 * @throws ClaimError that says what is wrong, for a person
 */
export function readSbom(document: unknown): Sbom {
  const kind = kindOfDocument(document);
  if (!isObject(document)) throw new ClaimError(`it is ${nameOfDocument(kind)}: ${WANTED}`);
  if (kind === 'spdx-3') throw new ClaimError(spdx3(document));
  if (kind !== 'cyclonedx' && kind !== 'spdx') throw new ClaimError(`it is ${nameOfDocument(kind)}: ${WANTED}`);
  if (kind === 'cyclonedx') {
    if (Object.hasOwn(document, 'spdxVersion'))
      throw new ClaimError('it is CycloneDX and SPDX at once: give one of them');
    const version = shortTextAt(document, 'specVersion');
    return readCycloneDx(document, supported(kind, version));
  }
  const version = shortTextAt(document, 'spdxVersion').slice('SPDX-'.length);
  return readSpdx(document, supported(kind, version));
}

function supported(format: SbomFormat, version: string): string {
  const versions: readonly string[] = SBOM_VERSIONS[format];
  if (versions.includes(version)) return version;
  const name = `${FORMAT_NAMES[format]} ${version === '' ? 'without a version' : printable(version, 16)}`;
  throw new ClaimError(`${name} is not supported: ${WANTED}`);
}

/** Says that SPDX 3 is not supported, with the version that is in its context. */
function spdx3(document: JsonObject): string {
  const context = ownField(document, '@context');
  const texts = [ownField(document, 'spdxVersion'), ...(Array.isArray(context) ? context.slice(0, 16) : [context])];
  const versions = texts.map((text) =>
    typeof text === 'string' ? /[/-](3(?:\.\d{1,3}){1,2})/.exec(text)?.[1] : undefined,
  );
  const version = versions.find((found) => found !== undefined) ?? '3';
  return `SPDX ${version} is not supported yet: give SPDX 2.3 or CycloneDX`;
}
