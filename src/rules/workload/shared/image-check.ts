import type { ImageReference } from '../../../model/image-reference.ts';
import type { Problem } from '../../../model/problem.ts';
import type { Check } from '../../../model/rule.ts';
import type { ImageUse, Workload } from '../../../model/workload.ts';
import { formatImageReference } from '../../../parse/image-reference.ts';
import { showImage } from '../../../parse/image-text.ts';
import { problemAt } from './fields.ts';

/**
 * A check over every image a workload names. `complaint` gives what is wrong with a reference, as a clause
 * after the image as it is written; undefined when nothing is. What is no reference at all is reported as well.
 *
 * An empty image is left alone in a controller, where the API allows it and something fills it in before
 * there is a pod: the pod is judged then.
 */
export function imageCheck(complaint: Complaint): Check {
  return (workload, report) => {
    for (const image of workload.images) {
      const problem = imageProblem(workload, image, complaint);
      if (problem !== undefined) report(problem);
    }
  };
}

type Complaint = (reference: ImageReference, text: string) => string | undefined;

/** The same for one image. */
export function imageProblem(workload: Workload, image: ImageUse, complaint: Complaint): Problem | undefined {
  const { text, parsed } = image;
  if (text === '') {
    return workload.kind === 'Pod' ? problemAt(workload, image.path, `${image.owner} names no image`) : undefined;
  }
  const wrong = parsed.ok ? complaint(parsed.reference, text) : `which is not an image reference: ${parsed.reason}`;
  if (wrong === undefined) return undefined;
  return problemAt(workload, image.path, `${image.owner} uses the image ${showImage(text)}, ${wrong}`);
}

/** Begins a clause after an image: the full name is said where it is not the one that is written. */
export function whichIs(reference: ImageReference, text: string): string {
  const full = formatImageReference(reference);
  return full === text ? 'which' : `which is ${showImage(full)} and`;
}
