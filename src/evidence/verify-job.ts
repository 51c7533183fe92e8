import { MAX_ATTESTATION_BYTES } from '../model/attestation.ts';
import type { Refusal, SignatureReport } from '../model/image-evidence.ts';
import { type ReadyAuthority, readyAuthority } from './authority.ts';
import { readBundle, refuseLarge } from './bundle.ts';
import type { Judges } from './judges.ts';
import { readLayer } from './legacy-layer.ts';
import { IMAGE_SIGNATURE } from './media-types.ts';
import { type Proof, prove } from './prove.ts';
import { ReadingBudget } from './reading-budget.ts';
import { quoted, reasonOf, refuse } from './refused.ts';
import type { Artifact, SignedMaterial } from './signed-material.ts';
import { refuseOtherImage } from './simple-signing.ts';
import { readBareStatement, readStatement, refuseOtherSubject, type Statement } from './statement.ts';
import type { FindTrustRoot, TrustRoots } from './trust-roots.ts';
import {
  type Candidate,
  MAX_SIGNATURE_BYTES,
  type VerificationJob,
  type VerificationResult,
  type VerifiedCandidate,
} from './verification.ts';

type Purpose = VerificationJob['purpose'];

const MOST_BYTES: Readonly<Record<Purpose, number>> = {
  signatures: MAX_SIGNATURE_BYTES,
  attestations: MAX_ATTESTATION_BYTES,
};

const NO_ATTESTATION = 'an image signature, not an attestation';

/** What a candidate says, whoever signed it. */
interface CandidateContent {
  /** Absent: it has no signature of its own. */
  readonly material?: SignedMaterial;
  readonly artifact?: Artifact;
  readonly statement?: Statement;
}

/** A value, or why there is none. */
type Attempt<T> = { readonly value: T } | { readonly reason: string };

/**
 * Verifies every candidate for every authority. Never throws for anything that a candidate, an authority or a trust
 * root holds: whatever goes wrong is a refusal, and what cannot be understood does not count.
 */
export function verifyJob(job: VerificationJob, roots: TrustRoots, judges: Judges): VerificationResult {
  const find = roots.of(job.trustVersion, job.trustRoots);
  const authorities = job.authorities.map((authority) => ({
    name: authority.name,
    trustRoots: authority.trustRoots,
    ready: attempt(() => readyAuthority(authority)),
  }));
  const budget = new ReadingBudget(job.asks?.objects);
  const read = (verified: VerifiedCandidate, content: Attempt<CandidateContent>): VerifiedCandidate => {
    const statement = 'value' in content ? content.value.statement : undefined;
    if (job.asks === undefined || statement === undefined || verified.accepted.length === 0) return verified;
    return { ...verified, readings: judges.read(job.asks, statement, verified, budget) };
  };
  return job.candidates.map((candidate) => {
    const content = attempt(() => readContent(candidate, job.purpose));
    if (candidate.format === 'statement') return read(vouched(candidate, content, job.authorities), content);
    const answers = authorities.map(({ name, trustRoots, ready }) => ({
      name,
      answer:
        'reason' in content
          ? content
          : 'reason' in ready
            ? { reason: `the authority cannot be used: ${ready.reason}` }
            : proveByAny(content.value, { authority: ready.value, trustRoots, find, now: job.now }),
    }));
    return read(report(candidate, content, answers), content);
  });
}

