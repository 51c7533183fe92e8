import type { KeyObject } from 'node:crypto';
import type { TransparencyLogEntry } from '@sigstore/bundle';
import { X509Certificate } from '@sigstore/core';
import { type SignedEntity, type TrustMaterial, Verifier } from '@sigstore/verify';
import type { Signer } from '../model/image-evidence.ts';
import type { ReadyAuthority } from './authority.ts';
import { type Certificate, readCertificate, signerName } from './certificate.ts';
import { checkChain } from './chain.ts';
import { matchIdentity, matchSubject } from './identity.ts';
import { explaining } from './library-error.ts';
import { checkLogPeriods, knownEntries, provedIndex } from './log-entries.ts';
import { fingerprintOf } from './public-key.ts';
import { quoted, refuse } from './refused.ts';
import { SignatureContent } from './signature-content.ts';
import type { Artifact, SignedMaterial } from './signed-material.ts';
import type { TrustRoot } from './trust-roots.ts';
import { checkAge, earliest, hasPromisedTime, integratedTime, knownTimestamps } from './trusted-times.ts';

/** Who signed, and when, by what a trust root vouches for. */
export interface Proof {
  readonly signer: Signer;
  /** The earliest. */
  readonly time?: Date;
  readonly logIndex?: string;
}

export interface Question {
  readonly material: SignedMaterial;
  /** What a message was signed over. */
  readonly artifact?: Artifact;
  readonly authority: ReadyAuthority;
  readonly root: TrustRoot;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Certificates of an identity must be in a CT log even where the trust root names none. */
  readonly wantsCtLog?: boolean;
}

/** What `Verifier` is to find out besides the log and the timestamps. */
interface Signed {
  readonly key: SignedEntity['key'];
  readonly signer: { readonly certificate: Buffer } | { readonly key: KeyObject };
  /** Of a key, or of a certificate that is not judged by `Verifier`. */
  readonly publicKey?: KeyObject;
  readonly timesAtLeast: number;
  readonly promisesAtLeast: number;
}

/**
 * Proves by one trust root that a signature is of an authority. `Verifier` of `@sigstore/verify` does the
 * cryptography of signatures, logs, timestamps and the chains of Fulcio; everything else is held to the policy here.
 * What verifies a signature is what the authority says, never what the signature offers: an authority with keys has no
 * certificate authorities, and hints and identities of the signature choose nothing.
 * @throws Refused, and whatever reading hostile bytes throws
 */
export function prove(question: Question): Proof {
  switch (question.authority.kind) {
    case 'key':
      return proveKey(question, question.authority);
    case 'keyless':
      return proveKeyless(question, question.authority);
    case 'certificate':
      return proveOwnCertificate(question, question.authority);
  }
}

type Of<Kind extends ReadyAuthority['kind']> = Extract<ReadyAuthority, { kind: Kind }>;

function proveKey(question: Question, { keys }: Of<'key'>): Proof {
  if (question.material.signedWith === 'certificate') refuse('signed with a certificate; the authority wants its key');
  const content = new SignatureContent(question.material.content, question.artifact);
  const key = keys.find((candidate) => content.verifySignature(candidate));
  if (key === undefined) {
    return refuse(
      `not signed with ${keys.length === 1 ? 'the key' : `any of the ${keys.length} keys`} of the authority`,
    );
  }
  const { times, logIndex } = verify(question, content, {
    key: { $case: 'public-key', hint: '' },
    signer: { key },
    publicKey: key,
    timesAtLeast: 0,
    promisesAtLeast: 0,
  });
  return proof({ kind: 'key', fingerprint: fingerprintOf(key) }, times, logIndex);
}

/** Fulcio's certificates live for minutes: only a time that someone vouches for shows that one was valid. */
function proveKeyless(question: Question, wanted: Of<'keyless'>): Proof {
  const { certificate } = readLeaf(question.material);
  const identity = matchIdentity(certificate, wanted);
  const { root, wantsCtLog = false } = question;
  if (root.authorities.length === 0) refuse(`the trust root ${quoted(root.name)} has no certificate authority`);
  const content = new SignatureContent(question.material.content, question.artifact);
  const hasCtLogs = wantsCtLog || root.material.ctlogs.length > 0;
  const { times, logIndex } = verify(question, content, {
    key: hasCtLogs ? libraryKey(certificate) : { $case: 'public-key', hint: '' },
    signer: { certificate: certificate.der },
    publicKey: certificate.key,
    timesAtLeast: 1,
    promisesAtLeast: hasCtLogs ? 1 : 0,
  });
  if (!hasCtLogs) for (const time of times) checkAuthorities(certificate, root, time);
  return proof({ kind: 'keyless', ...identity }, times, logIndex);
}

