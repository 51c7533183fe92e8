import type { AttestationsRequirement } from '../model/attestation.ts';
import type { Unavailable } from '../model/image-evidence.ts';
import type {
  DegradeMode,
  DigestMode,
  SecretName,
  SignatureRequirement,
  StaticAuthority,
} from '../model/image-policy.ts';
import type { ImageReference } from '../model/image-reference.ts';
import type { Problem, Report } from '../model/problem.ts';
import type { ImageUse, Workload } from '../model/workload.ts';
import { showImage } from '../parse/image-text.ts';

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
  readonly attestations?: AttestationsRequirement;
  /** Says the same of every image, in place of signatures. */
  readonly verdict?: StaticAuthority;
}

/** What all rules about images have in common. */
export const COMMON = { severity: 'error', aliases: {}, reads: ['images'], crossObject: false } as const;

/**
 * What is said where nothing could be found out about evidence: it denies, but where an outage is to be warned of alone.
 * `isNamed`: the policy names the image as it is written.
 */
export function unverified(use: ImageUse, answer: Unavailable, degrade: DegradeMode, isNamed: boolean): Problem {
  const complaint = undecided(use, `which could not be verified: ${answer.reason}`);
  return degrade === 'warn' && isOutage(answer) && isNamed ? { ...complaint, atMost: 'Warn' } : complaint;
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
export function eachImage(
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
export function undecided(use: ImageUse, clause: string): Problem {
  return { ...problem(use, clause), undecided: true };
}

/** A problem of an image; the clause follows its name. */
export function problem({ text, path, owner }: ImageUse, clause: string): Problem {
  return { message: `${owner} uses the image ${showImage(text)}, ${clause}`, path };
}
