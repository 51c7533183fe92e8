import type { VulnerabilityTerms } from '../../model/attestation.ts';
import type { Offence } from '../../model/attestation-verdict.ts';
import { printable } from '../../model/printable.ts';
import { compileIgnore } from './ignore.ts';
import type { Vulnerability } from './scan.ts';
import { compareSeverities } from './severity.ts';

const DAY = 86_400_000;

/** A vulnerability that counts, from some moment on, and what it leads to at most. */
export type Counted = Pick<Offence, 'term' | 'since' | 'atMost'> & { readonly vulnerability: Vulnerability };

/** Whether a vulnerability counts; undefined: it never does. */
export type Count = (vulnerability: Vulnerability) => Counted | undefined;

/** Compiles which vulnerabilities count, and from when on. @throws Error where a pattern is none */
export function compileCounting(terms: VulnerabilityTerms): Count {
  const { maxSeverity, onUnknownSeverity, fixableOnly, graceDays } = terms;
  const ignoredUntil = compileIgnore(terms.ignore);
  return (vulnerability) => {
    const { severity, published } = vulnerability;
    if (fixableOnly && !vulnerability.fixable) return undefined;
    const verdict = judgeSeverity(severity, maxSeverity, onUnknownSeverity);
    if (verdict === undefined) return undefined;
    const days = severity === undefined ? undefined : graceDays[severity];
    const grace = days === undefined || published === undefined ? undefined : published + days * DAY;
    const moments = [grace, ignoredUntil(vulnerability)].filter((moment) => moment !== undefined);
    return { ...verdict, vulnerability, ...(moments.length > 0 && { since: Math.max(...moments) }) };
  };
}

/** Where none at all may be there, how bad one is makes no difference; nor is any worse than the worst. */
function judgeSeverity(
  severity: Vulnerability['severity'],
  worst: VulnerabilityTerms['maxSeverity'],
  onUnknown: VulnerabilityTerms['onUnknownSeverity'],
): Pick<Offence, 'term' | 'atMost'> | undefined {
  const term = 'vulnerabilities.maxSeverity';
  if (worst === undefined) return { term };
  if (severity !== undefined) return compareSeverities(severity, worst) > 0 ? { term } : undefined;
  if (worst === 'critical' || onUnknown === 'allow') return undefined;
  return { term: 'vulnerabilities.onUnknownSeverity', ...(onUnknown === 'warn' && { atMost: 'Warn' }) };
}

/**
 * What counts, each vulnerability of a package once, and in the order in which it is to be listed: what denies, then what
 * counts soonest, then what is worst.
 */
export function countedOnce(vulnerabilities: readonly Vulnerability[], count: Count): readonly Counted[] {
  const byKey = new Map<string, Counted>();
  for (const vulnerability of vulnerabilities) {
    const counted = count(vulnerability);
    if (counted === undefined) continue;
    const { id, purl, component, version } = vulnerability;
    const key = JSON.stringify([id, purl ?? component, version]);
    const known = byKey.get(key);
    if (known === undefined || compare(counted, known) < 0) byKey.set(key, counted);
  }
  return [...byKey.values()].sort(compare);
}

/** Negative where `one` weighs more. */
function compare(one: Counted, other: Counted): number {
  const warns = ({ atMost }: Counted) => (atMost === undefined ? 0 : 1);
  const start = ({ since = Number.MIN_SAFE_INTEGER }: Counted) => since;
  const severity = ({ vulnerability }: Counted) => vulnerability.severity ?? 'critical';
  return warns(one) - warns(other) || start(one) - start(other) || compareSeverities(severity(other), severity(one));
}

/** The offence with its sentence: `CVE-2021-44228 (critical) in log4j-core 2.14.1, fixed in 2.15.0, published 2021-12-10`. */
export function offenceOf({ vulnerability, ...head }: Counted): Offence {
  const { id, aliases, component, version, purl } = vulnerability;
  const offender = {
    vulnerability: id,
    ...(aliases.length > 0 && { aliases }),
    ...(component !== '' && { component }),
    ...(version !== '' && { version }),
    ...(purl !== undefined && { purl }),
  };
  return { ...head, message: sentence(vulnerability), offender };
}

function sentence({ id, severity, component, version, fixedIn, published }: Vulnerability): string {
  const part = [component, version].filter((text) => text !== '').map((text) => printable(text, 128));
  return [
    `${printable(id, 128)} (${severity ?? 'severity unknown'})`,
    part.length === 0 ? '' : ` in ${part.join(' ')}`,
    fixedIn === '' ? '' : `, fixed in ${printable(fixedIn, 128)}`,
    published === undefined ? '' : `, published ${new Date(published).toISOString().slice(0, 10)}`,
  ].join('');
}
