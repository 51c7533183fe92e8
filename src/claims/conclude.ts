import { type AttestationRequirement, type AttestationsRequirement, vexName } from '../model/attestation.ts';
import type {
  AttestationOutcome,
  AttestationReport,
  AttestationVerdict,
  Reading,
  RequirementVerdict,
} from '../model/attestation-verdict.ts';
import type { ResolvedImage, Signer } from '../model/image-evidence.ts';
import { signerKey } from '../model/signer.ts';
import { Clock, type Outcome, outcomeOf } from './outcome.ts';
import { indexStatements, type SuppressionIndex } from './vex/suppress.ts';

/** An object that attestations are about. */
export interface AttestedObject {
  /** `sha256:<hex>` */
  readonly digest: string;
  /** Absent: what the reference names. */
  readonly platform?: string;
}

/** Everything that was found about an image. */
export interface AttestationEvidence {
  readonly image: ResolvedImage;
  /** What the reference names, by SHA-256. */
  readonly root: string;
  /** The index above what the reference names, where it names a platform of it by tag and digest. */
  readonly above?: string;
  /** The platforms that must be attested where platforms must be. */
  readonly platforms: readonly AttestedObject[];
  readonly reports: readonly AttestationReport[];
  readonly skipped: readonly string[];
}

/** A requirement at an object. */
interface Attempt {
  readonly object: AttestedObject;
  readonly met: boolean;
  /** What is told of the object is not as wanted: that nothing else is told of it changes nothing. */
  readonly isRefused: boolean;
  readonly outcomes: readonly AttestationOutcome[];
  readonly suppressed: readonly string[];
}

/** Judges what was found about an image by what a policy wants, at a moment in milliseconds since the epoch. */
export function conclude(
  requirement: AttestationsRequirement,
  evidence: AttestationEvidence,
  now: number,
): AttestationVerdict {
  const { image } = evidence;
  const skipped = [...evidence.skipped, ...unread(requirement, evidence)];
  const reports = evidence.reports.map(({ readings: _, ...found }) => found);
  const clock = new Clock(now);
  const requirements = requirement.attestations.map((each) => judge(each, requirement, evidence, clock));
  const verified = requirements.every(({ met }) => met);
  const { next } = clock;
  return { image, verified, requirements, reports, skipped, ...(next !== undefined && { goodUntil: next }) };
}

function judge(
  attestation: AttestationRequirement,
  { attestationsOn }: AttestationsRequirement,
  evidence: AttestationEvidence,
  clock: Clock,
): RequirementVerdict {
  const { name, type } = attestation;
  const attempt = (object: AttestedObject) => attemptAt(object, attestation, evidence, clock);
  const told = ({ object, met, outcomes, suppressed }: Attempt): RequirementVerdict => {
    return { name, type, met, outcomes, object, suppressed };
  };
  const root = attempt({ digest: evidence.root });
  const { above } = evidence;
  if (above !== undefined && attestationsOn === 'either' && !root.met && !root.isRefused) {
    const index = attempt({ digest: above });
    if (index.met || index.isRefused) return told(index);
  }
  const isDecided = attestationsOn === 'either' && (root.met || root.isRefused);
  if (attestationsOn === 'index' || evidence.image.kind === 'manifest' || isDecided) return told(root);
  const platforms = evidence.platforms.map(attempt);
  const unmet = platforms.find(({ isRefused }) => isRefused) ?? platforms.find(({ met }) => !met);
  // Where nothing is said of any platform, what the index is lacking is of more use.
  const isSilent = platforms.every(({ outcomes }) => outcomes.length === 0);
  if (unmet !== undefined) return told(isSilent && attestationsOn === 'either' ? root : unmet);
  const [first] = platforms;
  // Of no platforms at all, none is attested.
  if (first === undefined) return { ...told(root), met: false };
  const outcomes = platforms.flatMap((each) => each.outcomes);
  const suppressed = [...new Set(platforms.flatMap((each) => each.suppressed))];
  return told({ ...first, outcomes, suppressed });
}

/** An attestation of an authority of the requirement, with what it came to. */
interface Judged {
  readonly report: number;
  readonly signer: string;
  readonly group: string;
  readonly time: number;
  readonly outcome: Outcome;
}

/**
 * Of each signer the newest attestation by each maker counts. What any of these tells of the image must be as wanted:
 * a signer who is trusted is believed in what speaks against an image as well. Enough signers must have said enough.
 */
