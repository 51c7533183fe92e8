import type { ParsedImageReference } from '../../model/image-reference.ts';
import { parseImageReference } from '../../parse/image-reference.ts';
import { imageNamed } from '../image-purl.ts';

/** Schemes of image references: skopeo's, Tekton's and BuildKit's. */
const REFERENCE = /^(?:docker|oci|docker-image):\/\/(?<reference>.*)$/i;
/** Folders with images, whose names say nothing. */
const LOCAL = /^(?:oci-layout|docker-archive|oci-archive|containers-storage):/i;
const PURL = /^pkg:\/*(?:docker|oci)\//i;

/**
 * The image that the URI of a dependency names: a reference, why it cannot be read, or undefined where it is the URI of
 * something else.
 */
export function imageOfUri(uri: string): ParsedImageReference | undefined {
  const reference = REFERENCE.exec(uri)?.groups?.reference;
  if (reference !== undefined) return parseImageReference(reference);
  if (LOCAL.test(uri)) return { ok: false, reason: 'it lies in a folder, and says nothing of where it is from' };
  return PURL.test(uri) ? imageNamed(uri) : undefined;
}
