import { createHash, verify } from 'node:crypto';
import type { TransparencyLogEntry } from '@sigstore/bundle';
import { json } from '@sigstore/core';
import type { TrustMaterial } from '@sigstore/verify';
import { refuse } from './refused.ts';

type Log = TrustMaterial['tlogs'][number];
type Proof = NonNullable<TransparencyLogEntry['inclusionProof']>;

interface Checkpoint {
  /** The signed text, with its line feed. */
  readonly note: string;
  readonly size: string;
  readonly rootHash: Buffer;
  readonly signatures: readonly { readonly name: string; readonly hint: Buffer; readonly signature: Buffer }[];
}

const SIGNATURE_LINE = /^\u2014 (\S+) (\S+)$/;

/** Reads a checkpoint (transparency-dev/formats, log/README.md). @throws Refused */
function readCheckpoint(envelope: string): Checkpoint {
  const end = envelope.indexOf('\n\n');
  const note = envelope.slice(0, end + 1);
  const [, size = '', rootHash = ''] = note.split('\n');
  if (end < 0 || size === '' || rootHash === '') refuse('a checkpoint is not what logs sign');
  const lines = envelope.slice(end + 2).split('\n');
  const signatures = lines.flatMap((line) => {
    const [, name = '', encoded = ''] = SIGNATURE_LINE.exec(line) ?? [];
    const bytes = Buffer.from(encoded, 'base64');
    return name === '' ? [] : [{ name, hint: bytes.subarray(0, 4), signature: bytes.subarray(4) }];
  });
  return { note, size, rootHash: Buffer.from(rootHash, 'base64'), signatures };
}

/** @throws Refused where the proof of an entry says something else than its checkpoint, which is what counts */
export function checkProofAgrees({ inclusionProof: proof }: TransparencyLogEntry): void {
  if (proof === undefined) return;
  const { size, rootHash } = readCheckpoint(envelopeOf(proof));
  const agrees = size === proof.treeSize && rootHash.equals(proof.rootHash);
  if (!agrees) refuse('the checkpoint of the log entry is not that of its inclusion proof');
}

function envelopeOf({ checkpoint }: Proof): string {
  return checkpoint?.envelope ?? refuse('an inclusion proof has no checkpoint');
}

/**
 * Verifies that a log holds an entry, for types of entry that `@sigstore/verify` does not know: the promise and the
 * proof, whichever are there, and at least one. `logs` are those with the entry's log ID.
 * @throws Refused
 */
export function checkInclusion(entry: TransparencyLogEntry, logs: readonly Log[]): void {
  const { inclusionPromise, inclusionProof } = entry;
  if (inclusionPromise === undefined && inclusionProof === undefined) refuse('the log entry proves no inclusion');
  if (inclusionPromise !== undefined && !hasPromise(entry, inclusionPromise.signedEntryTimestamp, logs)) {
    refuse('the promise of the log is not valid');
  }
  if (inclusionProof !== undefined) checkProof(entry, inclusionProof, logs);
}

function hasPromise(entry: TransparencyLogEntry, signature: Buffer, logs: readonly Log[]): boolean {
  const integratedTime = Number(entry.integratedTime);
  const promised = json.canonicalize({
    body: entry.canonicalizedBody.toString('base64'),
    integratedTime,
    logIndex: Number(entry.logIndex),
    logID: entry.logId.keyId.toString('hex'),
  });
  const time = new Date(1_000 * integratedTime);
  return logs
    .filter(({ validFor }) => validFor.start <= time && time <= validFor.end)
    .some(({ publicKey }) => isSigned(promised, publicKey, signature));
}

function checkProof(entry: TransparencyLogEntry, proof: Proof, logs: readonly Log[]): void {
  const { note, size, rootHash, signatures } = readCheckpoint(envelopeOf(proof));
  const isOfLog = signatures.some(({ name, hint, signature }) =>
    logs.some(
      ({ baseURL, logID, publicKey }) =>
        baseURL.includes(name) && logID.subarray(0, 4).equals(hint) && isSigned(note, publicKey, signature),
    ),
  );
  if (!isOfLog) refuse('the checkpoint of the log entry is not signed by the log');
  const root = rootOf(entry.canonicalizedBody, proof, BigInt(/^[0-9]{1,16}$/.test(size) ? size : 0));
  if (!root?.equals(rootHash)) refuse('the inclusion proof of the log entry does not lead to its checkpoint');
}

function isSigned(text: string, key: Log['publicKey'], signature: Buffer): boolean {
  const hash = key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
  try {
    return verify(hash, Buffer.from(text), key, signature);
  } catch {
    return false;
  }
}

/** Root of the tree that the path leads to (RFC 9162, section 2.1.3.2); undefined where it has the wrong length. */
function rootOf(body: Buffer, { logIndex, hashes }: Proof, size: bigint): Buffer | undefined {
  let node = BigInt(logIndex);
  let last = size - 1n;
  if (node > last) return undefined;
  let hash = sha256(0, body);
  for (const sibling of hashes) {
    if (last === 0n) return undefined;
    if ((node & 1n) === 1n || node === last) {
      hash = sha256(1, sibling, hash);
      while ((node & 1n) === 0n && node !== 0n) {
        node >>= 1n;
        last >>= 1n;
      }
    } else {
      hash = sha256(1, hash, sibling);
    }
    node >>= 1n;
    last >>= 1n;
  }
  return last === 0n ? hash : undefined;
}

function sha256(prefix: number, ...parts: readonly Buffer[]): Buffer {
  return createHash('sha256')
    .update(Buffer.concat([Buffer.from([prefix]), ...parts]))
    .digest();
}
