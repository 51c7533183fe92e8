/** Layer and artifact type of a Sigstore bundle; versions differ in what follows (sigstore/cosign bundle spec). */
export const BUNDLE_PREFIX = 'application/vnd.dev.sigstore.bundle';
/** Layer of a `.sig` manifest (cosign signature spec). */
export const SIMPLE_SIGNING = 'application/vnd.dev.cosign.simplesigning.v1+json';
/** Layer of an `.att` manifest: a DSSE envelope. */
export const DSSE_ENVELOPE = 'application/vnd.dsse.envelope.v1+json';
/** Layer of an attestation manifest of BuildKit: an in-toto statement, which nobody signed (buildkit docs, attestation storage). */
export const IN_TOTO_STATEMENT = 'application/vnd.in-toto+json';
/** Says of an entry of an index what it is to another one, and to which (the same docs). */
export const REFERENCE_TYPE = 'vnd.docker.reference.type';
export const REFERENCE_DIGEST = 'vnd.docker.reference.digest';
export const ATTESTATION_MANIFEST = 'attestation-manifest';
/** Says what a bundle holds, on its manifest. Nobody signed it. */
export const PREDICATE_ANNOTATION = 'dev.sigstore.bundle.predicateType';
/** The predicate type of image signatures that are bundles (cosign, since 3). */
export const IMAGE_SIGNATURE = 'https://sigstore.dev/cosign/sign/v1';
/** The same on a layer that is a statement (buildkit docs, attestation storage). */
export const STATEMENT_ANNOTATION = 'in-toto.io/predicate-type';
