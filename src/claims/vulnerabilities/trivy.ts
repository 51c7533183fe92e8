import { type JsonObject, ownField } from '../../model/json.ts';
import { ClaimError } from '../claim.ts';
import { claimedTime } from '../claimed-time.ts';
import { firstOf, objectAt, objectsAt, shortTextAt, textAt } from '../fields.ts';
import { Found, type Result, texts } from './scan.ts';
import { severityOfWord } from './severity.ts';

const MAX_LIST = 200_000;

/**
 * Reads a result of Trivy in JSON (`trivy image --format json` and `cosign-vuln`, SchemaVersion 2). It leaves `Results`
 * out where an image holds nothing that it knows, and `Vulnerabilities` where it found none.
 * @throws ClaimError
 */
export function readTrivy(report: JsonObject): Result {
  if (!Object.hasOwn(report, 'Results') && textAt(report, 'ArtifactName') === '') {
    throw new ClaimError('the result has neither Results nor the name of an artifact');
  }
  const found = new Found();
  for (const result of objectsAt(report, 'Results', MAX_LIST)) {
    for (const entry of objectsAt(result, 'Vulnerabilities', MAX_LIST)) addTo(found, entry);
  }
  return { vulnerabilities: found.all, scanner: { name: 'trivy' } };
}

function addTo(found: Found, entry: JsonObject): void {
  const fixedIn = shortTextAt(entry, 'FixedVersion');
  const severity = severityOfWord(textAt(entry, 'Severity').slice(0, 32));
  const purl = firstOf(shortTextAt(objectAt(entry, 'PkgIdentifier'), 'PURL'));
  const published = claimedTime(ownField(entry, 'PublishedDate'));
  found.add({
    id: shortTextAt(entry, 'VulnerabilityID'),
    aliases: texts(ownField(entry, 'VendorIDs')),
    component: shortTextAt(entry, 'PkgName'),
    version: shortTextAt(entry, 'InstalledVersion'),
    fixedIn,
    fixable: fixedIn !== '' || saysFixed(entry),
    ...(severity !== undefined && { severity }),
    ...(purl !== undefined && { purl }),
    ...(published !== undefined && { published }),
  });
}

/** A version that is no text cannot be told, and is a version all the same. */
function saysFixed(entry: JsonObject): boolean {
  const version = ownField(entry, 'FixedVersion') ?? '';
  return typeof version !== 'string' || textAt(entry, 'Status') === 'fixed';
}
