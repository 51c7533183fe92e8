import type { AttestationRequirement } from '../model/attestation.ts';
import type { Offence, Reading } from '../model/attestation-verdict.ts';
import { age } from './age.ts';
import type { SuppressionIndex } from './vex/suppress.ts';
import { describeStatement } from './vex/text.ts';

/** Milliseconds since the epoch. Moments at which what is said now no longer holds are noted in it. */
export class Clock {
  readonly now: number;
  #next = Number.POSITIVE_INFINITY;

  constructor(now: number) {
    this.now = now;
  }

  /** Whether a moment has come. */
  isPast(moment: number): boolean {
    if (moment <= this.now) return true;
    this.#next = Math.min(this.#next, moment);
    return false;
  }

  /** The next moment that was asked about and has not come; undefined: there is none. */
  get next(): number | undefined {
    return Number.isFinite(this.#next) ? this.#next : undefined;
  }
}

/**
 * What an attestation says for a requirement. `good`: it is as wanted. `refused`: what it tells of the image is not.
 * `poor`: it says too little to count. `other`: it is none of those that are asked for, whatever it tells.
 */
export type Standing = 'good' | 'refused' | 'poor' | 'other';

/** What one attestation came to at a moment. */
export interface Outcome {
  readonly standing: Standing;
  readonly offences: readonly Offence[];
  readonly unlisted: number;
  readonly unlistedWarnings: number;
  /** Vulnerabilities that somebody said do not matter; one sentence each. */
  readonly suppressed: readonly string[];
}

/** Terms that say which attestations are asked for: one that breaks them neither helps nor harms. */
const CHOOSING: ReadonlySet<string> = new Set([
  'maxAge',
  'sbom.formats',
  'sbom.maxAge',
  'sbom.tools',
  'provenance.builders',
  'provenance.buildTypes',
  'provenance.minLevel',
  'vulnerabilities.scanners',
  'vulnerabilities.maxAge',
  'vulnerabilities.maxDatabaseAge',
]);

/** Terms about how much is said. What is said too little of may be said elsewhere. */
const ENOUGH: ReadonlySet<string> = new Set([
  'sbom',
  'sbom.minComponents',
  'sbom.ntia',
  'sbom.require.packages',
  'provenance',
  'vulnerabilities',
]);

/** Clocks differ by so much, in milliseconds. */
const FUTURE = 3_600_000;

/**
 * Limits on what is read. `isUnsigned`: it is a document by itself, for whose time nobody can vouch. `isRenewable`: anybody
 * can have got a newer time for it, so that it is no younger than it says itself.
 */
export type Limits = Pick<AttestationRequirement, 'maxAge' | 'terms'> & {
  readonly isUnsigned?: boolean;
  readonly isRenewable?: boolean;
};

/**
 * Judges the reading of an attestation for a requirement by what counts at the moment. `suppression`: what trusted
 * authorities say of vulnerabilities that the requirement may leave out.
 */
export function outcomeOf(
  requirement: Limits,
  reading: Reading,
  clock: Clock,
  suppression: SuppressionIndex | undefined,
): Outcome {
  const suppressed: string[] = [];
  const offences = ageOffences(requirement, reading, clock);
  for (const offence of reading.offences) {
    if (offence.since !== undefined && !clock.isPast(offence.since)) continue;
    const statement = suppression?.suppress(offence);
    if (statement === undefined) offences.push(offence);
    else suppressed.push(describeStatement(statement, offence));
  }
  const { unlisted, unlistedWarnings } = reading;
  return { standing: standingOf(offences, unlisted), offences, unlisted, unlistedWarnings, suppressed };
}

/** What is not known to choose or to say too little counts as what an image is refused for. */
function standingOf(offences: readonly Offence[], unlisted: number): Standing {
  const terms = offences.filter(({ atMost }) => atMost === undefined).map(({ term }) => term);
  if (terms.some((term) => CHOOSING.has(term))) return 'other';
  if (unlisted > 0 || terms.some((term) => !ENOUGH.has(term))) return 'refused';
  return terms.length > 0 ? 'poor' : 'good';
}

/** By a time that somebody else vouches for, and where the terms limit the age, also by what the document claims. */
function ageOffences(
  { maxAge, terms, isUnsigned = false, isRenewable = false }: Limits,
  { claimedTime, signedTime, offences: read }: Reading,
  clock: Clock,
): Offence[] {
  const offences: Offence[] = [];
  const tooOld = (term: string, made: number, limit: number, whose: string) => {
    if (!clock.isPast(made + limit)) return;
    offences.push({ term, message: `it is ${age(clock.now - made)} old ${whose}, more than ${age(limit)}` });
  };
  const byOthers = (term: string, limit: number) => {
    if (signedTime !== undefined) tooOld(term, signedTime, limit, 'by the time that a log vouches for');
    else if (!isUnsigned) {
      offences.push({ term, message: 'neither a log nor a timestamp authority vouches for its time' });
    }
  };
  if (maxAge !== undefined) {
    byOthers('maxAge', maxAge);
    if (isRenewable && claimedTime !== undefined) tooOld('maxAge', claimedTime, maxAge, 'by what it says itself');
  }
  const limit = terms !== undefined && 'maxAge' in terms ? terms.maxAge : undefined;
  if (terms !== undefined && limit !== undefined) {
    const term = `${terms.kind}.maxAge`;
    byOthers(term, limit);
    if (claimedTime === undefined) {
      // Of a document that could not be read, nobody knows whether it says so.
      const isUnread = read.some((offence) => offence.term === terms.kind);
      if (!isUnread) offences.push({ term, message: 'it does not say when it was made' });
    } else {
      tooOld(term, claimedTime, limit, 'by what it says itself');
      // What it tells counts once the moment has come: that, too, is one at which the verdict may change.
      if (!clock.isPast(claimedTime - FUTURE)) {
        offences.push({ term, message: 'it says that it was made in the future' });
      }
    }
  }
  return offences;
}
