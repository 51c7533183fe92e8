import type { DecidedImage, UncheckedImage } from '../model/decision.ts';
import type { ImageAnswer, ImageKnowledge, ImageQuestion, Puller } from '../model/image-evidence.ts';
import { isObject } from '../model/json.ts';
import type { CompiledPolicy, CompiledRule } from '../model/policy.ts';
import type { ImageView } from '../model/rule.ts';
import type { Subject } from '../model/subject.ts';
import type { ImageUse, Workload } from '../model/workload.ts';
import type { CommonGround } from './common-ground.ts';
import { isPodItself, judges } from './evaluate.ts';
import { Relevance } from './relevance.ts';

/** A question that a rule of a policy will ask, and the image that it is about. */
export interface Inquiry {
  readonly question: ImageQuestion;
  readonly use: ImageUse;
  readonly workload: Workload;
  readonly rule: CompiledRule;
  readonly policy: CompiledPolicy;
}

/** What the rules that `evaluate` would run on the subject want to know of its images. */
export function inquiriesOf(
  { workload, before }: Subject,
  policies: readonly CompiledPolicy[],
  common?: CommonGround,
): readonly Inquiry[] {
  if (workload.malformed.length > 0) return [];
  const isPod = isPodItself(workload);
  let relevance: Relevance | undefined;
  const inquiries: Inquiry[] = [];
  for (const policy of policies) {
    if (!isPod && policy.controllers === 'Off') continue;
    for (const rule of policy.rules) {
      if (rule.asks === undefined || !judges(rule, workload.holds, isPod)) continue;
      if (before !== undefined && policy.selectsObject(before.labels)) {
        relevance ??= new Relevance(before, workload, common?.changes);
        if (!relevance.concerns(rule)) continue;
      }
      for (const use of workload.images) {
        const question = use.parsed.ok ? rule.asks(use.parsed.reference, workload, use) : undefined;
        if (question !== undefined) inquiries.push({ question, use, workload, rule, policy });
      }
    }
  }
  return inquiries;
}

/** Pull secrets that are looked at; a pod that names more has no need of them. */
const MAX_PULL_SECRETS = 32;

/** For whom the kubelet would pull the images of a workload. What is no name is no credential either. */
export function pullerOf({ namespace, pod }: Workload): Puller {
  const { serviceAccountName, imagePullSecrets } = pod;
  const secrets = Array.isArray(imagePullSecrets) ? imagePullSecrets.slice(0, MAX_PULL_SECRETS) : [];
  return {
    namespace,
    serviceAccount:
      typeof serviceAccountName === 'string' && serviceAccountName !== '' ? serviceAccountName : 'default',
    pullSecrets: secrets.flatMap((secret) =>
      isObject(secret) && typeof secret.name === 'string' && secret.name !== '' ? [secret.name] : [],
    ),
  };
}

/** What the images stood for that were looked up. */
export function decidedImages(inquiries: readonly Inquiry[], answers: ImageAnswers): readonly DecidedImage[] {
  const decided = new Map<string, DecidedImage>();
  for (const { question, use } of inquiries) {
    if (question.about === 'config' || decided.has(use.text)) continue;
    const answer = answers.answer<'digest' | 'signatures'>(question);
    if (answer?.state !== 'known') continue;
    const { value } = answer;
    const { digest, platforms } = 'image' in value ? value.image : value;
    if (digest !== '') decided.set(use.text, { image: use.text, digest, platforms });
  }
  return [...decided.values()];
}

/** What nobody was asked about. */
export function uncheckedImages(inquiries: readonly Inquiry[]): readonly UncheckedImage[] {
  return inquiries.map(({ use, rule, policy }) => ({
    image: use.text,
    path: use.path,
    policy: policy.name,
    rule: rule.id,
  }));
}

/**
 * What answers are had for: to `judge`, when every question is asked; to `change` an object, when few are; `unasked`
 * where there is nobody to ask.
 */
export type Purpose = 'judge' | 'change' | 'unasked';

/** The answers that were had for one object; a question is known again as the object that it is. */
export class ImageAnswers implements ImageView {
  readonly #answers = new Map<ImageQuestion, ImageAnswer>();
  readonly #purpose: Purpose;
  readonly #isCovered: ImageView['isCovered'];
  readonly today: ImageView['today'];

  constructor(purpose: Purpose, { isCovered, today }: Pick<ImageView, 'isCovered' | 'today'>) {
    this.#purpose = purpose;
    this.#isCovered = isCovered;
    this.today = today;
  }

  add(question: ImageQuestion, answer: ImageAnswer): void {
    this.#answers.set(question, answer);
  }

  answer<About extends keyof ImageKnowledge>(question: ImageQuestion): ImageAnswer<About> | undefined {
    const answer = this.#answers.get(question) as ImageAnswer<About> | undefined;
    // No rule may pass because it forgot to ask.
    if (answer === undefined && this.#purpose === 'judge') throw new Error('an image was not asked about');
    return answer;
  }

  isCovered(use: ImageUse, workload: Workload): boolean {
    return this.#isCovered(use, workload);
  }
}