function proveOwnCertificate(question: Question, { anchors, subject }: Of<'certificate'>): Proof {
  const { certificate, chain } = readLeaf(question.material);
  const { name } = signerName(certificate);
  matchSubject(name, subject);
  const content = new SignatureContent(question.material.content, question.artifact);
  const { times, logIndex } = verify(question, content, {
    key: { $case: 'public-key', hint: '' },
    signer: { certificate: certificate.der },
    publicKey: certificate.key,
    timesAtLeast: 0,
    promisesAtLeast: 0,
  });
  const intermediates = [...anchors.intermediates, ...chain];
  for (const time of times.length > 0 ? times : [new Date(question.now)]) {
    checkChain(certificate, { roots: anchors.roots, intermediates }, time);
  }
  return proof({ kind: 'certificate', subject: name }, times, logIndex);
}

function readLeaf({ signedWith, certificates }: SignedMaterial) {
  if (signedWith === 'key') refuse('signed with a key; the authority wants a certificate');
  const { leaf, chain } = certificates();
  return { certificate: readCertificate(leaf), chain: chain.map(readCertificate) };
}

/** The package reads certificates anew: what it reads must be the same bytes. */
function libraryKey({ der }: Certificate): SignedEntity['key'] {
  const certificate = X509Certificate.parse(der as Buffer<ArrayBuffer>);
  const isSame = certificate.root.toDER().equals(der);
  return isSame ? { $case: 'certificate', certificate } : refuse('the certificate is not in the one form that DER has');
}

/** Where a trust root names no CT log, promises of CT logs in certificates have no bearing, which `Verifier` cannot do. */
function checkAuthorities(leaf: Certificate, { authorities, name }: TrustRoot, at: Date): void {
  const current = authorities.filter(({ start, end }) => start <= at && (end === undefined || at <= end));
  const [
    first = refuse(`no certificate authority of the trust root ${quoted(name)} was in use at ${at.toISOString()}`),
  ] = current;
  const chains = current.map(({ certificates }) => ({
    roots: certificates.slice(-1),
    intermediates: certificates.slice(0, -1),
  }));
  const isOf = (anchors: (typeof chains)[number]) => {
    try {
      checkChain(leaf, anchors, at);
      return true;
    } catch {
      return false;
    }
  };
  // The first one's reason stands for all.
  if (!chains.some(isOf)) {
    checkChain(leaf, { roots: first.certificates.slice(-1), intermediates: first.certificates.slice(0, -1) }, at);
  }
}

function verify(question: Question, content: SignatureContent, signed: Signed) {
  const { material, authority, root, now } = question;
  const { signer } = signed;
  const known = knownEntries(material, { compared: content, signer }, root, authority.transparency === 'required');
  const timestamps = knownTimestamps(material.timestamps, root.material);
  const promised = known.all.filter(hasPromisedTime);
  const entity: SignedEntity = {
    signature: content,
    key: signed.key,
    tlogEntries: [...known.unverified],
    timestamps: [
      ...promised.map((tlogEntry) => ({ $case: 'transparency-log' as const, tlogEntry })),
      ...timestamps.map((timestamp) => ({ $case: 'timestamp-authority' as const, timestamp })),
    ],
  };
  const { publicKey } = signed;
  const trusted: TrustMaterial = {
    ...root.material,
    certificateAuthorities: entity.key.$case === 'certificate' ? root.material.certificateAuthorities : [],
    publicKey: () => ({ publicKey: publicKey ?? refuse('no key'), validFor: () => true }),
  };
  const thresholds = {
    tlogThreshold: known.unverified.length,
    timestampThreshold: signed.timesAtLeast,
    ctlogThreshold: signed.promisesAtLeast,
  };
  explaining(root.name, () => new Verifier(trusted, thresholds).verify(entity));
  const times = [...promised.map(integratedTime), ...timestamps.map(({ signingTime }) => signingTime)];
  checkLogPeriods(known.all, root, earliest(times) ?? new Date(now));
  checkAge(times, now, authority.maxAge);
  return { times, logIndex: provedIndex(known.all as readonly TransparencyLogEntry[]) };
}

function proof(signer: Signer, times: readonly Date[], logIndex: string | undefined): Proof {
  const time = earliest(times);
  return { signer, ...(time && { time }), ...(logIndex !== undefined && { logIndex }) };
}
