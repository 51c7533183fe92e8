import type { Refusal, SignatureReport } from '../model/image-evidence.ts';
import { type ReadyAuthority, readyAuthority } from './authority.ts';
import {
  type CandidateContent,
  isLarge,
  openCandidate,
  readContent,
  readUnsigned,
  UNSIGNED,
} from './candidate-content.ts';
import type { Judges } from './judges.ts';
import { type Proof, prove } from './prove.ts';
import { ReadingBudget } from './reading-budget.ts';
import { reasonOf } from './refused.ts';
import type { FindTrustRoot, TrustRoots } from './trust-roots.ts';
import type { Candidate, VerificationJob, VerificationResult, VerifiedCandidate } from './verification.ts';

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
  const answersTo = (content: Attempt<CandidateContent>): readonly Answer[] =>
    authorities.map(({ name, trustRoots, ready }) => ({
      name,
      answer:
        'reason' in content
          ? content
          : 'reason' in ready
            ? { reason: `the authority cannot be used: ${ready.reason}` }
            : proveByAny(content.value, { authority: ready.value, trustRoots, find, now: job.now }),
    }));
  return job.candidates.map((candidate) => {
    if (candidate.format === 'statement') {
      const content = attempt(() => readUnsigned(candidate, job.purpose));
      return read(vouched(candidate, content, job.authorities), content);
    }
    const opened = attempt(() => openCandidate(candidate, job.purpose));
    const readable = () =>
      'reason' in opened ? opened : attempt(() => readContent(opened.value, candidate, job.purpose));
    if ('reason' in opened || !isLarge(opened.value)) {
      const content = readable();
      return read(report(candidate, content, answersTo(content)), content);
    }
    const answers = answersTo(opened);
    if (!answers.some(({ answer }) => 'value' in answer)) return report(candidate, opened, answers);
    const content = readable();
    return read(report(candidate, content, 'reason' in content ? answersTo(content) : answers), content);
  });
}

function attempt<T>(run: () => T): Attempt<T> {
  try {
    return { value: run() };
  } catch (error) {
    return { reason: reasonOf(error) };
  }
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
