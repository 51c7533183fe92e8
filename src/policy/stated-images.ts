import type { ImageReference } from '../model/image-reference.ts';
import { list, map, optional, type RecordFault, type RecordOf, record, type TextCheck, text } from '../model/schema.ts';
import { parseImageReference } from '../parse/image-reference.ts';
import {
  AUTHORITY_NAME,
  checkTime,
  STATED_ATTESTATION,
  type StatedAttestation,
  statedAttestation,
} from './stated-attestations.ts';

const DIGEST = /^sha256:[0-9a-f]{64}$/;

const checkDigest: TextCheck = (digest) =>
  DIGEST.test(digest) ? undefined : 'must be sha256: and 64 lower-case hex digits';

const checkReference: TextCheck = (reference) => {
  const parsed = parseImageReference(reference);
  return parsed.ok ? undefined : `is no image reference: ${parsed.reason}`;
};

const FIELDS = {
  digest: optional(text('What the reference stands for', { maxLength: 71, check: checkDigest })),
  signedBy: optional(list('Names of the authorities whose signatures it carries', AUTHORITY_NAME, { minItems: 0 })),
  attestations: optional(
    list('What is attested of it, each by itself; absent: nothing', STATED_ATTESTATION, { minItems: 0 }),
  ),
  user: optional(text('The user that its config names; default: none', { minLength: 0 })),
  created: optional(text('When its config says it was made', { maxLength: 40, check: checkTime })),
  unavailable: optional(text('Why the registry cannot be asked about it')),
};
type Fields = RecordOf<typeof FIELDS>;

/** What a test case states of images, so that no registry is asked. */
export const STATED_IMAGES = map(
  'What is known of images, by reference; without it nobody is asked about any, as in a review without a registry',
  record('What is known of an image', FIELDS, ({ unavailable, ...known }: Fields): RecordFault | undefined => {
    const [other] = Object.keys(known);
    if (unavailable === undefined) {
      return known.digest === undefined ? { field: '', message: 'needs digest, or unavailable' } : undefined;
    }
    return other === undefined
      ? undefined
      : { field: other, message: 'cannot be known of an image that is unavailable' };
  }),
  checkReference,
);

/** What is known of one image. */
export type StatedImage = {
  readonly reference: ImageReference;
} & (
  | { readonly unavailable: string }
  | {
      readonly digest: string;
      readonly signedBy: readonly string[];
      readonly attestations: readonly StatedAttestation[];
      readonly user: string;
      readonly created: string | undefined;
    }
);

/** The images that a case states. */
export function statedImages(source: Readonly<Record<string, Fields>>): readonly StatedImage[] {
  return Object.entries(source).map(([written, fields]) => {
    const parsed = parseImageReference(written);
    if (!parsed.ok) throw new Error(parsed.reason);
    const { reference } = parsed;
    const { unavailable, digest = '', signedBy = [], attestations = [], user = '', created } = fields;
    if (unavailable !== undefined) return { reference, unavailable };
    return { reference, digest, signedBy, attestations: attestations.map(statedAttestation), user, created };
  });
}
