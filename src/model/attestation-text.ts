import type { AttestationRequirement, AttestationsRequirement } from './attestation.ts';
import type {
  AttestationOutcome,
  AttestationVerdict,
  FoundAttestation,
  Offence,
  RequirementVerdict,
} from './attestation-verdict.ts';
import { printable } from './printable.ts';
import { describeImage, describeSigner } from './signature-text.ts';
import { signerKey } from './signer.ts';

/** Offences that an explanation names, and lines about anything else. */
const MAX_SHOWN = 20;
const MAX_OTHERS = 12;
const MAX_LINE = 400;

/** What is to be said of an image because of one attestation that a policy wants. */
export interface AttestationComplaint {
  /** Follows the name of the image and a comma. */
  readonly clause: string;
  /** The same where image and attestation are named above. */
  readonly reason: string;
  /** How it came about, one sentence each. */
  readonly details: readonly string[];
  /** All that are known. */
  readonly offences?: readonly Offence[];
  /** How many more there are; absent: none. */
  readonly unlisted?: number;
  /** What it leads to at most. */
  readonly atMost?: 'Warn';
}

/** Tells whether a statement is of the type that a policy names: see `isPredicateType`. */
export type IsOfType = (type: string, uri: string) => boolean;

/**
 * Everything to complain of in a verdict: one complaint for each requirement that is not met, and one that only warns
 * for each of which there is something to warn.
 */
export function attestationComplaints(
  verdict: AttestationVerdict,
  requirement: AttestationsRequirement,
  isOfType: IsOfType,
): readonly AttestationComplaint[] {
  return requirement.attestations.flatMap((wanted) => {
    const judged = verdict.requirements.find(({ name }) => name === wanted.name);
    if (judged === undefined) throw new Error('a verdict says nothing of an attestation that the policy wants');
    const text = new RequirementText({ verdict, requirement, wanted, judged, isOfType });
    return [...(judged.met ? [] : [text.refusal()]), ...text.warnings()];
  });
}

/** What a policy calls an attestation: `sbom (cyclonedx)`. */
export function describeWanted({ name, type }: Pick<AttestationRequirement, 'name' | 'type'>): string {
  return name === type ? name : `${name} (${printable(type)})`;
}

/** Where an attestation lies, who signed it and when, and what binds one that is not signed itself. */
export function describeFound({
  where,
  signer,
  time,
  boundBy,
}: Pick<FoundAttestation, 'where' | 'signer' | 'time' | 'boundBy'>): string {
  const parts = [
    where,
    ...(signer === undefined ? [] : [`signed by ${describeSigner(signer)}`]),
    ...(boundBy === undefined ? [] : [`bound by the ${describeBinding(boundBy)}`]),
    ...(time === undefined ? [] : [`at ${time}`]),
  ];
  return parts.join(', ');
}

/** The signature that leads to a statement without one of its own. */
export function describeBinding({ object, digest }: NonNullable<FoundAttestation['boundBy']>): string {
  return `signature on the ${object === 'index' ? 'index' : 'attestation manifest'} ${digest}`;
}

/** A requirement and what became of it. */
interface JudgedRequirement {
  readonly verdict: AttestationVerdict;
  readonly requirement: AttestationsRequirement;
  readonly wanted: AttestationRequirement;
  readonly judged: RequirementVerdict;
  readonly isOfType: IsOfType;
}

class RequirementText {
  readonly #of: JudgedRequirement;
  /** As a message names it. */
  readonly #name: string;

  constructor(of: JudgedRequirement) {
    this.#of = of;
    const { platform } = of.judged.object;
    this.#name = describeWanted(of.wanted) + (platform === undefined ? '' : ` for ${printable(platform)}`);
  }

  /** Why the requirement is not met. */
  refusal(): AttestationComplaint {
    const [deciding] = this.#of.judged.outcomes;
    if (deciding === undefined) return this.#absence();
    const { unlisted } = deciding;
    const offences = deciding.offences.filter(isDenying);
    if (offences.length === 0 && unlisted === 0) return this.#shortage();
    const breach = `breaks the policy: ${summarize(offences, unlisted)}`;
    return {
      clause: `whose attestation ${this.#name} ${breach}`,
      reason: `it ${breach}`,
      details: this.#details(offences, unlisted),
      offences,
      ...(unlisted > 0 && { unlisted }),
    };
  }

  /** What is let in, and not silently. */
  warnings(): readonly AttestationComplaint[] {
    const { met, outcomes } = this.#of.judged;
    const telling = met ? outcomes.filter(counts) : outcomes.slice(0, 1);
    const offences = telling.flatMap((outcome) => outcome.offences.filter((offence) => !isDenying(offence)));
    if (offences.length === 0) return [];
    const unlisted = telling.reduce((sum, { unlistedWarnings }) => sum + unlistedWarnings, 0);
    const reason = summarize(offences, unlisted);
    const clause = `of whose attestation ${this.#name} the policy warns: ${reason}`;
    const details = this.#details(offences, unlisted);
    return [{ clause, reason, details, offences, ...(unlisted > 0 && { unlisted }), atMost: 'Warn' }];
  }

