import { workloadRule } from '../../../model/rule.ts';
import { list, optional, record, text } from '../../../model/schema.ts';
import { type Container, describeContainer, type Workload } from '../../../model/workload.ts';
import { checkImagePattern, compileImagePattern } from '../../../parse/image-pattern.ts';
import { parseImageReference } from '../../../parse/image-reference.ts';
import { showImage } from '../../../parse/image-text.ts';
import { problemAt, showSome } from '../shared/fields.ts';

/**
 * spec.ephemeralContainers[*]
 *   none; with the option images, those whose image matches one of the patterns
 */
export const disallowEphemeralContainers = workloadRule<{ readonly images?: readonly string[] }>({
  id: 'disallow-ephemeral-containers',
  severity: 'error',
  summary: 'No ephemeral container is added to a pod',
  remediation: 'Debug a copy of the pod (kubectl debug --copy-to) or with an image that the policy allows.',
  aliases: { kyverno: ['block-ephemeral-containers'] },
  options: record('What may be used for debugging', {
    images: optional(
      list(
        'Patterns of the images that ephemeral containers may use (default none)',
        text('An image pattern: registry.example.com/debug/*', { check: checkImagePattern }),
      ),
    ),
  }),
  compile({ images = [] }) {
    const patterns = images.map(compileImagePattern);
    const isAllowed = (image: string): boolean => {
      const parsed = parseImageReference(image);
      return parsed.ok && patterns.some((matches) => matches(parsed.reference));
    };
    return (workload, report) => {
      for (const container of workload.containers) {
        if (container.list !== 'ephemeralContainers') continue;
        const { image } = container.spec;
        if (typeof image === 'string' && isAllowed(image)) continue;
        report(problem(workload, container, images));
      }
    };
  },
});

function problem(workload: Workload, container: Container, images: readonly string[]) {
  const who = describeContainer(container);
  if (images.length === 0) {
    return problemAt(workload, container.path, `${who} is not allowed: nothing may be added to a pod that runs`);
  }
  const { image } = container.spec;
  const what = typeof image === 'string' && image !== '' ? `uses the image ${showImage(image)}` : 'names no image';
  const message = `${who} ${what}; only those that match ${showSome(images)} are allowed`;
  return problemAt(workload, [...container.path, 'image'], message);
}
