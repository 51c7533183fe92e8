import type { JsonObject } from '../model/json.ts';
import { readEnvelope } from './envelope.ts';
import { type RequiredProof, readLogEntries } from './log-entry.ts';
import { quoted, refuse } from './refused.ts';
import { base64, json, list, member, object, optionalList, text } from './shape.ts';
import {
  type Certificates,
  type Envelope,
  type Hash,
  type Message,
  MOST_CHAIN_CERTIFICATES,
  MOST_ENTRIES,
  type SignedMaterial,
} from './signed-material.ts';

interface Version {
  readonly entriesNeed: RequiredProof;
  readonly mayHaveChain: boolean;
}

/** Every media type of a bundle (protobuf-specs, sigstore_bundle.proto), and what it asks for. */
const VERSIONS: ReadonlyMap<string, Version> = new Map([
  ['application/vnd.dev.sigstore.bundle+json;version=0.1', { entriesNeed: 'promise', mayHaveChain: true }],
  ['application/vnd.dev.sigstore.bundle+json;version=0.2', { entriesNeed: 'proof', mayHaveChain: true }],
  ['application/vnd.dev.sigstore.bundle+json;version=0.3', { entriesNeed: 'proof', mayHaveChain: false }],
  ['application/vnd.dev.sigstore.bundle.v0.3+json', { entriesNeed: 'proof', mayHaveChain: false }],
]);

const CONTENTS = ['dsseEnvelope', 'messageSignature'] as const;
const MATERIALS = ['publicKey', 'x509CertificateChain', 'certificate'] as const;

/** HashAlgorithm of sigstore_common.proto, by name and number. */
const HASH_ALGORITHMS: ReadonlyMap<unknown, Hash> = new Map<unknown, Hash>([
  ['SHA2_256', 'sha256'],
  [1, 'sha256'],
  ['SHA2_384', 'sha384'],
  [2, 'sha384'],
  ['SHA2_512', 'sha512'],
  [3, 'sha512'],
]);

/** Reads a Sigstore bundle of at most `maxBytes`. @throws Refused */
export function readBundle(bytes: Uint8Array, maxBytes: number): SignedMaterial {
  refuseLarge(bytes, maxBytes, 'the bundle');
  const bundle = object(json(bytes, 'the bundle'), 'the bundle');
  const mediaType = text(member(bundle, 'mediaType'), 'mediaType of the bundle');
  const version = VERSIONS.get(mediaType) ?? refuse(`a bundle of unknown type ${quoted(mediaType)}`);
  const material = object(member(bundle, 'verificationMaterial'), 'verificationMaterial of the bundle');
  const offered = one(material, MATERIALS, 'verificationMaterial');
  if (offered === 'x509CertificateChain' && !version.mayHaveChain) {
    refuse(`a bundle of type ${quoted(mediaType)} may not have an x509CertificateChain`);
  }
  const certificates = offered === 'publicKey' ? undefined : readCertificates(material, offered);
  return {
    content: readContent(bundle),
    signedWith: certificates === undefined ? 'key' : 'certificate',
    certificates: () => certificates ?? refuse('a key signature, without a certificate'),
    entries: readLogEntries(member(material, 'tlogEntries'), version.entriesNeed),
    timestamps: readTimestamps(member(material, 'timestampVerificationData')),
  };
}

/** @throws Refused */
export function refuseLarge(bytes: Uint8Array, maxBytes: number, what: string): void {
  const limit = `${maxBytes / 2 ** 20} MiB`;
  if (bytes.byteLength > maxBytes) refuse(`${what} has ${bytes.byteLength} bytes, more than ${limit}`);
}

/** Which one of the members there is. */
function one<Name extends string>(object: JsonObject, names: readonly Name[], what: string): Name {
  const present = names.filter((name) => member(object, name) !== undefined);
  const [only] = present;
  if (only !== undefined && present.length === 1) return only;
  return refuse(`${what} must hold exactly one of ${names.join(', ')}; it holds ${present.join(' and ') || 'none'}`);
}

function readContent(bundle: JsonObject): Envelope | Message {
  const kind = one(bundle, CONTENTS, 'the bundle');
  const content = object(member(bundle, kind), kind);
  return kind === 'dsseEnvelope' ? readEnvelope(content) : readMessage(content);
}

function readMessage(message: JsonObject): Message {
  const signature = base64(member(message, 'signature'), 'signature of messageSignature');
  const declared = member(message, 'messageDigest');
  if (declared === undefined) return { kind: 'message', signature };
  const digest = object(declared, 'messageDigest');
  const hash = HASH_ALGORITHMS.get(member(digest, 'algorithm')) ?? refuse('messageDigest is not SHA-256, 384 or 512');
  return { kind: 'message', signature, declared: { hash, digest: base64(member(digest, 'digest'), 'messageDigest') } };
}

function readCertificates(material: JsonObject, offered: 'x509CertificateChain' | 'certificate'): Certificates {
  const content = object(member(material, offered), offered);
  if (offered === 'certificate') return { leaf: readCertificate(content), chain: [] };
  const all = list(member(content, 'certificates'), 'x509CertificateChain', MOST_CHAIN_CERTIFICATES + 1);
  const [leaf = refuse('x509CertificateChain is empty'), ...chain] = all.map((item) =>
    readCertificate(object(item, 'a certificate')),
  );
  return { leaf, chain };
}

function readCertificate(certificate: JsonObject): Buffer {
  return base64(member(certificate, 'rawBytes'), 'rawBytes of a certificate');
}

function readTimestamps(data: unknown): readonly Buffer[] {
  if (data === undefined) return [];
  const timestamps = member(object(data, 'timestampVerificationData'), 'rfc3161Timestamps');
  return optionalList(timestamps, 'rfc3161Timestamps', MOST_ENTRIES).map((item) =>
    base64(member(object(item, 'a timestamp'), 'signedTimestamp'), 'signedTimestamp'),
  );
}
