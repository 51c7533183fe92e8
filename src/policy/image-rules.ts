import { askOnce, type ImageAnswer, type ImageQuestion, type Unavailable } from '../model/image-evidence.ts';
import type {
  DigestMode,
  NoMatchMode,
  SecretName,
  SignatureRequirement,
  StaticAuthority,
} from '../model/image-policy.ts';
import type { ImageReference } from '../model/image-reference.ts';
import { isObject, ownField } from '../model/json.ts';
import type { CompiledRule } from '../model/policy.ts';
import type { Action, Problem, Report } from '../model/problem.ts';
import type { AskAboutImage, Check, Surroundings } from '../model/rule.ts';
import { explainVerdict, summarizeVerdict } from '../model/signature-text.ts';
import type { ImageUse, Workload } from '../model/workload.ts';
import { showImage } from '../parse/image-text.ts';
import { RESOLVED_IMAGES, resolvedImages } from './resolved-images.ts';

/** What an ImagePolicy asks of images, compiled. */
export interface ImageRequirements {
  /** Which images it is about. */
  readonly covers: (reference: ImageReference) => boolean;
  /** Which of them it names as they are written: what is declared of a registry counts for one spelling alone. */
  readonly names: (reference: ImageReference) => boolean;
  readonly digest: DigestMode;
  /** Secrets with registry credentials, besides those of the pod. */
  readonly pullSecrets: readonly SecretName[];
  readonly signatures?: SignatureRequirement;
  /** Says the same of every image, in place of signatures. */
  readonly verdict?: StaticAuthority;
}

/** The rules that an ImagePolicy comes to; they are judged and excepted from like any other. */
export function imageRules(given: ImageRequirements, action: Action): readonly CompiledRule[] {
  const { digest, signatures, verdict } = given;
  const requirements = { ...given, covers: remembered(given.covers) };
  return [
    ...(digest === 'ignore' ? [] : [digestRule(requirements, action)]),
    ...(verdict === undefined ? [] : [staticRule(requirements, verdict, action)]),
    ...(signatures === undefined ? [] : [signatureRule(requirements, signatures, action)]),
  ];
}

/** Patterns are compared once with each reference: those of one text are one object as a rule. */
function remembered(covers: ImageRequirements['covers']): ImageRequirements['covers'] {
  const known = new WeakMap<ImageReference, boolean>();
  return (reference) => {
    const answer = known.get(reference);
    if (answer !== undefined) return answer;
    const isCovered = covers(reference);
    known.set(reference, isCovered);
    return isCovered;
  };
}

/** The rule about images that no ImagePolicy names. */
export function coverageRule(mode: Exclude<NoMatchMode, 'Allow'>): CompiledRule {
  return {
    ...COMMON,
    id: 'image-coverage',
    action: mode,
    remediation: 'Use an image that an ImagePolicy names, or have one written for it.',
    asks: () => undefined,
    check: (workload, report, { images }) => {
      eachImage(workload, report, (use) => {
        if (images?.isCovered(use, workload) !== true) report(problem(use, 'which no ImagePolicy names'));
      });
    },
  };
}

const COMMON = { severity: 'error', aliases: {}, reads: ['images'], crossObject: false } as const;

const DIGEST_REMEDIATION =
  'Name the image by digest (name:tag@sha256:...), as `tidewaiter pin` writes it or your build printed it when it pushed.';

function digestRule({ covers, digest: mode, pullSecrets }: ImageRequirements, action: Action): CompiledRule {
  const question = askOnce((reference) => ({ about: 'digest', reference, pullSecrets }) as const);
  const isWanted = ({ digest }: ImageReference, workload: Workload) =>
    digest === undefined && writesDigest(mode, workload);
  return {
    ...COMMON,
    id: 'image-digest',
    action,
    remediation: DIGEST_REMEDIATION,
    asks: (reference, workload) =>
      isWanted(reference, workload) && covers(reference) ? question(reference) : undefined,
    check(workload, report, { images }) {
      const resolved = new Map<ImageUse, string>();
      eachImage(workload, report, (use, reference) => {
        if (reference.digest !== undefined || !covers(reference)) return;
        if (mode === 'require') report(problem(use, 'which is not pinned by a digest and can change after review'));
        if (!isWanted(reference, workload)) return;
        const answer = images?.answer<'digest'>(question(reference));
        if (answer?.state === 'known') resolved.set(use, answer.value.digest);
        if (answer === undefined || mode === 'annotate') return;
        // The pods that a controller makes are pinned when they come. Nothing comes of what names images and holds no pod.
        const isController = workload.holds === 'pod' && workload.kind !== 'Pod';
        report({ ...unpinned(use, answer), ...(isController && { atMost: 'Warn' }) });
      });
      if (mode === 'annotate' && resolved.size > 0) annotate(workload, resolved, report);
    },
  };
}

