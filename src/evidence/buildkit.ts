import type { SignatureReport } from '../model/image-evidence.ts';
import type { FetchedManifest } from '../registry/source.ts';
import { ATTESTATION_MANIFEST, REFERENCE_DIGEST, REFERENCE_TYPE } from './media-types.ts';
import type { Candidate, Voucher } from './verification.ts';

/** Attestation manifests for one platform that are looked at; BuildKit makes one. */
const MAX_CARRIERS = 4;

/**
 * The attestation manifests that an index lists, by the digest of the platform that they are for (buildkit docs,
 * attestation storage). Nothing in them is signed: see `vouched`.
 */
export function attestationManifests({ document }: FetchedManifest): ReadonlyMap<string, readonly string[]> {
  const carriers = new Map<string, string[]>();
  if (document.kind !== 'index') return carriers;
  for (const { digest, annotations } of document.manifests) {
    const platform = annotations.get(REFERENCE_DIGEST);
    if (annotations.get(REFERENCE_TYPE) !== ATTESTATION_MANIFEST || platform === undefined) continue;
    const known = carriers.get(platform) ?? [];
    if (known.length < MAX_CARRIERS) carriers.set(platform, [...known, digest]);
  }
  return carriers;
}

/** A signed object that leads to a statement by digests, and its signatures. */
export interface Binding {
  readonly object: Voucher['boundBy']['object'];
  readonly digest: string;
  readonly signatures: readonly SignatureReport[];
}

/**
 * A statement once for each signer who vouches for it: somebody who signed the index that lists its manifest, or that
 * manifest itself. Where nobody did, the statement as it is, which counts for nobody.
 */
export function vouched(statement: Candidate, bindings: readonly Binding[]): readonly Candidate[] {
  const vouchers = bindings.flatMap(({ object, digest, signatures }) =>
    signatures
      .filter(({ accepted }) => accepted.length > 0)
      .map(({ signer, time, times, logIndex, accepted }): Voucher => {
        const proved = { ...(signer && { signer }), ...(time && { time }), ...(times && { times }) };
        return { ...proved, ...(logIndex && { logIndex }), accepted, boundBy: { object, digest } };
      }),
  );
  return vouchers.length === 0 ? [statement] : vouchers.map((voucher) => ({ ...statement, voucher }));
}