  #absence(): AttestationComplaint {
    const { wanted, verdict } = this.#of;
    const { length } = verdict.reports;
    const found = length === 1 ? 'one attestation was found' : `${length} attestations were found`;
    const nothing = verdict.skipped.length === 0 ? 'no attestation was found' : 'what was found was not looked at';
    const why = length === 0 ? nothing : `${found}, and none of this type counts for it`;
    const lack = `by ${wanted.signedBy.join(' or ')} that the policy accepts: ${why}`;
    return {
      clause: `which has no attestation ${this.#name} ${lack}`,
      reason: `there is none ${lack}`,
      details: this.#details([], 0),
    };
  }

  #shortage(): AttestationComplaint {
    const { wanted, verdict, judged } = this.#of;
    const signers = new Set(
      judged.outcomes.filter(counts).flatMap(({ report }) => {
        const signer = verdict.reports[report]?.signer;
        return signer === undefined ? [] : [signerKey(signer)];
      }),
    );
    const { atLeast, signedBy } = wanted;
    const lack = `has too few signers: ${signers.size}, and the policy wants ${atLeast} different ones of ${signedBy.join(', ')}`;
    return {
      clause: `whose attestation ${this.#name} ${lack}`,
      reason: `it ${lack}`,
      details: this.#details([], 0),
    };
  }

  #details(offences: readonly Offence[], unlisted: number): readonly string[] {
    const { verdict, judged } = this.#of;
    const { image, skipped } = verdict;
    const { platform, digest } = judged.object;
    const shown = offences.slice(0, MAX_SHOWN).map(({ term, message }) => `${term}: ${message}`);
    const more = offences.length - shown.length + unlisted;
    const others = [
      ...this.#others(),
      ...judged.suppressed.map((reason) => `left out: ${reason}`),
      ...skipped.map((reason) => `not looked at: ${reason}`),
    ];
    return [
      describeImage(image),
      ...(digest === image.digest ? [] : [`looked at: ${platform === undefined ? '' : `${platform}, `}${digest}`]),
      ...this.#decided(),
      ...shown,
      ...(more > 0 ? [`and ${more} more`] : []),
      ...others.slice(0, MAX_OTHERS),
      ...(others.length > MAX_OTHERS ? [`and ${others.length - MAX_OTHERS} more lines`] : []),
    ].map((line) => printable(line, MAX_LINE));
  }

  #decided(): readonly string[] {
    const { verdict, judged } = this.#of;
    const report = verdict.reports[judged.outcomes[0]?.report ?? -1];
    return report === undefined ? [] : [`judged: ${describeFound(report)}`];
  }

  /** The attestations that did not decide, and why not. */
  #others(): readonly string[] {
    const { verdict, judged } = this.#of;
    const outcomeOf = new Map(judged.outcomes.map((outcome) => [outcome.report, outcome]));
    const lines = verdict.reports.flatMap((report, index) => {
      if (judged.outcomes[0]?.report === index) return [];
      const reason = describeOutcome(outcomeOf.get(index)) ?? this.#refusals(report);
      return reason === undefined ? [] : [`${describeFound(report)}: ${reason}`];
    });
    return [...this.#silent(), ...lines];
  }

  /** What the authorities that are asked for have against an attestation; undefined where it is of another type. */
  #refusals({ predicateType, refusals }: FoundAttestation): string | undefined {
    const { wanted, isOfType } = this.#of;
    if (predicateType !== undefined && !isOfType(wanted.type, predicateType)) return undefined;
    const reasons = refusals.filter(({ authority }) => wanted.signedBy.includes(authority));
    if (reasons.length === 0) return undefined;
    return `does not count: ${reasons.map(({ authority, reason }) => `${authority}: ${reason}`).join('; ')}`;
  }

  /** Authorities that accept nothing here. */
  #silent(): readonly string[] {
    const { requirement, wanted } = this.#of;
    return requirement.authorities.flatMap((authority) =>
      authority.kind === 'static' && wanted.signedBy.includes(authority.name)
        ? [`${authority.name} accepts nothing: ${authority.message ?? 'it denies every image'}`]
        : [],
    );
  }
}

function isDenying({ atMost }: Offence): boolean {
  return atMost === undefined;
}

function counts({ superseded, offences, unlisted }: AttestationOutcome): boolean {
  return !superseded && unlisted === 0 && !offences.some(isDenying);
}

function summarize([first, ...rest]: readonly Offence[], unlisted: number): string {
  if (first === undefined) return `${unlisted} offences that are not listed`;
  const more = rest.length + unlisted;
  return `${printable(first.message)}${more === 0 ? '' : ` and ${more} more`}`;
}

function describeOutcome(outcome: AttestationOutcome | undefined): string | undefined {
  if (outcome === undefined) return undefined;
  if (outcome.superseded) return 'does not count: a newer one of the same signer does';
  if (counts(outcome)) return 'is as the policy wants it';
  return `does not count: ${summarize(outcome.offences.filter(isDenying), outcome.unlisted)}`;
}
