import type { KeyObject } from 'node:crypto';
import { base64, hashOf, pemOf } from './encoding.ts';
import { type SigningKey, spkiOf } from './keys.ts';
import { initializeTLog } from './mock.ts';

/** A transparency log: name of its host and its key. */
export interface Log {
  readonly host: string;
  readonly key: SigningKey;
}

/** What is logged: `v1` is dsse or hashedrekord 0.0.1, by what was signed; `v2` hashedrekord 0.0.2 (Rekor v2). */
export type LogForm = 'v1' | 'v2' | 'intoto001' | 'intoto002';

/** What a signer tells a log. */
export interface LogRecord {
  readonly payload: Buffer;
  /** Bytes that the signature is over: the payload, or the pre-authentication encoding of an envelope. */
  readonly signed: Buffer;
  /** Bytes of the envelope, where there is one. */
  readonly envelope?: Buffer;
  readonly signature: Buffer;
  readonly publicKey: KeyObject;
  readonly leaf?: Buffer;
  /** Hash of the signing scheme; Ed25519 counts as sha256 here. */
  readonly hash: 'sha256' | 'sha384' | 'sha512';
}

/** A log entry, and where it lies. */
export interface EntrySpec {
  readonly form: LogForm;
  /** Default: the log of the world that speaks this form. */
  readonly log?: Log;
  /** Default: the time of signing. */
  readonly at?: Date;
  /** What the log is told instead of the truth: another signature, leaf, key or payload. */
  readonly lie?: Partial<LogRecord>;
  /** Changes the body before the log signs it. */
  readonly change?: (body: LogBody) => unknown;
  /** The log's promise (SET) and its proof with checkpoint. Default both; v2 never promises. */
  readonly promise?: boolean;
  readonly proof?: boolean;
}

/** A canonicalized body before it is one. */
export interface LogBody {
  kind: string;
  apiVersion: string;
  // biome-ignore lint/suspicious/noExplicitAny: every kind has a shape of its own, and hostile tests bend it
  spec: any;
}

/** TransparencyLogEntry of sigstore/protobuf-specs, in JSON. */
export interface EntryJson {
  logIndex: string;
  logId: { keyId: string };
  kindVersion: { kind: string; version: string };
  integratedTime?: string;
  inclusionPromise?: { signedEntryTimestamp: string };
  inclusionProof?: {
    logIndex: string;
    treeSize: string;
    hashes: string[];
    rootHash: string;
    checkpoint: { envelope: string };
  };
  canonicalizedBody: string;
}

/** What Rekor answers. */
interface RekorEntry {
  readonly body: string;
  readonly integratedTime: number;
  readonly logID: string;
  readonly logIndex: number;
  readonly verification: {
    readonly inclusionProof: { readonly rootHash: string; readonly checkpoint: string };
    readonly signedEntryTimestamp: string;
  };
}

/** Has a log record a signature. */
export async function logEntry(
  record: LogRecord,
  spec: EntrySpec & { readonly log: Log; readonly at: Date },
): Promise<EntryJson> {
  const { form, log, at, lie, change, promise = form !== 'v2', proof = true } = spec;
  const body = bodyOf(form, { ...record, ...lie });
  change?.(body);
  const keeper = await initializeTLog(`https://${log.host}`, log.key, at);
  const [entry] = Object.values((await keeper.log(body)) as Record<string, RekorEntry>);
  if (entry === undefined) throw new Error('the log gave no entry');
  const { inclusionProof, signedEntryTimestamp } = entry.verification;
  return {
    logIndex: String(entry.logIndex),
    logId: { keyId: hexToBase64(entry.logID) },
    kindVersion: { kind: body.kind, version: body.apiVersion },
    ...(promise
      ? {
          integratedTime: String(entry.integratedTime),
          inclusionPromise: { signedEntryTimestamp: signedEntryTimestamp },
        }
      : {}),
    ...(proof
      ? {
          inclusionProof: {
            logIndex: '0',
            treeSize: '1',
            hashes: [],
            rootHash: hexToBase64(inclusionProof.rootHash),
            checkpoint: { envelope: inclusionProof.checkpoint },
          },
        }
      : {}),
    canonicalizedBody: entry.body,
  };
}

function bodyOf(form: LogForm, record: LogRecord): LogBody {
  const { payload, envelope, signature, hash } = record;
  switch (form) {
    case 'v2':
      return hashedRecordV2(record);
    case 'intoto001':
      return {
        kind: 'intoto',
        apiVersion: '0.0.1',
        spec: {
          content: { hash: hexHash(required(envelope)), payloadHash: hexHash(payload) },
          publicKey: verifier(record),
        },
      };
    case 'intoto002':
      return intotoV2(record);
    case 'v1':
      break;
  }
  if (envelope === undefined) {
    return {
      kind: 'hashedrekord',
      apiVersion: '0.0.1',
      spec: {
        data: { hash: hexHash(payload, hash) },
        signature: { content: base64(signature), publicKey: { content: verifier(record) } },
      },
    };
  }
  return {
    kind: 'dsse',
    apiVersion: '0.0.1',
    spec: {
      envelopeHash: hexHash(envelope),
      payloadHash: hexHash(payload),
      signatures: [{ signature: base64(signature), verifier: verifier(record) }],
    },
  };
}

function hashedRecordV2({ signed, signature, publicKey, leaf, hash }: LogRecord): LogBody {
  const identity =
    leaf === undefined
      ? { publicKey: { rawBytes: base64(spkiOf(publicKey)) } }
      : { x509Certificate: { rawBytes: base64(leaf) } };
  return {
    kind: 'hashedrekord',
    apiVersion: '0.0.2',
    spec: {
      hashedRekordV002: {
        data: { algorithm: HASH_NAMES[hash], digest: base64(hashOf(signed, hash)) },
        signature: { content: base64(signature), verifier: { keyDetails: 'PKIX_ECDSA_P256_SHA_256', ...identity } },
      },
    },
  };
}

/** The signature is in base64 twice, as Rekor does it. */
function intotoV2(record: LogRecord): LogBody {
  const { payload, envelope, signature } = record;
  const { payloadType } = JSON.parse(required(envelope).toString()) as { payloadType: string };
  const entry = { sig: base64(Buffer.from(base64(signature))), publicKey: verifier(record) };
  return {
    kind: 'intoto',
    apiVersion: '0.0.2',
    spec: {
      content: {
        envelope: { payloadType, signatures: [entry] },
        hash: hexHash(required(envelope)),
        payloadHash: hexHash(payload),
      },
    },
  };
}

/** Names of hash functions in sigstore/protobuf-specs. */
export const HASH_NAMES = { sha256: 'SHA2_256', sha384: 'SHA2_384', sha512: 'SHA2_512' } as const;

function verifier({ leaf, publicKey }: LogRecord): string {
  const pem = leaf === undefined ? pemOf(spkiOf(publicKey), 'PUBLIC KEY') : pemOf(leaf, 'CERTIFICATE');
  return base64(Buffer.from(pem));
}

function hexHash(bytes: Buffer, algorithm = 'sha256'): { readonly algorithm: string; readonly value: string } {
  return { algorithm, value: hashOf(bytes, algorithm).toString('hex') };
}

function hexToBase64(hex: string): string {
  return base64(Buffer.from(hex, 'hex'));
}

function required(envelope: Buffer | undefined): Buffer {
  if (envelope === undefined) throw new Error('in-toto entries are about envelopes: give the payload a type');
  return envelope;
}
