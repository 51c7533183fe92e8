import type { SbomTerms, UnknownMode } from '../../model/attestation.ts';
import type { Offence } from '../../model/attestation-verdict.ts';
import { printable } from '../../model/printable.ts';
import type { Component } from '../../model/sbom.ts';
import { parseLicense } from '../../packages/license-expression.ts';
import { compileLicenses } from '../../packages/license-rule.ts';
import { remembering } from '../../parse/remembering.ts';
import type { SbomCheck } from './check.ts';
import { describeComponent, describeLicense, offenderOf } from './describe.ts';

/** Licences that a judge remembers: documents have few, and most of them are in every document. */
const REMEMBERED = { most: 4096, maxLength: 512 };

/** What comes of a licence. */
interface Verdict {
  readonly verdict: 'ok' | 'denied' | 'not-allowed' | 'unknown';
  /** Why, where it is not in order. */
  readonly why: string;
}

type LicenseTerms = Pick<SbomTerms, 'denyLicenses' | 'allowLicenses' | 'onUnknown'>;

/**
 * Judges licences of components, by every entry that one has. A licence that is missing, or is none that is known, is
 * dealt with as the policy says; what the document is about is judged where it has a licence, and may have none.
 */
export function checkLicenses(terms: LicenseTerms): SbomCheck {
  const judge = remembering(compile(terms), REMEMBERED);
  return ({ subject, components }, tell) => {
    if (subject?.license !== undefined) tellOf(subject, judge, 'allow', tell);
    for (const component of components) tellOf(component, judge, terms.onUnknown, tell);
  };
}

function compile({ denyLicenses, allowLicenses }: LicenseTerms): (license: string) => Verdict {
  const rule = compileLicenses(denyLicenses, allowLicenses);
  return (license) => {
    const parsed = parseLicense(license);
    if (!parsed.ok) return { verdict: 'unknown', why: parsed.reason };
    const { verdict, by, list } = rule.judge(parsed.expression);
    if (verdict === 'ok') return { verdict, why: '' };
    if (verdict === 'unknown') return { verdict, why: `nobody can tell what ${printable(`${by}`, 64)} means` };
    return list === 'denied'
      ? { verdict: 'denied', why: `${by} is denied` }
      : { verdict: 'not-allowed', why: `${by} is not allowed` };
  };
}

/** From the worst on. */
const WORST = ['denied', 'not-allowed', 'unknown'] as const;
const TERMS = {
  denied: 'sbom.deny.licenses',
  'not-allowed': 'sbom.allow.licenses',
  unknown: 'sbom.onUnknown',
} as const;

/** One offence at most for a component: the worst of its licences. */
function tellOf(
  component: Component,
  judge: (license: string) => Verdict,
  onUnknown: UnknownMode,
  tell: (offence: Offence) => void,
): void {
  const { license, licenses } = component;
  const entries = licenses ?? (license === undefined ? [] : [license]);
  const verdicts = entries.map(judge);
  const worst = WORST.find((one) => verdicts.some(({ verdict }) => verdict === one));
  const failing = entries.length === 0 ? 'unknown' : worst;
  if (failing === undefined || (failing === 'unknown' && onUnknown === 'allow')) return;
  const index = verdicts.findIndex(({ verdict }) => verdict === failing);
  const entry = entries[index];
  const is =
    entry === undefined
      ? 'has no licence'
      : `${failing === 'unknown' ? 'has a licence that is not known,' : 'is under'} ${describeLicense(entry)}: ${verdicts[index]?.why}`;
  tell({
    term: TERMS[failing],
    message: `${describeComponent(component)} ${is}`,
    offender: offenderOf(component, 'license'),
    ...(failing === 'unknown' && onUnknown === 'warn' && { atMost: 'Warn' as const }),
  });
}
