import { unavailable } from '../evidence/unavailable.ts';
import {
  type ImageConfig,
  type ImageQuestion,
  NOBODY,
  type ResolvedImage,
  type SignatureReport,
  type SignatureVerdict,
} from '../model/image-evidence.ts';
import type { DigestMode } from '../model/image-policy.ts';
import type { ImageReference } from '../model/image-reference.ts';
import { formatImageReference } from '../parse/image-reference.ts';
import { attestationsFor, type ShownAttestation } from './examined-attestations.ts';
import { type AttestedVerdict, attestedVerdict } from './examined-requirements.ts';
import { type Examiner, type Gap, gap } from './examiner.ts';
import type { Demand } from './verify-demands.ts';

/** One platform of an image, with what its config says; only the digest where that could not be had. */
export interface PlatformFacts {
  readonly platform: string;
  readonly digest: string;
  /** '' where there is none, which means root. */
  readonly user?: string;
  readonly created?: string;
  readonly exposedPorts?: readonly string[];
}

/** What a policy, or the command line, asks of the image, and what came of it. */
export interface DemandVerdict {
  /** Absent: the command line. */
  readonly policy?: string;
  /** Of signatures and attestations together. `no signatures asked`: digests are all that the policy is about. */
  readonly state: 'proved' | 'not proved' | 'unknown' | 'no signatures asked';
  /** Fields of `match` in the policy: conditions under which alone it counts. */
  readonly conditions: readonly string[];
  readonly digest: DigestMode;
  readonly atLeast?: number;
  readonly authorities?: readonly string[];
  readonly satisfied?: readonly string[];
  readonly missing?: readonly string[];
  readonly signatures?: readonly SignatureReport[];
  /** Why nobody can say. */
  readonly reason?: string;
  /** Absent: nothing must be attested. */
  readonly attestations?: AttestedVerdict;
}

/** Everything that was found out about an image: `tidewaiter verify --format json` prints it. docs/verify.md */
export interface Examination {
  /** The full name, as the webhook understands what was written. */
  readonly image: string;
  readonly verdict: 'proved' | 'not proved' | 'unknown';
  readonly digest?: string;
  readonly kind?: ResolvedImage['kind'];
  readonly mediaType?: string;
  readonly platforms: readonly PlatformFacts[];
  readonly policies: readonly DemandVerdict[];
  /** What was found where nothing asks for signatures: nobody verified it. */
  readonly unverified: readonly Pick<SignatureReport, 'where' | 'format' | 'signed'>[];
  readonly attestations: readonly ShownAttestation[];
  /** What was found and is neither. */
  readonly skipped: readonly string[];
  readonly gaps: readonly Gap[];
}

/** Finds out about an image. Never rejects for what a registry says or does not say. */
export async function examine(
  reference: ImageReference,
  demands: readonly Demand[],
  examiner: Examiner,
  signal: AbortSignal,
): Promise<Examination> {
  const image = formatImageReference(reference);
  const resolved = await examiner.ask({ about: 'digest', reference, pullSecrets: [] }, NOBODY, signal);
  if (resolved.state === 'unavailable') {
    const nothing = { platforms: [], policies: [], unverified: [], attestations: [], skipped: [] };
    return { image, verdict: 'unknown', ...nothing, gaps: [gap('digest', resolved)] };
  }
  const { digest, kind, mediaType, platforms } = resolved.value as ResolvedImage;
  // From here on everything is about the digest that was found: a tag may move.
  const pinned = { ...reference, digest };
  const gaps: Gap[] = [];
  const orGap = async <Result>(about: Gap['about'], work: Promise<Result>): Promise<Result | undefined> => {
    try {
      return await work;
    } catch (error) {
      gaps.push(gap(about, unavailable(error)));
      return undefined;
    }
  };
  const wanted = demands.filter(({ signatures }) => signatures !== undefined);
  const [configs, verdicts, unverified, attested] = await Promise.all([
    examiner.ask({ about: 'config', reference: pinned }, NOBODY, signal),
    Promise.all(demands.map((demand) => verdictOf(demand, pinned, examiner, signal))),
    wanted.length > 0 ? undefined : orGap('signatures', examiner.signatures(pinned, signal)),
    orGap('attestations', attestationsFor(pinned, demands, examiner, signal)),
  ]);
  if (configs.state === 'unavailable') gaps.push(gap('config', configs));
  for (const error of unverified?.errors ?? []) gaps.push(gap('signatures', unavailable(error)));
  for (const error of attested?.errors ?? []) gaps.push(gap('attestations', unavailable(error)));
  const found = [
    ...verdicts.flatMap(({ signatures = [] }) => signatures),
    ...(unverified?.found ?? []).map(({ report }) => report),
    ...(attested?.reports ?? []),
  ];
  const skipped = [
    ...verdicts.flatMap(({ skipped = [] }) => skipped),
    ...(unverified?.skipped ?? []),
    ...(attested?.skipped ?? []),
  ];
  return {
    image,
    verdict: overall(verdicts),
    digest,
    kind,
    mediaType,
    platforms: factsOf(platforms, configs.state === 'known' ? (configs.value as readonly ImageConfig[]) : []),
    policies: verdicts.map(({ skipped: _, ...verdict }) => verdict),
    unverified: (unverified?.found ?? []).map(({ report: { where, format, signed } }) => ({ where, format, signed })),
    attestations: attested?.reports ?? [],
    skipped: withoutShown(skipped, found),
    gaps,
  };
}

