import type { AttestationVerdict } from '../model/attestation-verdict.ts';
import type {
  ImageAnswer,
  ImageKnowledge,
  ImageQuestion,
  LookupResult,
  ResolvedImage,
  SignatureVerdict,
} from '../model/image-evidence.ts';
import type { SecretName } from '../model/image-policy.ts';

/** What an answer takes besides what is said in it, in characters. */
const OVERHEAD = 200;

/** Those of the policy that asks; built-in rules have none. */
export function secretsFor(question: ImageQuestion): readonly SecretName[] {
  if (question.about === 'config') return [];
  return 'requirement' in question ? question.requirement.pullSecrets : question.pullSecrets;
}

/** Images say what they like of themselves: a cache that counted answers could be filled with large ones. */
export function weigh(answer: ImageAnswer): number {
  const text = JSON.stringify(answer, (_, value) => (value instanceof Map ? [...value] : value));
  return text.length + OVERHEAD;
}

/** What a digest stands for never changes; that it is not signed may. */
export function isProved(question: ImageQuestion, value: ImageKnowledge[keyof ImageKnowledge]): boolean {
  return !('requirement' in question) || (value as SignatureVerdict | AttestationVerdict).verified;
}

/** Until when an answer holds, in milliseconds since the epoch: attestations grow old. */
export function goodUntil(answer: ImageAnswer): number {
  const { value = undefined } = answer.state === 'known' ? answer : {};
  const isLimited = value !== undefined && 'goodUntil' in value && value.goodUntil !== undefined;
  return isLimited ? value.goodUntil : Number.POSITIVE_INFINITY;
}

/** What a question came to, for who counts. */
export function resultOf(answer: ImageAnswer): LookupResult {
  if (answer.state === 'unavailable') return 'unavailable';
  if (answer.stale) return 'stale';
  const { value } = answer as { value: ResolvedImage | SignatureVerdict | AttestationVerdict | readonly unknown[] };
  return 'verified' in value && !value.verified ? 'refused' : 'found';
}
