import { isObject, type JsonObject, ownField } from '../../model/json.ts';
import { printable } from '../../model/printable.ts';
import { predicateKind } from '../../parse/predicate-type.ts';
import { ClaimError } from '../claim.ts';
import { claimedTime } from '../claimed-time.ts';
import { kindOfDocument, nameOfDocument } from '../document.ts';
import { objectAt, objectsAt, shortTextAt } from '../fields.ts';
import { readGrype } from './grype.ts';
import { readInToto } from './in-toto.ts';
import { Found, type Result, type Scan, type Scanner } from './scan.ts';
import { readTrivy } from './trivy.ts';

const MAX_SCANNERS = 16;
const WANTED = 'give the JSON of Trivy or Grype, or a list as in-toto has it';

/**
 * Reads cosign's predicate for vulnerabilities (its text has `scanners`, its code `scanner`) with the scanner's own JSON as
 * the result, and in-toto's v0.1 and v0.2.
 * @throws ClaimError also where a scanner gives no result: only a result that lists nothing says that nothing was found
 */
export function readScan(document: unknown, predicateType: string): Scan {
  const kind = predicateKind(predicateType);
  if (kind !== 'cosign-vuln' && kind !== 'in-toto-vulns') {
    throw new ClaimError(`a predicate of type "${printable(predicateType)}" is no scan for vulnerabilities`);
  }
  if (!isObject(document)) throw new ClaimError('the predicate is not an object');
  const single = objectAt(document, 'scanner');
  const stated = [...(single === undefined ? [] : [single]), ...objectsAt(document, 'scanners', MAX_SCANNERS)];
  if (stated.length === 0) throw new ClaimError('the scan names no scanner');
  const found = new Found();
  const scanners = stated.map((scanner) => {
    const result = resultOf(scanner);
    for (const vulnerability of result.vulnerabilities) found.add(vulnerability);
    return scannerOf(scanner, result);
  });
  const metadata = objectAt(document, 'metadata') ?? {};
  const finished =
    claimedTime(ownField(metadata, 'scanFinishedOn')) ?? claimedTime(ownField(metadata, 'scanStartedOn'));
  return { scanners, vulnerabilities: found.all, ...(finished !== undefined && { finished }) };
}

function scannerOf(stated: JsonObject, { scanner = {} }: Result): Scanner {
  const name = shortTextAt(stated, 'name') || (scanner.name ?? '');
  const updated = claimedTime(ownField(objectAt(stated, 'db') ?? {}, 'lastUpdate')) ?? scanner.updated;
  return { uri: shortTextAt(stated, 'uri'), name, ...(updated !== undefined && { updated }) };
}

function resultOf(scanner: JsonObject): Result {
  const result = ownField(scanner, 'result') ?? undefined;
  if (result === undefined) throw new ClaimError('the scan has no result, not even an empty one');
  if (Array.isArray(result)) return readInToto(result);
  if (!isObject(result)) throw new ClaimError(`the result of the scan is not an object: ${WANTED}`);
  const isTrivy = Object.hasOwn(result, 'Results') || Object.hasOwn(result, 'SchemaVersion');
  if (isTrivy === Object.hasOwn(result, 'matches')) throw new ClaimError(unknownFormat(result));
  return isTrivy ? readTrivy(result) : readGrype(result);
}

function unknownFormat(result: JsonObject): string {
  if (Object.hasOwn(result, 'runs')) return `the result of the scan is SARIF, which is not supported: ${WANTED}`;
  const kind = kindOfDocument(result);
  if (kind !== 'unknown') return `the result of the scan is ${nameOfDocument(kind)}, which is not supported: ${WANTED}`;
  const fields = Object.keys(result).slice(0, 5);
  const shown = fields.length === 0 ? 'no fields' : `the fields ${printable(fields.join(', '), 128)}`;
  return `the result of the scan, with ${shown}, is of no format that is known: ${WANTED}`;
}