function factsOf(platforms: ResolvedImage['platforms'], configs: readonly ImageConfig[]): readonly PlatformFacts[] {
  const byDigest = new Map(configs.map((config) => [config.digest, config]));
  return platforms.map(({ digest, platform: listed }) => {
    const config = byDigest.get(digest);
    if (config === undefined) return { platform: listed, digest };
    const { platform, user, created, exposedPorts } = config;
    return { platform, digest, user, ...(created !== undefined && { created }), exposedPorts };
  });
}

async function verdictOf(
  demand: Demand,
  reference: ImageReference,
  examiner: Examiner,
  signal: AbortSignal,
): Promise<DemandVerdict & { readonly skipped: readonly string[] }> {
  const { policy, digest, conditions, attestations } = demand;
  const [signed, attested] = await Promise.all([
    signedVerdict(demand, reference, examiner, signal),
    attestations === undefined ? undefined : attestedVerdict(attestations, reference, examiner, signal),
  ]);
  const states = [signed.state, ...(attested === undefined ? [] : [ATTESTED_STATES[attested.state]])];
  return {
    ...(policy !== undefined && { policy }),
    conditions,
    digest,
    skipped: [],
    ...signed,
    state: worst(states) ?? 'no signatures asked',
    ...(attested && { attestations: attested }),
  };
}

const ATTESTED_STATES = { met: 'proved', 'not met': 'not proved', unknown: 'unknown' } as const;

type Signed = Pick<
  DemandVerdict,
  'state' | 'atLeast' | 'authorities' | 'satisfied' | 'missing' | 'signatures' | 'reason'
>;

/** What there is to say of the signatures that somebody wants. */
async function signedVerdict(
  { signatures: requirement }: Demand,
  reference: ImageReference,
  examiner: Examiner,
  signal: AbortSignal,
): Promise<Signed & { readonly skipped?: readonly string[] }> {
  if (requirement === undefined) return { state: 'no signatures asked' };
  const { atLeast, authorities } = requirement;
  const asked = { atLeast, authorities: authorities.map(({ name }) => name) };
  const question: ImageQuestion = { about: 'signatures', reference, requirement };
  const answer = await examiner.ask(question, NOBODY, signal);
  if (answer.state === 'unavailable') return { ...asked, state: 'unknown', reason: answer.reason };
  const { verified, satisfied, missing, signatures, skipped } = answer.value as SignatureVerdict;
  const denials = authorities.flatMap((authority) =>
    authority.kind === 'static' && authority.result === 'Deny'
      ? [`${authority.name}: ${authority.message ?? 'denies every image'}`]
      : [],
  );
  const reason = denials.length > 0 ? { reason: denials.join('; ') } : {};
  return { ...asked, state: verified ? 'proved' : 'not proved', satisfied, missing, signatures, skipped, ...reason };
}

/** One refusal is enough. */
function worst(states: readonly DemandVerdict['state'][]): Examination['verdict'] | undefined {
  return (['not proved', 'unknown', 'proved'] as const).find((state) => states.includes(state));
}

/** Where nothing was asked, nothing was proved. */
function overall(verdicts: readonly DemandVerdict[]): Examination['verdict'] {
  return worst(verdicts.map(({ state }) => state)) ?? 'not proved';
}

/** What is no signature may be an attestation, and the reverse: it is not passed over then. */
function withoutShown(skipped: readonly string[], shown: readonly { readonly where: string }[]): readonly string[] {
  const places = new Set(shown.map(({ where }) => where));
  return [...new Set(skipped)].filter((line) => !places.has(line.slice(0, line.indexOf(': '))));
}
