import type { VulnerabilityTerms } from '../../model/attestation.ts';
import type { Offence } from '../../model/attestation-verdict.ts';
import { printable } from '../../model/printable.ts';
import { formatPurl, parsePurl } from '../../packages/purl.ts';
import type { Judge, JudgeOptions } from '../claim.ts';
import { failClosed } from '../fail-closed.ts';
import { compileGlobs } from '../globs.ts';
import { Offences } from '../offences.ts';
import { uriText } from '../uri-text.ts';
import { compileCounting, countedOnce, offenceOf } from './counting.ts';
import { readScan } from './read.ts';
import type { Scan, Scanner } from './scan.ts';

const HOUR = 3_600_000;

type JudgeScan = (scan: Scan, tell: (offence: Offence) => void) => void;

/**
 * Compiles what a scan for vulnerabilities must have come to. Statements that some do not matter come in later, and so
 * does the present. @throws Error where a glob or pattern is none
 */
export function compileVulnerabilities(terms: VulnerabilityTerms, options: JudgeOptions = {}): Judge {
  const { scanners, maxDatabaseAge } = terms;
  const judges: JudgeScan[] = [];
  if (scanners !== undefined) judges.push(scannerTerm(scanners));
  if (maxDatabaseAge !== undefined) judges.push(databaseTerm(maxDatabaseAge));
  const count = compileCounting(terms);
  return failClosed('vulnerabilities', (document, { predicateType }) => {
    const scan = readScan(document, predicateType);
    const offences = new Offences(options);
    for (const judge of judges) judge(scan, (offence) => offences.add(offence));
    // Sentences are made for what is listed, and the rest is counted: there may be hundreds of thousands.
    for (const counted of countedOnce(scan.vulnerabilities, count)) offences.add(offenceOf(counted));
    const { finished } = scan;
    return { ...offences.listed(), maker: makerOf(scan), ...(finished !== undefined && { claimedTime: finished }) };
  });
}

function scannerTerm(globs: readonly string[]): JudgeScan {
  const { matches, wanted } = compileGlobs(globs);
  return ({ scanners }, tell) => {
    for (const scanner of scanners) {
      if ([scanner.uri, scanner.name].some((name) => name !== '' && matches(name))) continue;
      tell({ term: 'vulnerabilities.scanners', message: `scanned by ${nameOf(scanner)}, expected ${wanted}` });
    }
  };
}

/** How old the data of each scanner was when the scan ended, as the scan says. */
function databaseTerm(limit: number): JudgeScan {
  return ({ scanners, finished }, tell) => {
    const term = 'vulnerabilities.maxDatabaseAge';
    for (const scanner of scanners) {
      const { updated } = scanner;
      const name = nameOf(scanner);
      if (updated === undefined) tell({ term, message: `${name} does not say when its data was last updated` });
      else if (finished === undefined) tell({ term, message: `${name} does not say when the scan ended` });
      else if (finished - updated > limit) {
        const days = Math.floor((finished - updated) / (24 * HOUR));
        const day = new Date(updated).toISOString().slice(0, 10);
        tell({ term, message: `the data of ${name} is of ${day}, ${days} days before the scan, which is too old` });
      } else if (updated > finished + HOUR) {
        tell({ term, message: `${name} says that its data was updated after the scan` });
      }
    }
  };
}

function nameOf({ uri, name }: Scanner): string {
  if (uri !== '') return uriText(uri);
  return name === '' ? 'a scanner without a name' : printable(name, 128);
}

/** Without versions: a newer one of the same scanner takes the place of an older one. */
function makerOf({ scanners }: Scan): string {
  return scanners.map(({ uri, name }) => withoutVersion(uri === '' ? name : uri)).join(' and ');
}

function withoutVersion(uri: string): string {
  const parsed = parsePurl(uri);
  if (!parsed.ok) return uri;
  return formatPurl({ ...parsed.purl, version: '', qualifiers: new Map(), subpath: '' });
}
