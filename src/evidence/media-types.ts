/** Layer and artifact type of a Sigstore bundle; versions differ in what follows (sigstore/cosign bundle spec). */
export const BUNDLE_PREFIX = 'application/vnd.dev.sigstore.bundle';
/** Layer of a `.sig` manifest (cosign signature spec). */
export const SIMPLE_SIGNING = 'application/vnd.dev.cosign.simplesigning.v1+json';
/** Layer of an `.att` manifest: a DSSE envelope. */
export const DSSE_ENVELOPE = 'application/vnd.dsse.envelope.v1+json';
/** Says what a bundle holds, on its manifest. Nobody signed it. */
export const PREDICATE_ANNOTATION = 'dev.sigstore.bundle.predicateType';
/** The predicate type of image signatures that are bundles (cosign, since 3). */
export const IMAGE_SIGNATURE = 'https://sigstore.dev/cosign/sign/v1';
