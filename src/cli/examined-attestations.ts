import type { Findings } from '../evidence/survey.ts';
import type { SignatureReport } from '../model/image-evidence.ts';
import type { ImageReference } from '../model/image-reference.ts';
import type { Examiner } from './examination.ts';
import type { Demand } from './verify-demands.ts';

/** An attestation, whoever made it. */
export interface AttestationReport extends SignatureReport {
  /** Bytes, as it is stored. */
  readonly size: number;
}

/** What was found of attestations. */
export interface Attested extends Pick<Findings, 'skipped' | 'errors'> {
  readonly reports: readonly AttestationReport[];
}

/**
 * The attestations of an image, verified by the authorities of all demands: each place where they lie is looked at once.
 * Where several demands have authorities, these are named `policy/authority`.
 * @throws RegistryError
 */
export async function attestationsFor(
  reference: ImageReference,
  demands: readonly Demand[],
  examiner: Examiner,
  signal: AbortSignal,
): Promise<Attested> {
  const asking = demands.flatMap(({ policy = '', signatures }) => (signatures ? [{ policy, ...signatures }] : []));
  const nameOf = (policy: string, name: string) => (asking.length > 1 ? `${policy}/${name}` : name);
  const places = Map.groupBy(asking, ({ signatures }) => JSON.stringify(signatures ?? null));
  const searches = [...places.values()].map(([first, ...others]) => ({
    ...(first?.signatures && { signatures: first.signatures }),
    authorities: [...(first ? [first] : []), ...others].flatMap(({ policy, authorities }) =>
      authorities.flatMap((authority) =>
        authority.kind === 'static' ? [] : [{ ...authority, name: nameOf(policy, authority.name) }],
      ),
    ),
  }));
  const findings: Findings[] = [];
  for (const search of searches.length > 0 ? searches : [{ authorities: [] }]) {
    findings.push(await examiner.attestations(reference, search, signal));
  }
  return {
    reports: findings.flatMap(({ found }) =>
      found.map(({ report, candidate }) => ({ ...report, size: candidate.bytes.length })),
    ),
    skipped: findings.flatMap(({ skipped }) => skipped),
    errors: findings.flatMap(({ errors }) => errors),
  };
}
