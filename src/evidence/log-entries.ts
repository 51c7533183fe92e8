import type { TransparencyLogEntry } from '@sigstore/bundle';
import { bindEntry, type EntrySigner } from './entry-binding.ts';
import { OLD_INTOTO, typeOf } from './entry-body.ts';
import { checkInclusion, checkProofAgrees } from './log-inclusion.ts';
import { quoted, refuse } from './refused.ts';
import type { SignatureContent } from './signature-content.ts';
import type { SignedMaterial } from './signed-material.ts';
import type { TrustRoot } from './trust-roots.ts';
import { hasPromisedTime } from './trusted-times.ts';

/** Log entries, by who verifies that the log holds them. */
export interface KnownEntries {
  readonly all: readonly TransparencyLogEntry[];
  /** For `Verifier`: it does not know entries of the others' type, which are verified already. */
  readonly unverified: readonly TransparencyLogEntry[];
}

const NONE: KnownEntries = { all: [], unverified: [] };

/**
 * The entries of logs that the trust root knows; those of other logs are left out. Each must record this very
 * signature, one failing is enough to refuse. `required`: there must be at least one. How many there are says nothing
 * of how many logs there are.
 * @throws Refused
 */
export function knownEntries(
  { entries }: SignedMaterial,
  signature: { readonly content: SignatureContent; readonly signer: EntrySigner },
  { material, name }: TrustRoot,
  required: boolean,
): KnownEntries {
  if (!required) return NONE;
  if (entries.length === 0) refuse('no transparency log entry');
  const logsOf = ({ logId }: TransparencyLogEntry) => material.tlogs.filter(({ logID }) => logID.equals(logId.keyId));
  const all = entries.filter((entry) => logsOf(entry).length > 0);
  if (all.length === 0) refuse(`no entry of a transparency log that the trust root ${quoted(name)} knows`);
  const bodies = new Set(
    all.map(({ logId, canonicalizedBody }) => `${hexOf(logId.keyId)} ${hexOf(canonicalizedBody)}`),
  );
  if (bodies.size < all.length) refuse('the same log entry is there twice');
  for (const entry of all) {
    bindEntry(entry, signature.content, signature.signer);
    checkProofAgrees(entry);
    if (typeOf(entry) === OLD_INTOTO) checkInclusion(entry, logsOf(entry));
  }
  return { all, unverified: all.filter((entry) => typeOf(entry) !== OLD_INTOTO) };
}

function hexOf(bytes: Buffer): string {
  return bytes.toString('hex');
}

/**
 * A checkpoint has no time, so the log's key is held to its period at a time that someone else vouches for, or now.
 * `Verifier` does not.
 * @throws Refused
 */
export function checkLogPeriods(entries: readonly TransparencyLogEntry[], { material }: TrustRoot, at: Date): void {
  for (const entry of entries.filter((candidate) => !hasPromisedTime(candidate))) {
    const isInUse = material.tlogs.some(
      ({ logID, validFor }) => logID.equals(entry.logId.keyId) && validFor.start <= at && at <= validFor.end,
    );
    if (!isInUse) refuse(`the key of the transparency log was not in use at ${at.toISOString()}`);
  }
}

/** Position in a log, as far as a log vouches for it: the promise covers `logIndex`, else the proof its own. */
export function provedIndex(entries: readonly TransparencyLogEntry[]): string | undefined {
  const [entry] = entries;
  return entry?.inclusionPromise === undefined ? entry?.inclusionProof?.logIndex : entry.logIndex;
}
