import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import { imageCheck } from '../shared/image-check.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].image
 * spec.volumes[*].image.reference
 *   with a digest, or with a tag other than latest
 */
export const disallowLatestTag = workloadRule({
  id: 'disallow-latest-tag',
  severity: 'error',
  summary: 'No image is left to the tag latest',
  remediation: 'Name a version as the tag, or better the digest.',
  aliases: { kubeLinter: ['latest-tag'], polaris: ['tagNotSpecified'], kyverno: ['disallow-latest-tag'] },
  reads: ['images'],
  options: record('No options', {}),
  compile() {
    return imageCheck(({ tag, digest }) => {
      if (digest !== undefined) return undefined;
      if (tag === undefined) return 'which has no tag and so means latest';
      return tag === 'latest' ? 'whose tag latest moves with every release' : undefined;
    });
  },
});
