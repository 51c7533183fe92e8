import type { Build } from '../../../model/build.ts';
import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import type { ImageReference } from '../../../model/image-reference.ts';
import { list, record, required, text } from '../../../model/schema.ts';
import { checkImagePattern, compileImagePattern } from '../../../parse/image-pattern.ts';
import { formatImageReference, parseImageReference } from '../../../parse/image-reference.ts';
import { showImage } from '../../../parse/image-text.ts';
import { type ImageUse, imageUses } from '../shared/image-uses.ts';
import { quoted } from '../shared/spans.ts';

const SHOWN = 5;

/** FROM, COPY --from= and RUN --mount=from= name images that match one of the patterns. */
export const allowedRegistries = dockerfileRule<{ readonly registries: readonly string[] }>({
  id: 'allowed-registries',
  severity: 'error',
  optIn: true,
  summary: 'Every image comes from an allowed registry',
  why: 'A registry is where scanning, signing and retention happen, and an image from elsewhere passed none of it',
  remediation: 'Use an image from an allowed registry, or copy this one there',
  aliases: { hadolint: ['DL3026'] },
  options: record('Where images may come from', {
    registries: required(
      list(
        'Patterns of the images that are allowed; all others are refused',
        text('An image pattern: registry.example.com/** or ghcr.io/acme/*', { check: checkImagePattern }),
      ),
    ),
  }),
  compile({ registries }) {
    const patterns = registries.map(compileImagePattern);
    const isAllowed = (reference: ImageReference) => patterns.some((matches) => matches(reference));
    const wanted = `matches none of the allowed patterns ${showSome(registries)}`;
    return (build, report) => {
      for (const use of imageUses(build)) {
        const wrong = complaint(build, use, isAllowed, wanted);
        if (wrong !== undefined) report({ message: wrong, span: use.span });
      }
    };
  },
});

function complaint(
  build: Build,
  use: ImageUse,
  isAllowed: (reference: ImageReference) => boolean,
  wanted: string,
): string | undefined {
  const { place, piece, value } = use;
  const name = value.kind === 'unknown' ? nameOf(build, use) : value.text;
  if (name === undefined) {
    return `${place} takes an image that build arguments decide on: nobody can tell whether ${quoted(piece.text)} is allowed`;
  }
  const parsed = parseImageReference(name);
  if (!parsed.ok) return `${place} names ${showImage(name)}, which is not an image reference: ${parsed.reason}`;
  if (isAllowed(parsed.reference)) return undefined;
  const full = formatImageReference(parsed.reference);
  const which = full === name ? 'which' : `which is ${showImage(full)} and`;
  return `${place} takes the image ${showImage(name)}, ${which} ${wanted}`;
}

/** The image without tag and digest, where only these are not known: `ghcr.io/acme/app` of `ghcr.io/acme/app:${VERSION}`. */
function nameOf(build: Build, { instruction, piece }: ImageUse): string | undefined {
  const { text } = piece;
  const length = nameLength(text);
  if (length === text.length) return undefined;
  const name = build.expand(instruction, {
    text: text.slice(0, length),
    start: piece.start,
    end: piece.start + length,
  });
  return name.kind === 'unknown' ? undefined : name.text;
}

/** Where the tag or the digest begins, outside of `${}`. */
function nameLength(text: string): number {
  let end = text.length;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '{') depth += 1;
    else if (character === '}') depth -= 1;
    else if (depth > 0) continue;
    else if (character === '/') end = text.length;
    else if (character === ':') end = Math.min(end, at);
    else if (character === '@') return Math.min(end, at);
  }
  return end;
}

function showSome(patterns: readonly string[]): string {
  const shown = patterns.slice(0, SHOWN).map(quoted).join(', ');
  return patterns.length > SHOWN ? `${shown} and ${patterns.length - SHOWN} more` : shown;
}
