import type { TransparencyLogEntry } from '@sigstore/bundle';
import { RFC3161Timestamp } from '@sigstore/core';
import type { TrustMaterial } from '@sigstore/verify';
import { TAG } from './der.ts';
import { refuse } from './refused.ts';

/** How far a clock may be ahead of ours, in milliseconds. */
const CLOCK_SKEW = 5 * 60_000;
/** PKIStatus of RFC 3161: granted, and granted with modifications. */
const GRANTED = [0n, 1n];

/** The timestamps whose authority the trust root knows: those of others say nothing, and do no harm. */
export function knownTimestamps(tokens: readonly Buffer[], { timestampAuthorities }: TrustMaterial) {
  return tokens.map(readTimestamp).filter((timestamp) =>
    timestampAuthorities.some(({ certChain: [leaf] }) => {
      const isSerial = leaf?.serialNumber.equals(timestamp.signerSerialNumber) ?? false;
      return isSerial && leaf?.issuer.equals(timestamp.signerIssuer);
    }),
  );
}

function readTimestamp(token: Buffer): RFC3161Timestamp {
  // The package looks at what is inside of this element, but not at its kind.
  if (token[0] !== TAG.sequence) refuse('a timestamp is not valid DER');
  const timestamp = RFC3161Timestamp.parse(token as Buffer<ArrayBuffer>);
  return GRANTED.includes(timestamp.status) ? timestamp : refuse('a timestamp authority did not grant the timestamp');
}

/** Whether a log promised a time: without a promise nobody signed `integratedTime`. */
export function hasPromisedTime({ inclusionPromise, integratedTime }: TransparencyLogEntry): boolean {
  return inclusionPromise !== undefined && integratedTime !== '0';
}

/** When the log says that it took an entry. */
export function integratedTime(entry: TransparencyLogEntry): Date {
  return new Date(1_000 * Number(entry.integratedTime));
}

/** Earliest of the times that were vouched for; undefined where there is none. */
export function earliest(times: readonly Date[]): Date | undefined {
  return times.length === 0 ? undefined : new Date(Math.min(...times.map(Number)));
}

/**
 * Anyone can have an old signature logged and timestamped anew, so that its age is that of the earliest time. This
 * bounds the age of what short-lived certificates sign; a key's owner who wants it to hold must sign anew.
 * @throws Refused for times in the future, and for signatures older than `maxAge` milliseconds
 */
export function checkAge(times: readonly Date[], now: number, maxAge: number | undefined): void {
  const future = times.find((time) => time.getTime() > now + CLOCK_SKEW);
  if (future !== undefined) refuse(`the signature is from the future: ${future.toISOString()}`);
  if (maxAge === undefined) return;
  const first = earliest(times) ?? refuse('nobody vouches for when it was signed, and the authority limits the age');
  if (first.getTime() < now - maxAge) {
    refuse(`the signature is of ${first.toISOString()}, older than the ${maxAge / 3_600_000} hours that are allowed`);
  }
}
