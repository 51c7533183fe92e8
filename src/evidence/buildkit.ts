import type { SignatureReport } from '../model/image-evidence.ts';
import { signerKey } from '../model/signer.ts';
import { type FetchedManifest, RegistryError } from '../registry/source.ts';
import { ATTESTATION_MANIFEST, REFERENCE_DIGEST, REFERENCE_TYPE } from './media-types.ts';
import type { Candidate, Voucher } from './verification.ts';

/** Attestation manifests for one platform; BuildKit makes one. */
const MAX_CARRIERS = 4;

/**
 * The attestation manifests that an index lists, by the digest of the platform that they are for (buildkit docs,
 * attestation storage). Nothing in them is signed: see `vouched`.
 * @throws RegistryError where there are too many for one platform: what is not looked at may speak against the image
 */
export function attestationManifests({ document }: FetchedManifest): ReadonlyMap<string, readonly string[]> {
  const carriers = new Map<string, string[]>();
  if (document.kind !== 'index') return carriers;
  for (const { digest, annotations } of document.manifests) {
    const platform = annotations.get(REFERENCE_DIGEST);
    if (annotations.get(REFERENCE_TYPE) !== ATTESTATION_MANIFEST || platform === undefined) continue;
    const known = carriers.get(platform) ?? [];
    if (known.includes(digest)) continue;
    if (known.length === MAX_CARRIERS) {
      const message = `the index lists more than ${MAX_CARRIERS} attestation manifests for one of its images`;
      throw new RegistryError('too-large', message);
    }
    carriers.set(platform, [...known, digest]);
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
  return vouchers.length === 0 ? [statement] : latestOf(vouchers).map((voucher) => ({ ...statement, voucher }));
}

/** Of signatures that differ in their time alone the latest: a statement is read once for each voucher. */
function latestOf(vouchers: readonly Voucher[]): readonly Voucher[] {
  const latest = new Map<string, Voucher>();
  for (const voucher of vouchers) {
    const { signer, accepted, times, boundBy } = voucher;
    const key = JSON.stringify([signer && signerKey(signer), accepted, times, boundBy]);
    const known = latest.get(key);
    if (known === undefined || timeOf(known) < timeOf(voucher)) latest.set(key, voucher);
  }
  return [...latest.values()];
}

function timeOf({ time }: Voucher): number {
  return time === undefined ? Number.NEGATIVE_INFINITY : Date.parse(time);
}
