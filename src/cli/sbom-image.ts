import { ClaimError } from '../claims/claim.ts';
import { platformsFor } from '../evidence/platforms.ts';
import { Refused } from '../evidence/refused.ts';
import { refuseOtherSubject, type Statement } from '../evidence/statement.ts';
import type { Finding } from '../evidence/survey.ts';
import { unavailable } from '../evidence/unavailable.ts';
import { statementIn } from '../evidence/unsigned-claim.ts';
import { NOBODY, type ResolvedImage, type SignatureReport, type Unavailable } from '../model/image-evidence.ts';
import type { ImageReference } from '../model/image-reference.ts';
import { printable } from '../model/printable.ts';
import { formatImageReference } from '../parse/image-reference.ts';
import { isPredicateType, kindsOf } from '../parse/predicate-type.ts';
import { surveyFor, type Trust, trustOf } from './examined-attestations.ts';
import { type Examiner, type Gap, gap } from './examiner.ts';
import { type SbomContent, sbomContent } from './sbom-content.ts';
import { UsageError } from './usage-error.ts';
import type { Demand } from './verify-demands.ts';

/** Who signed a document, or why nobody counts. */
export type SbomSignature = Pick<SignatureReport, 'signer' | 'boundBy' | 'time' | 'logIndex' | 'accepted' | 'refusals'>;

/** An SBOM beside an image. */
export interface AttachedSbom {
  readonly where: string;
  readonly format: SignatureReport['format'];
  /** Digest of what it is about. */
  readonly signed: string;
  /** Absent: what the reference names. */
  readonly platform?: string;
  /** Bytes, as it is stored. */
  readonly size: number;
  /** As the statement says; nobody vouches for it where the document is not trusted. */
  readonly predicateType: string;
  /** Signed by somebody whom a policy, or the command line, trusts. Absent: nobody was named. */
  readonly trusted?: boolean;
  /** Several where several signers vouch for one document without a signature of its own. */
  readonly signatures: readonly SbomSignature[];
  readonly sbom?: SbomContent;
  /** Why it cannot be read. */
  readonly problem?: string;
}

/** Everything that was found of the parts of an image. docs/sbom.md */
export interface ImageSboms {
  /** The full name, as the webhook understands what was written. */
  readonly image: string;
  readonly digest?: string;
  readonly kind?: ResolvedImage['kind'];
  readonly sboms: readonly AttachedSbom[];
  /** What was found and is no SBOM, one sentence each. */
  readonly skipped: readonly string[];
  readonly gaps: readonly Gap[];
}

/**
 * Finds the SBOMs of an image. Never rejects for what a registry says or does not say.
 * @param platform those of one platform, and of the index; absent: all
 * @throws UsageError where the image has no such platform
 */
export async function imageSboms(
  reference: ImageReference,
  platform: string | undefined,
  demands: readonly Demand[],
  examiner: Examiner,
  signal: AbortSignal,
): Promise<ImageSboms> {
  const image = formatImageReference(reference);
  const nothing = { image, sboms: [], skipped: [] };
  const resolved = await examiner.ask({ about: 'digest', reference, pullSecrets: [] }, NOBODY, signal);
  if (resolved.state === 'unavailable') return { ...nothing, gaps: [gap('digest', resolved)] };
  const { digest, kind, platforms } = resolved.value as ResolvedImage;
  const chosen = platform === undefined ? platforms : platformsFor([platform], platforms);
  if (platform !== undefined && chosen.length === 0) throw new UsageError([noPlatform(image, platform, platforms)]);
  const head = { ...nothing, digest, kind };
  const trusts = trusted(demands);
  try {
    const pinned = { ...reference, digest };
    const { found, skipped, errors } = await surveyFor(pinned, trusts, examiner, signal);
    const others = new Set(platforms.filter((each) => !chosen.includes(each)).map((each) => each.digest));
    const names = new Map(kind === 'index' ? platforms.map((each) => [each.digest, each.platform] as const) : []);
    const wanted = found.filter(({ candidate }) => !others.has(candidate.subject));
    const read = [...Map.groupBy(wanted, placeOf).values()].map((same) => attached(same, names, trusts.length > 0));
    return {
      ...head,
      sboms: read.filter((each) => typeof each !== 'string'),
      skipped: [...skipped, ...read.filter((each) => typeof each === 'string')],
      gaps: errors.map((error) => gap('attestations', unavailable(error))),
    };
  } catch (error) {
    return { ...head, gaps: [gap('attestations', orThrow(unavailable(error), error))] };
  }
}

