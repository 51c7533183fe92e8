import type { Fix } from '../../../model/dockerfile-rule.ts';
import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import { parseImageReference } from '../../../parse/image-reference.ts';
import { showImage } from '../../../parse/image-text.ts';
import { type ImageUse, imageUses } from '../shared/image-uses.ts';
import { replacePiece } from '../shared/spans.ts';

/** FROM, COPY --from= and RUN --mount=from= name images as name[:tag]@sha256:<64 hex digits> (or sha512). */
export const pinImageDigest = dockerfileRule({
  id: 'pin-image-digest',
  severity: 'info',
  summary: 'Every image is named by its digest',
  why: 'A tag is a name that anyone who may push can move, so that the same Dockerfile builds another image tomorrow',
  remediation: 'Name the image by its digest, as in name:tag@sha256:...; with a lock file, --fix writes it',
  fixes: 'safe',
  options: record('No options', {}),
  compile() {
    return (build, report) => {
      for (const use of imageUses(build)) {
        const { place, span, value } = use;
        if (value.kind === 'unknown') continue;
        const { text } = value;
        const parsed = parseImageReference(text);
        if (parsed.ok) {
          if (parsed.reference.digest !== undefined) continue;
          const fix = digestFix(use, build.inputs.lockedDigest(text));
          const message = `${place} takes the image ${showImage(text)} without a digest${inDefault(use)}`;
          report(fix === undefined ? { message, span } : { message, span, fix });
        } else if (value.kind === 'known') {
          report({
            message: `${place} names ${showImage(text)}, which is not an image reference: ${parsed.reason}`,
            span,
          });
        }
      }
    };
  },
});

/** Says that the image is the one of the file's own defaults. */
export function inDefault({ value }: ImageUse): string {
  return value.kind === 'default' ? `, by the default of ${value.names.join(', ')}` : '';
}

/** Writes the digest of the lock file behind the name; not where variables stand in it, which may come to another image. */
export function digestFix({ instruction, piece, value }: ImageUse, digest: string | undefined): Fix | undefined {
  if (digest === undefined || value.kind !== 'known' || piece.text !== value.text) return undefined;
  const edit = replacePiece(instruction, piece, `${piece.text}@${digest}`);
  return edit === undefined ? undefined : { safety: 'safe', title: 'add the digest of the lock file', edits: [edit] };
}
