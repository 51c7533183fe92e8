import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import { parseImageReference } from '../../../parse/image-reference.ts';
import { showImage } from '../../../parse/image-text.ts';
import { imageUses } from '../shared/image-uses.ts';
import { digestFix, inDefault } from './pin-image-digest.ts';

/** FROM, COPY --from= and RUN --mount=from= name images with a digest, or a tag other than latest. */
export const disallowLatestTag = dockerfileRule({
  id: 'disallow-latest-tag',
  severity: 'warning',
  summary: 'No image is left to the tag latest',
  why: 'The tag latest is whatever was pushed last, so that a build of next week may be another program',
  remediation: 'Name a version as the tag, or better the digest',
  aliases: {
    hadolint: ['DL3006', 'DL3007'],
    trivy: ['DS-0001'],
    checkov: ['CKV_DOCKER_7'],
    dockle: ['DKL-DI-0006'],
  },
  fixes: 'safe',
  options: record('No options', {}),
  compile() {
    return (build, report) => {
      for (const use of imageUses(build)) {
        const { place, span, value } = use;
        if (value.kind === 'unknown') continue;
        const parsed = parseImageReference(value.text);
        if (!parsed.ok || parsed.reference.digest !== undefined) continue;
        const { tag } = parsed.reference;
        if (tag !== undefined && tag !== 'latest') continue;
        const wrong = tag === undefined ? 'without a tag, which means latest' : 'with the tag latest';
        const fix = digestFix(use, build.inputs.lockedDigest(value.text));
        report({
          message: `${place} takes the image ${showImage(value.text)} ${wrong}${inDefault(use)}`,
          span,
          alias: tag === undefined ? 'DL3006' : 'DL3007',
          ...(fix !== undefined && { fix }),
        });
      }
    };
  },
});
