/** A throw-away Sigstore: `createWorld()` once for a file of tests, then `sign(world, ...)`. */
export { base64, digestOf, hashOf, pemOf } from './encoding.ts';
export { createIssuer, type Issuer } from './issuer.ts';
export { type KeyKind, newKey, type SigningKey, type SigningScheme, spkiOf } from './keys.ts';
export { type AlternativeName, issueLeaf, type LeafSpec, USAGE } from './leaf.ts';
export { ENVELOPE, type LegacyLayer, logAnnotation, SIMPLE_SIGNING } from './legacy.ts';
export type { EntryJson, EntrySpec, Log, LogBody, LogForm } from './log.ts';
export { IN_TOTO, type Payload, PREDICATES, STATEMENT_V1, simpleSigning, statement } from './payloads.ts';
export { BUNDLE_V03, type BundleJson, type Signed, type SignSpec, sign } from './sign.ts';
export { type CtLog, createWorld, type TrustedRootJson, unknownCtLog, type World, type WorldOptions } from './world.ts';
