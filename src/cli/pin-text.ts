import type { ImageSite, ImageSites, Span } from './image-sites.ts';

/** Text that takes the place of another one. */
interface Edit extends Span {
  readonly text: string;
}

/** A text whose images were pinned. */
export interface PinnedText {
  readonly text: string;
  /** Places that were changed. */
  readonly count: number;
  /** Those that are still not pinned, because they cannot be changed in place. */
  readonly left: readonly ImageSite[];
}

/** A reference with its tag and a digest. The tag stays, so that people and tools see what it was: `name:tag@sha256:...`. */
function pinnedText({ text, reference }: ImageSite, digest: string): string {
  return `${text}${reference.tag === undefined ? ':latest' : ''}@${digest}`;
}

/**
 * Writes digests into a text, and changes nothing else. What came of it is read again: each place must name what it is
 * meant to name, and all others what they named.
 * @param digests by site; sites without one stay as they are
 * @throws Error where the text does not read as it should, which would be a mistake of ours
 */
export function pinSites(
  text: string,
  sites: readonly ImageSite[],
  digests: ReadonlyMap<ImageSite, string>,
  scan: (text: string) => ImageSites,
): PinnedText {
  const edits = new Map<number, Edit>();
  for (const [site, digest] of digests) {
    if (site.span !== undefined) edits.set(site.span.start, { ...site.span, text: pinnedText(site, digest) });
  }
  const pinned = apply(text, [...edits.values()]);
  const after = edits.size === 0 ? sites : scan(pinned).sites;
  const left: ImageSite[] = [];
  for (const [index, site] of sites.entries()) {
    const digest = digests.get(site);
    const wanted = digest === undefined ? site.text : pinnedText(site, digest);
    const found = after[index]?.text;
    // Behind an alias stands what may have been changed at its anchor.
    if (found === wanted) continue;
    if (site.span !== undefined || found !== site.text) throw new Error(`line ${site.line} does not read as it should`);
    left.push(site);
  }
  if (after.length !== sites.length) throw new Error('there are not as many images as before');
  return { text: pinned, count: edits.size, left };
}

function apply(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end, text: replacement } of edits.toSorted((one, other) => one.start - other.start)) {
    parts.push(text.slice(at, start), replacement);
    at = end;
  }
  return parts.join('') + text.slice(at);
}
