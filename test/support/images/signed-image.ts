import type { LeafSpec } from '../signing/leaf.ts';
import { type Payload, type StatementSpec, simpleSigning, statement } from '../signing/payloads.ts';
import { type Signed, type SignSpec, sign } from '../signing/sign.ts';
import type { World } from '../signing/world.ts';
import type { Content, DescriptorJson, Repository } from './content.ts';
import { type ImageSpec, type IndexSpec, putImage, putIndex } from './image.ts';
import { type FallbackForm, putBundle, putFallbackIndex, putLegacy } from './signatures.ts';

/**
 * How a signature is stored. `bundle`: referrer (cosign 3); `simple-signing`: `.sig` tag; `attestation`: `.att` tag
 * with an image signature statement unless the payload says otherwise; `sig-referrer`: experimental OCI 1.1 form.
 */
export type StoredAs = 'bundle' | 'simple-signing' | 'attestation' | 'sig-referrer';

/** How an object is signed and where the signature is put. */
export interface AttachSpec extends Partial<Omit<SignSpec, 'payload' | 'identity'>> {
  /** Default `bundle`. */
  readonly as?: StoredAs;
  /** A subject such as `https://ci.test/release` with the issuer `https://issuer.test`, or a whole leaf. */
  readonly identity?: string | LeafSpec;
  /** What the payload says that it is about, where that is not the object. */
  readonly signedDigest?: string;
  /** Other fields of the statement. */
  readonly statement?: Partial<StatementSpec>;
  /** The whole payload. */
  readonly payload?: Payload;
  /** Repository that the signature goes to. Default: that of the object. */
  readonly into?: Repository;
  readonly tagPrefix?: string;
  /** Also writes the fallback tag, in this form. */
  readonly fallback?: FallbackForm;
  /** Changes the bytes of the bundle's layer. */
  readonly change?: (signed: Signed) => Buffer;
}

/** The issuer of identities that are given by their subject alone. */
export const ISSUER = 'https://issuer.test';

/** Signs an object of a repository and puts the signature beside it. */
export async function attach(
  world: World,
  repository: Repository,
  subject: DescriptorJson,
  spec: AttachSpec = {},
): Promise<Signed> {
  const { as = 'bundle', identity, into = repository, tagPrefix = '', fallback, change, ...rest } = spec;
  const leaf = typeof identity === 'string' ? { san: identity, issuer: ISSUER } : identity;
  const payload = spec.payload ?? payloadOf(as, subject.digest, spec);
  const signed = await sign(world, { ...rest, payload, ...(leaf && { identity: leaf }) });
  if (as === 'bundle') putBundle(into, subject, change?.(signed) ?? signed.bundleBytes);
  else if (as === 'sig-referrer') putLegacy(into, subject.digest, [signed.legacy], { asReferrerOf: subject });
  else putLegacy(into, subject.digest, [signed.legacy], { tagPrefix, suffix: as === 'attestation' ? 'att' : 'sig' });
  if (fallback !== undefined) putFallbackIndex(into, subject.digest, fallback);
  return signed;
}

/** An image, and where it is put. */
export interface PlaceSpec {
  readonly repository: string;
  readonly tag?: string;
  readonly image?: ImageSpec;
  /** For several platforms; the index is what is signed. */
  readonly index?: IndexSpec;
}

/** An image and how it is signed. */
export interface SignedImageSpec extends AttachSpec, PlaceSpec {}

/** What was put. */
export interface PlacedImage {
  readonly repository: Repository;
  /** Of what the tag names. */
  readonly descriptor: DescriptorJson;
  readonly digest: string;
  readonly platforms: readonly DescriptorJson[];
  /** Attestation manifests of BuildKit in the index. */
  readonly attestations: readonly DescriptorJson[];
}

export interface SignedImage extends PlacedImage {
  readonly signed: Signed;
}

/** Puts an image into a repository and signs it. */
export async function signedImage(world: World, content: Content, spec: SignedImageSpec): Promise<SignedImage> {
  const { repository, tag, image, index, ...how } = spec;
  const placed = placeImage(content, spec);
  return { ...placed, signed: await attach(world, placed.repository, placed.descriptor, how) };
}

/** Puts an image that nobody signs. */
export function placeImage(content: Content, { repository: name, tag = 'v1', image, index }: PlaceSpec): PlacedImage {
  const repository = content.repository(name);
  const put = index === undefined ? undefined : putIndex(repository, { tag, ...index });
  const descriptor = put?.index ?? putImage(repository, { tag, content: `layer of ${name}:${tag}`, ...image });
  const { platforms = [descriptor], attestations = [] } = put ?? {};
  return { repository, descriptor, digest: descriptor.digest, platforms, attestations };
}

function payloadOf(as: StoredAs, own: string, { signedDigest: digest = own, statement: changes }: AttachSpec): Payload {
  return as === 'bundle' || as === 'attestation' ? statement({ digest, ...changes }) : simpleSigning({ digest });
}
