import { askOnce, type ImageAnswer } from '../model/image-evidence.ts';
import type { DigestMode } from '../model/image-policy.ts';
import type { ImageReference } from '../model/image-reference.ts';
import { isObject, ownField } from '../model/json.ts';
import type { CompiledRule } from '../model/policy.ts';
import type { Action, Problem, Report } from '../model/problem.ts';
import type { ImageUse, Workload } from '../model/workload.ts';
import { COMMON, eachImage, type ImageRequirements, problem, undecided } from './image-uses.ts';
import { RESOLVED_IMAGES, resolvedImages } from './resolved-images.ts';

const DIGEST_REMEDIATION =
  'Name the image by digest (name:tag@sha256:...), as `tidewaiter pin` writes it or your build printed it when it pushed.';

/** The rule about images that are named by tag alone. */
export function digestRule({ covers, digest: mode, pullSecrets }: ImageRequirements, action: Action): CompiledRule {
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
