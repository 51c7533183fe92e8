import type { Findings } from '../evidence/survey.ts';
import type { SignatureReport } from '../model/image-evidence.ts';
import type { Authority, SignatureStore } from '../model/image-policy.ts';
import type { ImageReference } from '../model/image-reference.ts';
import type { Examiner } from './examiner.ts';
import type { Demand } from './verify-demands.ts';

/** An attestation, whoever made it. */
export interface ShownAttestation extends SignatureReport {
  /** Bytes, as it is stored. */
  readonly size: number;
}

/** What was found of attestations. */
export interface Attested extends Pick<Findings, 'skipped' | 'errors'> {
  readonly reports: readonly ShownAttestation[];
}

/** Whose attestations count for somebody, and where they lie. */
export interface Trust {
  /** Absent: the command line. */
  readonly policy?: string;
  readonly authorities: readonly Authority[];
  /** Absent: beside the image. */
  readonly signatures?: SignatureStore;
}

/**
 * The attestations of an image, verified by the authorities of all demands: each place where they lie is looked at once.
 * Where several demands have authorities, these are named `policy/authority`.
 * @throws RegistryError
 */
export async function attestationsFor(
  reference: ImageReference,
  demands: readonly Demand[],
  examiner: Pick<Examiner, 'attestations'>,
  signal: AbortSignal,
): Promise<Attested> {
  const { found, skipped, errors } = await surveyFor(reference, demands.flatMap(trustOf), examiner, signal);
  const reports = found.map(({ report, candidate }) => ({ ...report, size: candidate.bytes.length }));
  return { reports, skipped, errors };
}

/** Everybody whom a demand trusts with images or with what is attested of them. */
export function trustOf({ policy, signatures, attestations }: Demand): readonly Trust[] {
  const wanted = [signatures, attestations].filter((each) => each !== undefined);
  const authorities = new Map(wanted.flatMap((each) => each.authorities.map((one) => [one.name, one] as const)));
  const store = wanted.find((each) => each.signatures !== undefined)?.signatures;
  if (wanted.length === 0) return [];
  return [
    {
      ...(policy !== undefined && { policy }),
      authorities: [...authorities.values()],
      ...(store && { signatures: store }),
    },
  ];
}

/** What is attested of an image, verified by all who are trusted by somebody. @throws RegistryError */
export async function surveyFor(
  reference: ImageReference,
  trusts: readonly Trust[],
  examiner: Pick<Examiner, 'attestations'>,
  signal: AbortSignal,
): Promise<Pick<Findings, 'found' | 'skipped' | 'errors'>> {
  const nameOf = (policy: string, name: string) => (trusts.length > 1 ? `${policy}/${name}` : name);
  const places = Map.groupBy(trusts, ({ signatures }) => JSON.stringify(signatures ?? null));
  const searches = [...places.values()].map((sharing) => ({
    ...(sharing[0]?.signatures && { signatures: sharing[0].signatures }),
    authorities: sharing.flatMap(({ policy = '', authorities }) =>
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
    found: findings.flatMap(({ found }) => found),
    skipped: findings.flatMap(({ skipped }) => skipped),
    errors: findings.flatMap(({ errors }) => errors),
  };
}