function attempt<T>(run: () => T): Attempt<T> {
  try {
    return { value: run() };
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

/** Reads a candidate, and refuses it where it is not about the object or not of the wanted kind. */
function readContent(candidate: Candidate, purpose: Purpose): CandidateContent {
  const { format, bytes, subject } = candidate;
  refuseLarge(bytes, MOST_BYTES[purpose], format === 'bundle' ? 'the bundle' : 'the layer');
  if (format === 'statement') return readUnsigned(bytes, subject, purpose);
  const material = format === 'bundle' ? readBundle(bytes, MOST_BYTES[purpose]) : readLayer(candidate);
  if (format === 'simple-signing') {
    if (purpose === 'attestations') refuse(NO_ATTESTATION);
    refuseOtherImage(bytes, subject);
    return { material, artifact: { bytes: Buffer.from(bytes) } };
  }
  const { content } = material;
  if (content.kind !== 'dsse') return refuse('a signature over a file, not over a statement about an image');
  const statement = readStatement(content);
  const { predicateType } = statement;
  if (purpose === 'signatures' && (format !== 'bundle' || predicateType !== IMAGE_SIGNATURE)) {
    refuse(`an attestation (type ${quoted(predicateType)}), not an image signature`);
  }
  if (purpose === 'attestations' && predicateType === IMAGE_SIGNATURE) refuse(NO_ATTESTATION);
  refuseOtherSubject(statement, subject, 'the image');
  return { material, statement };
}

/** A statement that others vouch for. */
function readUnsigned(bytes: Uint8Array, subject: string, purpose: Purpose): CandidateContent {
  if (purpose === 'signatures') refuse('a statement without a signature');
  const statement = readBareStatement(bytes);
  refuseOtherSubject(statement, subject, 'the image');
  return { statement };
}

/** What came of a statement: it is of whoever signed what leads to it. */
function vouched(
  candidate: Candidate,
  content: Attempt<CandidateContent>,
  authorities: VerificationJob['authorities'],
): VerifiedCandidate {
  const { where, format, subject, voucher } = candidate;
  const found = { where, format, signed: subject };
  const refused = (reason: string) => {
    return { ...found, accepted: [], refusals: authorities.map(({ name }) => ({ authority: name, reason })) };
  };
  if ('reason' in content) return refused(content.reason);
  if (voucher === undefined || voucher.accepted.length === 0) return refused(UNSIGNED);
  const { statement } = content.value;
  return { ...found, ...voucher, ...(statement && { predicateType: statement.predicateType }), refusals: [] };
}

const UNSIGNED = 'it has no signature of its own, and nobody whom the policy trusts signed the index or its manifest';

interface ByRoots {
  readonly authority: ReadyAuthority;
  readonly trustRoots: readonly string[];
  readonly find: FindTrustRoot;
  readonly now: number;
}

/**
 * Each trust root is tried by itself: what one instance of Sigstore recorded says nothing of the certificates of
 * another, so their logs and authorities are never mixed.
 */
function proveByAny({ material, artifact }: CandidateContent, question: ByRoots): Attempt<Proof> {
  const { authority, trustRoots, find, now } = question;
  if (material === undefined) return { reason: UNSIGNED };
  const reasons = new Set<string>();
  for (const name of trustRoots) {
    const answer = attempt(() => prove({ material, ...(artifact && { artifact }), authority, root: find(name), now }));
    if ('value' in answer) return answer;
    reasons.add(answer.reason);
  }
  return { reason: [...reasons].join('; ') || 'the authority names no trust root' };
}

interface Answer {
  readonly name: string;
  readonly answer: Attempt<Proof>;
}

/** An authority that accepted a signature. */
interface Accepted {
  readonly name: string;
  readonly proof: Proof;
}

function report(candidate: Candidate, content: Attempt<CandidateContent>, answers: readonly Answer[]): SignatureReport {
  const refusals: Refusal[] = answers.flatMap(({ name, answer }) =>
    'reason' in answer ? [{ authority: name, reason: answer.reason }] : [],
  );
  const accepted = answers.flatMap(({ name, answer }) => ('value' in answer ? [{ name, proof: answer.value }] : []));
  const [first] = accepted;
  const predicateType = 'value' in content ? content.value.statement?.predicateType : undefined;
  return {
    where: candidate.where,
    format: candidate.format,
    signed: candidate.subject,
    ...(first && predicateType !== undefined && { predicateType }),
    ...(first && describe(first.proof)),
    ...timesOf(accepted),
    accepted: accepted.map(({ name }) => name),
    refusals,
  };
}

/** What one trust root vouches for counts for those who trust it. */
function timesOf(accepted: readonly Accepted[]): Pick<SignatureReport, 'times'> {
  const times = accepted.map(({ name, proof }) => [name, proof.time?.toISOString()] as const);
  if (new Set(times.map(([, time]) => time)).size < 2) return {};
  return { times: Object.fromEntries(times.filter((each): each is [string, string] => each[1] !== undefined)) };
}

function describe({ signer, time, logIndex }: Proof): Pick<SignatureReport, 'signer' | 'time' | 'logIndex'> {
  return { signer, ...(time && { time: time.toISOString() }), ...(logIndex !== undefined && { logIndex }) };
}