/**
 * Whether the webhook is to write digests into the workload. No build file ever comes to it, and who adds an ephemeral
 * container cannot write a note.
 */
function writesDigest(mode: DigestMode, { holds, templatePath, kind, narrowed }: Workload): boolean {
  if (mode === 'mutate') return holds !== 'build';
  const isPod = holds === 'pod' && templatePath.length === 0 && kind === 'Pod';
  return isPod && (mode === 'mutate-pods-only' || (mode === 'annotate' && !narrowed));
}

function unpinned(use: ImageUse, answer: ImageAnswer<'digest'>): Problem {
  if (answer.state === 'unavailable') return undecided(use, `whose digest could not be looked up: ${answer.reason}`);
  const { digest } = answer.value;
  return {
    ...problem(use, `which is not pinned by a digest; it stands for ${digest}`),
    remedy: { path: use.path, value: `${use.text}@${digest}` },
  };
}

function annotate(workload: Workload, resolved: ReadonlyMap<ImageUse, string>, report: Report): void {
  const value = resolvedImages(resolved);
  const { metadata } = workload.object;
  const annotations = isObject(metadata) ? metadata.annotations : undefined;
  if (isObject(annotations) && ownField(annotations, RESOLVED_IMAGES) === value) return;
  report({
    message: `does not note the digests of its images in the annotation ${RESOLVED_IMAGES}`,
    path: [],
    atMost: 'Warn',
    remedy: { path: ['metadata', 'annotations', RESOLVED_IMAGES], value },
  });
}

/** Nobody has to be asked, so that a file gets the verdict that the cluster gives. */
function staticRule({ covers }: ImageRequirements, { result, message }: StaticAuthority, action: Action): CompiledRule {
  const why = message === undefined ? '' : `: ${message}`;
  return {
    ...COMMON,
    id: 'image-signature',
    action,
    remediation: 'Use another image.',
    check(workload, report) {
      eachImage(workload, report, (use, reference) => {
        if (result === 'Deny' && covers(reference)) report(problem(use, `which the policy denies${why}`));
      });
    },
  };
}

function signatureRule(
  { covers, names }: ImageRequirements,
  requirement: SignatureRequirement,
  action: Action,
): CompiledRule {
  const question = askOnce((reference) => ({ about: 'signatures', reference, requirement }) as const);
  const asks: AskAboutImage = (reference): ImageQuestion | undefined =>
    covers(reference) ? question(reference) : undefined;
  const check: Check = (workload, report, { images }: Surroundings) => {
    eachImage(workload, report, (use, reference) => {
      if (!covers(reference)) return;
      const answer = images?.answer<'signatures'>(question(reference));
      if (answer === undefined) return;
      if (answer.state === 'unavailable') {
        const isLetIn = requirement.degrade === 'warn' && isOutage(answer) && names(reference);
        const complaint = undecided(use, `which could not be verified: ${answer.reason}`);
        report(isLetIn ? { ...complaint, atMost: 'Warn' } : complaint);
      } else if (!answer.value.verified) {
        const message = `which is not signed as the policy asks: ${summarizeVerdict(answer.value, requirement)}`;
        report({ ...problem(use, message), details: explainVerdict(answer.value, requirement) });
      }
    });
  };
  return {
    ...COMMON,
    id: 'image-signature',
    action,
    remediation:
      'Have the image signed as the policy asks, or mend what keeps us from looking; `tidewaiter verify IMAGE` shows both.',
    asks,
    check,
  };
}

/**
 * The registry, or the way to it, is down: nothing was said of the image. That there was no time is no outage: whoever
 * may push can bring it about with signatures that take long to fetch and to verify. Nor is it one where a registry is
 * written in another way than the policy has it: nothing that is declared of it, such as its certificates, counts then.
 */
function isOutage({ cause }: Unavailable): boolean {
  return cause === 'unreachable';
}

/**
 * Visits the images of a workload. What is no reference is reported: nobody can tell which policy it comes under. An
 * empty image is left alone in a controller, where something fills it in before there is a pod.
 */
function eachImage(
  workload: Workload,
  report: Report,
  visit: (use: ImageUse, reference: ImageReference) => void,
): void {
  for (const use of workload.images) {
    const { text, parsed, path, owner } = use;
    if (text === '') {
      if (workload.kind === 'Pod') report({ message: `${owner} names no image`, path: path.slice(0, -1) });
    } else if (!parsed.ok) report(problem(use, `which is not an image reference: ${parsed.reason}`));
    else visit(use, parsed.reference);
  }
}

/** A problem that a later try may not have. */
function undecided(use: ImageUse, clause: string): Problem {
  return { ...problem(use, clause), undecided: true };
}

function problem({ text, path, owner }: ImageUse, clause: string): Problem {
  return { message: `${owner} uses the image ${showImage(text)}, ${clause}`, path };
}