function attemptAt(
  object: AttestedObject,
  attestation: AttestationRequirement,
  evidence: AttestationEvidence,
  clock: Clock,
): Attempt {
  const { name, atLeast } = attestation;
  const suppression = suppressionFor(object, attestation, evidence, clock);
  const judged: Judged[] = [];
  for (const [index, report] of evidence.reports.entries()) {
    const reading = readingOf(report, name);
    const { signer, signed, predicateType = '' } = report;
    if (signed !== object.digest || reading === undefined || signer === undefined) continue;
    const outcome = outcomeOf({ ...attestation, isRenewable: isRenewable(signer) }, reading, clock, suppression);
    const key = signerKey(signer);
    const time = timeOf(reading, signer);
    judged.push({
      report: index,
      signer: key,
      group: JSON.stringify([key, predicateType, reading.maker]),
      time,
      outcome,
    });
  }
  const newest = new Map<string, number>();
  for (const { group, time } of judged) newest.set(group, Math.max(time, newest.get(group) ?? time));
  const isCurrent = ({ group, time }: Judged) => newest.get(group) === time;
  const current = judged.filter(isCurrent);
  const signers = new Set(current.filter(({ outcome }) => outcome.standing === 'good').map(({ signer }) => signer));
  const refused = current.filter(({ outcome }) => outcome.standing === 'refused');
  const ranked = judged.toSorted((one, other) => rank(one, isCurrent(one)) - rank(other, isCurrent(other)));
  return {
    object,
    met: refused.length === 0 && signers.size >= atLeast,
    isRefused: refused.length > 0,
    outcomes: ranked.map((each) => ({
      report: each.report,
      offences: each.outcome.offences,
      unlisted: each.outcome.unlisted,
      unlistedWarnings: each.outcome.unlistedWarnings,
      superseded: !isCurrent(each),
    })),
    suppressed: [...new Set(current.flatMap(({ outcome }) => outcome.suppressed))],
  };
}

/** What was read for a requirement, which may be called like what every object has: `constructor`. */
function readingOf({ readings }: AttestationReport, name: string): Reading | undefined {
  return Object.hasOwn(readings, name) ? readings[name] : undefined;
}

/**
 * Whether anybody can have logged or timestamped anew what was signed long ago, so that it is no newer than it says itself:
 * the certificates of an identity live for minutes, and keys for years.
 */
function isRenewable({ kind }: Signer): boolean {
  return kind !== 'keyless';
}

/** When an attestation was made, for telling the newest. */
function timeOf({ signedTime, claimedTime }: Reading, signer: Signer): number {
  const newest = signedTime ?? claimedTime ?? 0;
  return isRenewable(signer) ? Math.min(newest, claimedTime ?? newest) : newest;
}

const RANKS = { refused: 0, poor: 1, other: 2, good: 3 } as const;

/** What decides stands first. */
function rank({ outcome }: Judged, isCurrent: boolean): number {
  return isCurrent ? RANKS[outcome.standing] : Object.keys(RANKS).length;
}

/** What would be said of vulnerabilities, were it possible to read it. */
function unread({ attestations }: AttestationsRequirement, { reports }: AttestationEvidence): readonly string[] {
  return reports.flatMap(({ where, readings }) => {
    const documents = attestations.flatMap((attestation) => readings[vexName(attestation)] ?? []);
    return [...new Set(documents.flatMap(({ offences }) => offences.map(({ message }) => message)))].map(
      (message) => `${where} as a document about vulnerabilities: ${message}`,
    );
  });
}

/** What trusted authorities say of vulnerabilities of an object, or of the index above it. */
function suppressionFor(
  { digest }: AttestedObject,
  attestation: AttestationRequirement,
  { root, above = root, reports }: AttestationEvidence,
  clock: Clock,
): SuppressionIndex | undefined {
  const { terms } = attestation;
  if (terms?.kind !== 'vulnerabilities' || terms.vex === undefined) return undefined;
  const { maxAge, justifications } = terms.vex;
  const documents = reports.flatMap((report) => {
    const { signed, signer } = report;
    const reading = readingOf(report, vexName(attestation));
    if (reading === undefined || signer === undefined || ![digest, root, above].includes(signed)) return [];
    return [{ reading, signer: signerKey(signer), time: timeOf(reading, signer) }];
  });
  // What cannot be read may take back what the same signer said before.
  const unreadable = new Map<string, number>();
  for (const { reading, signer, time } of documents) {
    if (reading.offences.length > 0) unreadable.set(signer, Math.max(time, unreadable.get(signer) ?? time));
  }
  const statements = documents.flatMap(({ reading, signer, time }) => {
    if (time <= (unreadable.get(signer) ?? Number.NEGATIVE_INFINITY)) return [];
    if (maxAge !== undefined && isOlder(reading, time, maxAge, clock)) return [];
    return reading.statements ?? [];
  });
  const digests = new Set([digest, root, above]);
  return indexStatements(statements, { digests, ...(justifications && { justifications }) });
}

/** `time`: see `timeOf`. */
function isOlder({ signedTime }: Reading, time: number, maxAge: number, clock: Clock): boolean {
  return signedTime === undefined || clock.isPast(time + maxAge);
}
