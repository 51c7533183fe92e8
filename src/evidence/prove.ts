import type { KeyObject } from 'node:crypto';
import { X509Certificate } from '@sigstore/core';
import { type SignedEntity, type TrustMaterial, Verifier } from '@sigstore/verify';
import type { Signer } from '../model/image-evidence.ts';
import type { ReadyAuthority } from './authority.ts';
import { type Certificate, readCertificate, signerName } from './certificate.ts';
import { checkChain } from './chain.ts';
import type { EntrySigner } from './entry-binding.ts';
import { matchIdentity, matchSubject } from './identity.ts';
import { explaining } from './library-error.ts';
import { checkLogPeriods, knownEntries, provedIndex } from './log-entries.ts';
import { fingerprintOf } from './public-key.ts';
import { quoted, Refused, refuse } from './refused.ts';
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

/** What is known of a signature before `Verifier` looks at it. */
interface Signed {
  readonly content: SignatureContent;
  readonly key: KeyObject;
  /** What a log entry must name. */
  readonly signer: EntrySigner;
  /** Someone must vouch for a time. */
  readonly needsTime: boolean;
  /** The certificate that `Verifier` is to lead back to the trust root and its CT logs; absent: the key is trusted. */
  readonly fulcio?: Certificate;
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
  const content = contentOf(question);
  const key =
    keys.find((candidate) => content.verifySignature(candidate)) ??
    refuse(`not signed with ${keys.length === 1 ? 'the key' : `any of the ${keys.length} keys`} of the authority`);
  const recorded = verify(question, { content, key, signer: { key }, needsTime: false });
  return proof({ kind: 'key', fingerprint: fingerprintOf(key) }, recorded);
}

/** Fulcio's certificates live for minutes: only a time that someone vouches for shows that one was valid. */
function proveKeyless(question: Question, wanted: Of<'keyless'>): Proof {
  const { root, wantsCtLog = false } = question;
  const { certificate } = readLeaf(question.material);
  const identity = matchIdentity(certificate, wanted);
  if (root.authorities.length === 0) refuse(`the trust root ${quoted(root.name)} has no certificate authority`);
  const { key, der } = certificate;
  const signed = { content: contentOf(question), key, signer: { certificate: der }, needsTime: true };
  const hasCtLogs = wantsCtLog || root.material.ctlogs.length > 0;
  const recorded = verify(question, hasCtLogs ? { ...signed, fulcio: certificate } : signed);
  if (!hasCtLogs) for (const time of recorded.times) checkAuthorities(certificate, root, time);
  return proof({ kind: 'keyless', ...identity }, recorded);
}

function proveOwnCertificate(question: Question, { anchors, subject }: Of<'certificate'>): Proof {
  const { certificate, chain } = readLeaf(question.material);
  const { name } = signerName(certificate);
  matchSubject(name, subject);
  const { key, der } = certificate;
  const signed = { content: contentOf(question), key, signer: { certificate: der }, needsTime: false };
  const recorded = verify(question, signed);
  const intermediates = [...anchors.intermediates, ...chain];
  for (const time of recorded.times.length > 0 ? recorded.times : [new Date(question.now)]) {
    checkChain(certificate, { roots: anchors.roots, intermediates }, time);
  }
  return proof({ kind: 'certificate', subject: name }, recorded);
}

function contentOf({ material, artifact }: Question): SignatureContent {
  return new SignatureContent(material.content, artifact);
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

/**
 * Does what `Verifier` does, but for promises of CT logs in the certificate: a trust root without CT logs knows none
 * of them, and `Verifier` refuses what it does not know.
 */
function checkAuthorities(leaf: Certificate, { authorities, name }: TrustRoot, at: Date): void {
  const current = authorities.filter(({ start, end }) => start <= at && (end === undefined || at <= end));
  const nobody = `no certificate authority of the trust root ${quoted(name)} was in use at ${at.toISOString()}`;
  let obstacle: unknown = new Refused(nobody);
  for (const { certificates } of current) {
    try {
      checkChain(leaf, { roots: certificates.slice(-1), intermediates: certificates.slice(0, -1) }, at);
      return;
    } catch (error) {
      obstacle = error;
    }
  }
  throw obstacle;
}

/** What logs and timestamp authorities vouch for. */
interface Recorded {
  readonly times: readonly Date[];
  readonly logIndex: string | undefined;
}

function verify({ material, authority, root, now }: Question, signed: Signed): Recorded {
  const { content, key, signer, needsTime, fulcio } = signed;
  const known = knownEntries(material, { content, signer }, root, authority.transparency === 'required');
  const timestamps = knownTimestamps(material.timestamps, root.material);
  const promised = known.all.filter(hasPromisedTime);
  const trusted: TrustMaterial = {
    ...root.material,
    certificateAuthorities: fulcio === undefined ? [] : root.material.certificateAuthorities,
    publicKey: () => ({ publicKey: key, validFor: () => true }),
  };
  const thresholds = {
    tlogThreshold: known.unverified.length,
    timestampThreshold: needsTime ? 1 : 0,
    ctlogThreshold: 1,
  };
  const entity: SignedEntity = {
    signature: content,
    key: fulcio === undefined ? { $case: 'public-key', hint: '' } : libraryKey(fulcio),
    tlogEntries: [...known.unverified],
    timestamps: [
      ...promised.map((tlogEntry) => ({ $case: 'transparency-log' as const, tlogEntry })),
      ...timestamps.map((timestamp) => ({ $case: 'timestamp-authority' as const, timestamp })),
    ],
  };
  explaining(root.name, () => new Verifier(trusted, thresholds).verify(entity));
  const times = [...promised.map(integratedTime), ...timestamps.map(({ signingTime }) => signingTime)];
  checkLogPeriods(known.all, root, earliest(times) ?? new Date(now));
  checkAge(times, now, authority.maxAge);
  return { times, logIndex: provedIndex(known.all) };
}

function proof(signer: Signer, { times, logIndex }: Recorded): Proof {
  const time = earliest(times);
  return { signer, ...(time && { time }), ...(logIndex !== undefined && { logIndex }) };
}
