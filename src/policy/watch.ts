import type { FieldPath } from '../model/path.ts';
import type { CompiledPolicy, CompiledRule } from '../model/policy.ts';
import type { ImageView, Surroundings } from '../model/rule.ts';
import type { SourceDocument } from '../model/source.ts';
import type { Condition } from './condition.ts';
import type { CoveragePoint, TestCoverage } from './coverage.ts';
import { FAILS, HOLDS, negate, type Verdict, verdictOf } from './verdict.ts';

/** Gives a test of a policy back, watched or as it is; `path` is where the policy writes it. */
export type WatchMatcher = <T>(path: FieldPath, holds: (value: T) => boolean) => (value: T) => boolean;

/** Watches no matcher. */
export const UNWATCHED: WatchMatcher = (_path, holds) => holds;

/** Watches the matchers of a document. */
export function matcherWatch(coverage: TestCoverage, document: SourceDocument): WatchMatcher {
  return (path, holds) => {
    const point = coverage.at(document, 'matcher', path);
    return (value) => {
      const isMet = holds(value);
      point.record(verdictOf(isMet));
      return isMet;
    };
  };
}

/** The policy with each of its rules watched. Rules of the same id, as podSecurity has them, are one point. */
export function watchRules(
  policy: CompiledPolicy,
  pathOf: (index: number) => FieldPath,
  coverage: TestCoverage,
  document: SourceDocument,
): CompiledPolicy {
  const points = new Map<string, CoveragePoint>();
  for (const [index, { id }] of policy.rules.entries()) {
    points.set(id, coverage.at(document, 'rule', pathOf(index), `${policy.name}/${id}`));
  }
  const watched = (rules: readonly CompiledRule[]) => rules.map((rule) => watchRule(rule, points.get(rule.id)));
  const { rulesFor } = policy;
  return {
    ...policy,
    rules: watched(policy.rules),
    ...(rulesFor && { rulesFor: (labels) => watched(rulesFor(labels)) }),
  };
}

/** A rule that throws has neither passed nor failed; nor has one whose question about an image nobody answered. */
function watchRule(rule: CompiledRule, point: CoveragePoint | undefined): CompiledRule {
  if (point === undefined) throw new Error(`rule ${rule.id} is none of those that may be chosen`);
  return {
    ...rule,
    check(workload, report, surroundings) {
      let verdict: Verdict = HOLDS;
      let isBlind = false;
      const noteUnanswered = (): void => {
        isBlind = true;
      };
      rule.check(
        workload,
        (problem) => {
          verdict = FAILS;
          point.record(verdict);
          report(problem);
        },
        watchAnswers(surroundings, noteUnanswered),
      );
      if (verdict === HOLDS && !isBlind) point.record(verdict);
    },
  };
}

function watchAnswers(surroundings: Surroundings, noteUnanswered: () => void): Surroundings {
  const { images } = surroundings;
  if (images === undefined) return surroundings;
  const watched: ImageView = {
    today: () => images.today(),
    isCovered: (use, workload) => images.isCovered(use, workload),
    answer: (question) => {
      const answer = images.answer(question);
      if (answer === undefined) noteUnanswered();
      return answer;
    },
  };
  return { ...surroundings, images: watched };
}

/**
 * Watches the branches of one own rule. Only judging counts: explaining a violation asks again, and asks parts that
 * had no say in it.
 */
export class BranchWatch {
  readonly #coverage: TestCoverage;
  readonly #document: SourceDocument;
  #explaining = false;

  constructor(coverage: TestCoverage, document: SourceDocument) {
    this.#coverage = coverage;
    this.#document = document;
  }

  /** `negated`: the condition was compiled under an odd number of not, so that it holds where its branch does not. */
  branch<Subject>(condition: Condition<Subject>, path: FieldPath, negated: boolean): Condition<Subject> {
    const point = this.#coverage.at(this.#document, 'branch', path);
    return {
      judge: (root, subject) => {
        const verdict = condition.judge(root, subject);
        if (!this.#explaining) point.record(negated ? negate(verdict) : verdict);
        return verdict;
      },
      explain: (root, at, subject, tell) => condition.explain(root, at, subject, tell),
    };
  }

  /** The condition of the whole rule. */
  rule<Subject>(condition: Condition<Subject>): Condition<Subject> {
    return {
      judge: (root, subject) => condition.judge(root, subject),
      explain: (root, at, subject, tell) => {
        this.#explaining = true;
        try {
          return condition.explain(root, at, subject, tell);
        } finally {
          this.#explaining = false;
        }
      },
    };
  }
}
