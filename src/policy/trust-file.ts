import { isObject, type JsonObject, ownField } from '../model/json.ts';

/** Media type of a `TrustedRoot` (sigstore/protobuf-specs), which says its version behind it. */
const TRUSTED_ROOT = 'application/vnd.dev.sigstore.trustedroot';

/** Whether a value is a root.json (TUF specification, 4.3). */
export function isTufRoot(value: unknown): boolean {
  return (
    isObject(value) &&
    isObject(value.signed) &&
    ownField(value.signed, '_type') === 'root' &&
    Array.isArray(value.signatures)
  );
}

/**
 * Whether this is a file that a TrustRoot document names, and no document itself: it may lie beside the policies, and
 * is read with the document.
 */
export function isTrustFile(value: JsonObject): boolean {
  const mediaType = ownField(value, 'mediaType');
  const isTrustedRoot = typeof mediaType === 'string' && mediaType.startsWith(TRUSTED_ROOT);
  return ownField(value, 'kind') === undefined && (isTrustedRoot || isTufRoot(value));
}
