import type { Claim, Judge } from '../claims/claim.ts';
import { compileTerms } from '../claims/judge.ts';
import { Clock, outcomeOf } from '../claims/outcome.ts';
import { indexStatements, type SuppressionIndex } from '../claims/vex/suppress.ts';
import type { AttestationRequirement } from '../model/attestation.ts';
import type { Offence, VexStatement } from '../model/attestation-verdict.ts';
import type { ImageReference } from '../model/image-reference.ts';
import type { PolicySet } from '../model/policy.ts';
import type { Action, Severity } from '../model/problem.ts';
import { isPredicateType } from '../parse/predicate-type.ts';

/** Offences that are listed of one document: JSON is to have all, and there cannot be many more components. */
const MAX_OFFENCES = 200_000;

/** What a policy wants to read in documents of one type. */
export interface LintRule {
  readonly policy: string;
  readonly action: Action;
  readonly severity: Severity;
  readonly requirement: AttestationRequirement;
  readonly judge: Judge;
}

/** What is known besides a document. */
export interface LintContext {
  /** What VEX documents say. */
  readonly statements: readonly VexStatement[];
  /** Digest of the image that the document must be about, where it is known. */
  readonly digest?: string;
  /** The document stands in a statement, which says what it is about. */
  readonly isStated: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** An offence with what it leads to. */
export interface LintOffence extends Omit<Offence, 'atMost' | 'since'> {
  readonly action: Action;
}

/** What a document came to for one attestation that a policy wants. */
export interface LintVerdict {
  readonly policy: string;
  /** Name of the attestation in the policy. */
  readonly requirement: string;
  readonly severity: Severity;
  readonly allowed: boolean;
  readonly offences: readonly LintOffence[];
  /** Further ones that are not listed, which lead to what the policy says. */
  readonly unlisted: number;
  /** Vulnerabilities that VEX took out, and why; one sentence each. */
  readonly suppressed: readonly string[];
}

/** Everything that policies want to read in documents about an image, or about any image. */
export function lintRules({ policies }: PolicySet, reference: ImageReference | undefined): readonly LintRule[] {
  return policies
    .filter(({ coversImage }) => reference === undefined || coversImage?.(reference) === true)
    .flatMap(({ name, rules, imageDemands }) => {
      const rule = rules.find(({ id }) => id === 'image-attestation');
      if (rule === undefined) return [];
      const { action, severity } = rule;
      return (imageDemands?.attestations?.attestations ?? []).flatMap((attestation) => {
        const { terms } = attestation;
        if (terms === undefined) return [];
        const judge = compileTerms(terms, { maxOffences: MAX_OFFENCES });
        return [{ policy: name, action, severity, requirement: attestation, judge }];
      });
    });
}

/** What a document comes to by all rules about documents of its type. Signatures are not looked at. */
export function lintClaim(claim: Claim, rules: readonly LintRule[], context: LintContext): readonly LintVerdict[] {
  return rules
    .filter(({ requirement }) => isPredicateType(requirement.type, claim.predicateType))
    .map((rule) => verdictOf(claim, rule, context));
}

function verdictOf(claim: Claim, { policy, action, severity, requirement, judge }: LintRule, context: LintContext) {
  const reading = judge(claim);
  const clock = new Clock(context.now);
  const { offences, unlisted, suppressed } = outcomeOf(
    { ...requirement, isUnsigned: true },
    reading,
    clock,
    suppressionFor(claim, requirement, context),
  );
  const all = [...otherImage(claim, context), ...offences].map(
    ({ atMost, since: _, ...offence }): LintOffence => ({
      ...offence,
      action: atMost !== undefined && action === 'Deny' ? atMost : action,
    }),
  );
  const denies = (each: Action) => each === 'Deny';
  return {
    policy,
    requirement: requirement.name,
    severity,
    allowed: !all.some((offence) => denies(offence.action)) && !(unlisted > 0 && denies(action)),
    offences: all,
    unlisted: unlisted + reading.unlistedWarnings,
    suppressed,
  };
}

/** A statement that is about no image is never counted; where the image is known, nor is one about another. */
function otherImage({ subjects }: Claim, { digest, isStated }: LintContext): readonly Offence[] {
  if (!isStated) return [];
  const term = 'subject';
  if (subjects.size === 0) return [{ term, message: 'the statement names no digest, and so is about no image' }];
  if (digest === undefined || subjects.has(digest)) return [];
  return [{ term, message: `the statement is not about ${digest}` }];
}

function suppressionFor(
  { subjects }: Claim,
  { terms }: AttestationRequirement,
  { statements, digest }: LintContext,
): SuppressionIndex | undefined {
  if (terms?.kind !== 'vulnerabilities' || terms.vex === undefined || statements.length === 0) return undefined;
  const { justifications } = terms.vex;
  const digests = new Set([...subjects, ...(digest === undefined ? [] : [digest])]);
  return indexStatements(statements, { digests, ...(justifications && { justifications }) });
}
