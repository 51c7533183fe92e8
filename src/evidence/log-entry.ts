import type { TransparencyLogEntry } from '@sigstore/bundle';
import { refuse } from './refused.ts';
import { base64, count, list, member, object, optionalList, text } from './shape.ts';
import { MOST_ENTRIES } from './signed-material.ts';

/** What every log entry of a bundle must prove; the format's version says. */
export type RequiredProof = 'promise' | 'proof';

/** Longest Merkle path: one hash for each bit of the size. */
const MOST_HASHES = 64;
const MOST_CHECKPOINT = 16_384;

/** Reads `tlogEntries` of a bundle. @throws Refused */
export function readLogEntries(value: unknown, required: RequiredProof): readonly TransparencyLogEntry[] {
  return optionalList(value, 'tlogEntries', MOST_ENTRIES).map((entry) => readLogEntry(entry, required));
}

function readLogEntry(value: unknown, required: RequiredProof): TransparencyLogEntry {
  const entry = object(value, 'a log entry');
  const version = object(member(entry, 'kindVersion'), 'kindVersion of a log entry');
  const promise = member(entry, 'inclusionPromise');
  const proof = readProof(member(entry, 'inclusionProof'), required);
  if (required === 'promise' && promise === undefined) refuse('a log entry has no inclusion promise');
  if (required === 'proof' && proof === undefined) refuse('a log entry has no inclusion proof');
  return {
    logIndex: count(member(entry, 'logIndex') ?? 0, 'logIndex of a log entry'),
    logId: { keyId: base64(member(object(member(entry, 'logId'), 'logId'), 'keyId'), 'logId of a log entry') },
    kindVersion: {
      kind: text(member(version, 'kind'), 'kind of a log entry'),
      version: text(member(version, 'version'), 'version of a log entry'),
    },
    integratedTime: count(member(entry, 'integratedTime') ?? 0, 'integratedTime of a log entry'),
    inclusionPromise: promise === undefined ? undefined : { signedEntryTimestamp: readPromise(promise) },
    inclusionProof: proof,
    canonicalizedBody: base64(member(entry, 'canonicalizedBody'), 'canonicalizedBody of a log entry'),
  };
}

function readPromise(value: unknown): Buffer {
  const name = 'signedEntryTimestamp of a log entry';
  return base64(member(object(value, 'inclusionPromise of a log entry'), 'signedEntryTimestamp'), name);
}

/**
 * A proof without a checkpoint, as first versions of bundles had it, proves nothing: where a promise is required it
 * counts as absent.
 */
function readProof(value: unknown, required: RequiredProof): TransparencyLogEntry['inclusionProof'] {
  if (value === undefined) return undefined;
  const proof = object(value, 'inclusionProof of a log entry');
  const checkpoint = member(proof, 'checkpoint');
  if (checkpoint === undefined && required === 'promise') return undefined;
  const envelope = text(
    member(object(checkpoint, 'checkpoint of an inclusion proof'), 'envelope'),
    'envelope of a checkpoint',
  );
  if (envelope.length > MOST_CHECKPOINT) refuse(`a checkpoint is longer than ${MOST_CHECKPOINT} characters`);
  return {
    logIndex: count(member(proof, 'logIndex') ?? 0, 'logIndex of an inclusion proof'),
    rootHash: base64(member(proof, 'rootHash'), 'rootHash of an inclusion proof'),
    treeSize: count(member(proof, 'treeSize'), 'treeSize of an inclusion proof'),
    hashes: list(member(proof, 'hashes') ?? [], 'hashes of an inclusion proof', MOST_HASHES).map((hash) =>
      base64(hash, 'a hash of an inclusion proof'),
    ),
    checkpoint: { envelope },
  };
}
