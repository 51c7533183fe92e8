import type { ImageReference } from '../../../model/image-reference.ts';
import type { Check } from '../../../model/rule.ts';
import { problemAt, show } from './fields.ts';

/**
 * A check over every image a workload names. `complaint` gives what is wrong with a reference, as a clause
 * after the image; undefined when nothing is. What is no reference at all is reported as well.
 *
 * An empty image is left alone in a controller, where the API allows it and something fills it in before
 * there is a pod: the pod is judged then.
 */
export function imageCheck(complaint: (reference: ImageReference) => string | undefined): Check {
  return (workload, report) => {
    for (const image of workload.images) {
      const { text, parsed } = image;
      if (text === '') {
        if (workload.kind === 'Pod') report(problemAt(workload, image.path, `${image.owner} names no image`));
        continue;
      }
      const wrong = parsed.ok ? complaint(parsed.reference) : `which is not an image reference: ${parsed.reason}`;
      if (wrong !== undefined)
        report(problemAt(workload, image.path, `${image.owner} uses the image ${showImage(text)}, ${wrong}`));
    }
  };
}

/** An image in a message, long enough for a registry, a path, a tag and a digest. */
export function showImage(text: string): string {
  return show(text, 256);
}
