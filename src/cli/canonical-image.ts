import type { ImageReference } from '../model/image-reference.ts';
import { formatImageReference } from '../parse/image-reference.ts';

/** The canonical text of a reference, with the tag `latest` where it has neither tag nor digest. */
export function canonicalText(reference: ImageReference): string {
  const { tag, digest } = reference;
  return formatImageReference(tag === undefined && digest === undefined ? { ...reference, tag: 'latest' } : reference);
}
