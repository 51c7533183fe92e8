import type { TransparencyLogEntry } from '@sigstore/bundle';
import type { JsonObject } from '../model/json.ts';
import { pemBlocks } from './pem.ts';
import { quoted, refuse } from './refused.ts';
import { base64, hex, json, list, member, object, text } from './shape.ts';
import { HASHES, type Hash } from './signed-material.ts';

/** A digest that a log recorded. `signed`: of the bytes under the signature. `envelope`: of a DSSE envelope's JSON. */
export interface LoggedDigest {
  readonly of: 'payload' | 'signed' | 'envelope';
  readonly hash: Hash;
  readonly digest: Buffer;
}

/** What a log recorded of a signature. */
export interface LoggedSignature {
  /** Absent for intoto 0.0.1, where the digest of the envelope covers it. */
  readonly signature?: Buffer;
  readonly digests: readonly LoggedDigest[];
  /** DER of what verified the signature when it was logged. */
  readonly verifier: { readonly kind: 'certificate' | 'key'; readonly der: Buffer };
}

/** The type of entry that `@sigstore/verify` does not know. */
export const OLD_INTOTO = 'intoto 0.0.1';

const V2_HASHES: ReadonlyMap<unknown, Hash> = new Map<unknown, Hash>([
  ['SHA2_256', 'sha256'],
  ['SHA2_384', 'sha384'],
  ['SHA2_512', 'sha512'],
]);

/** The types of Rekor (pkg/types), by kind and version. */
const READERS: ReadonlyMap<string, (spec: JsonObject) => LoggedSignature> = new Map([
  ['hashedrekord 0.0.1', hashedRekordV1],
  ['hashedrekord 0.0.2', hashedRekordV2],
  ['dsse 0.0.1', dsseV1],
  ['dsse 0.0.2', dsseV2],
  [OLD_INTOTO, intotoV1],
  ['intoto 0.0.2', intotoV2],
]);

/** Kind and version of an entry as one text. */
export function typeOf({ kindVersion }: TransparencyLogEntry): string {
  return `${kindVersion.kind} ${kindVersion.version}`;
}

/** Reads the body of a log entry. @throws Refused */
export function readBody(entry: TransparencyLogEntry): LoggedSignature {
  const type = typeOf(entry);
  const read = READERS.get(type) ?? refuse(`a log entry of type ${quoted(type)}, which is not supported`);
  const body = object(json(entry.canonicalizedBody, 'the log entry'), 'the log entry');
  const { kind, version } = entry.kindVersion;
  if (body.kind !== kind || body.apiVersion !== version)
    refuse('the log entry is of another type than it is said to be');
  return read(at(body, 'spec'));
}

function at(value: JsonObject, ...path: readonly string[]): JsonObject {
  return path.reduce((found, name) => object(member(found, name), `${name} of the log entry`), value);
}

function onlySignature(value: JsonObject): JsonObject {
  const all = list(member(value, 'signatures'), 'signatures of the log entry', 1);
  return object(all[0], 'the signature of the log entry');
}

function hashedRekordV1(spec: JsonObject): LoggedSignature {
  const signature = at(spec, 'signature');
  return {
    signature: base64(member(signature, 'content'), 'signature of the log entry'),
    digests: [v1Digest('signed', at(spec, 'data', 'hash'))],
    verifier: pemVerifier(member(at(signature, 'publicKey'), 'content')),
  };
}

function hashedRekordV2(spec: JsonObject): LoggedSignature {
  const record = at(spec, 'hashedRekordV002');
  return v2Signature(at(record, 'signature'), v2Digest('signed', at(record, 'data')));
}

function dsseV1(spec: JsonObject): LoggedSignature {
  const signature = onlySignature(spec);
  return {
    signature: base64(member(signature, 'signature'), 'signature of the log entry'),
    digests: [v1Digest('payload', at(spec, 'payloadHash'))],
    verifier: pemVerifier(member(signature, 'verifier')),
  };
}

function dsseV2(spec: JsonObject): LoggedSignature {
  const record = at(spec, 'dsseV002');
  return v2Signature(onlySignature(record), v2Digest('payload', at(record, 'payloadHash')));
}

/** `payloadHash` is missing in the oldest entries; the envelope's digest covers the payload. */
function intotoV1(spec: JsonObject): LoggedSignature {
  const content = at(spec, 'content');
  const envelope = v1Digest('envelope', at(content, 'hash'));
  const hasPayload = member(content, 'payloadHash') !== undefined;
  return {
    digests: hasPayload ? [envelope, v1Digest('payload', at(content, 'payloadHash'))] : [envelope],
    verifier: pemVerifier(member(spec, 'publicKey')),
  };
}

/** The signature is in base64 twice. */
function intotoV2(spec: JsonObject): LoggedSignature {
  const content = at(spec, 'content');
  const signature = onlySignature(at(content, 'envelope'));
  const encoded = base64(member(signature, 'sig'), 'signature of the log entry').toString('latin1');
  return {
    signature: base64(encoded, 'signature of the log entry'),
    digests: [v1Digest('payload', at(content, 'payloadHash'))],
    verifier: pemVerifier(member(signature, 'publicKey')),
  };
}

function v1Digest(of: LoggedDigest['of'], value: JsonObject): LoggedDigest {
  const name = text(member(value, 'algorithm'), 'hash algorithm of the log entry');
  const hash = HASHES.find((known) => known === name) ?? refuse(`the log entry uses the hash ${quoted(name)}`);
  return { of, hash, digest: hex(member(value, 'value'), 'hash of the log entry') };
}

function v2Digest(of: LoggedDigest['of'], value: JsonObject): LoggedDigest {
  const hash = V2_HASHES.get(member(value, 'algorithm')) ?? refuse('the log entry uses an unknown hash');
  return { of, hash, digest: base64(member(value, 'digest'), 'hash of the log entry') };
}

function v2Signature(signature: JsonObject, digest: LoggedDigest): LoggedSignature {
  const verifier = at(signature, 'verifier');
  const kind = member(verifier, 'x509Certificate') === undefined ? 'key' : 'certificate';
  const field = kind === 'key' ? 'publicKey' : 'x509Certificate';
  return {
    signature: base64(member(signature, 'content'), 'signature of the log entry'),
    digests: [digest],
    verifier: { kind, der: base64(member(at(verifier, field), 'rawBytes'), `${field} of the log entry`) },
  };
}

/** PEM in base64: a certificate or a public key. */
function pemVerifier(value: unknown): LoggedSignature['verifier'] {
  const what = 'the verifier in the log entry';
  const pem = base64(value, what).toString('utf8');
  const kind = pem.startsWith('-----BEGIN CERTIFICATE-----') ? 'certificate' : 'key';
  const [der = refuse(`${what} is empty`)] = pemBlocks(pem, kind === 'key' ? 'PUBLIC KEY' : 'CERTIFICATE', 1, what);
  return { kind, der };
}