/** Faults of ours are no answer. */
function orThrow(answer: Unavailable, error: unknown): Unavailable {
  if (answer.cause === 'internal') throw error;
  return answer;
}

/** Where policies say who lists what is in an image, these alone count; else those who sign it. */
function trusted(demands: readonly Demand[]): readonly Trust[] {
  const attesting = demands.flatMap(({ policy, attestations }): readonly Trust[] => {
    const wanted = (attestations?.attestations ?? []).filter(({ type }) =>
      kindsOf(type).some((kind) => kind === 'cyclonedx' || kind === 'spdx'),
    );
    const names = new Set(wanted.filter(({ type }) => type !== 'vex').flatMap(({ signedBy }) => signedBy));
    if (attestations === undefined || names.size === 0) return [];
    const { authorities, signatures } = attestations;
    const counting = authorities.filter(({ name }) => names.has(name));
    return [{ ...(policy !== undefined && { policy }), authorities: counting, ...(signatures && { signatures }) }];
  });
  return attesting.length > 0 ? attesting : demands.flatMap(trustOf);
}

function placeOf({ candidate: { subject, where } }: Finding): string {
  return `${subject} ${where}`;
}

/** One document; a sentence where it is no SBOM of the image. */
function attached(
  findings: readonly Finding[],
  platforms: ReadonlyMap<string, string>,
  isVerified: boolean,
): AttachedSbom | string {
  const [first] = findings;
  if (first === undefined) throw new Error('an attestation without a place');
  const { where, format, subject, bytes } = first.candidate;
  const statement = statementOf(first);
  if (typeof statement === 'string') return `${where}: ${statement}`;
  const { predicateType, predicate } = statement;
  if (!isPredicateType('sbom', predicateType))
    return `${where}: its type is ${printable(predicateType, 128)}, which is no SBOM`;
  const platform = platforms.get(subject);
  return {
    where,
    format,
    signed: subject,
    ...(platform !== undefined && { platform }),
    size: bytes.length,
    predicateType,
    ...(isVerified && { trusted: findings.some(({ report }) => report.accepted.length > 0) }),
    signatures: findings.map(({ report: { signer, boundBy, time, logIndex, accepted, refusals } }) => ({
      ...(signer && { signer }),
      ...(boundBy && { boundBy }),
      ...(time !== undefined && { time }),
      ...(logIndex !== undefined && { logIndex }),
      accepted,
      refusals,
    })),
    ...contentOf(predicate),
  };
}

/** The statement about the image, or why there is none. */
function statementOf({ candidate }: Finding): Statement | string {
  try {
    const statement = statementIn(candidate);
    refuseOtherSubject(statement, candidate.subject, 'the image');
    return statement;
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
}

function contentOf(predicate: unknown): Pick<AttachedSbom, 'sbom' | 'problem'> {
  try {
    return { sbom: sbomContent(predicate) };
  } catch (error) {
    if (error instanceof ClaimError) return { problem: error.message };
    throw error;
  }
}

function noPlatform(image: string, wanted: string, platforms: ResolvedImage['platforms']): string {
  const has = platforms.length === 0 ? 'none' : platforms.map(({ platform }) => printable(platform, 64)).join(', ');
  return `--platform: ${image} has no platform ${printable(wanted, 64)}; it has ${has}`;
}
