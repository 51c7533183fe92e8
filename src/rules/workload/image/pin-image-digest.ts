import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import { imageCheck } from '../shared/image-check.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].image
 * spec.volumes[*].image.reference
 *   name[:tag]@sha256:<64 hex digits> or name[:tag]@sha512:<128 hex digits>
 */
export const pinImageDigest = workloadRule({
  id: 'pin-image-digest',
  severity: 'error',
  summary: 'Every image is named by its digest',
  remediation:
    'Name the image by digest (name:tag@sha256:...), as `tidewaiter pin` writes it or your build printed it when it pushed.',
  aliases: { kyverno: ['require-image-checksum'] },
  reads: ['images'],
  options: record('No options', {}),
  compile() {
    return imageCheck(({ digest }) =>
      digest === undefined ? 'which is not pinned by a digest and can change after review' : undefined,
    );
  },
});
