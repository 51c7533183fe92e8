import type { Build } from '../model/build.ts';
import type { BuildCheck, BuildProblem } from '../model/dockerfile-rule.ts';
import type { LintFinding } from '../model/lint.ts';
import type { Span } from '../model/mapped-text.ts';
import { printable } from '../model/printable.ts';
import { INTERNAL_ERROR, NOT_CHECKED } from './check-rules.ts';
import { byPlace, findingOf } from './finding.ts';
import type { Linter, LintRule } from './linter.ts';
import { linkOf } from './rule-link.ts';

/** Findings of a file that are shown. */
export const MOST_FINDINGS = 10_000;
/** Findings of one rule, and of all, that are kept until they are in order. */
const MOST_OF_A_RULE = MOST_FINDINGS + 1;
const MOST_KEPT = 10 * MOST_FINDINGS;
const REASON_LENGTH = 100;

/** Runs the rules of a linter over a file, and makes findings of problems. */
export class Collector {
  readonly #build: Build;
  readonly #linter: Linter;
  /** Stretches that no report may show, in no order. */
  readonly secrets: Span[] = [];
  readonly #findings: LintFinding[] = [];

  constructor(build: Build, linter: Linter) {
    this.#build = build;
    this.#linter = linter;
  }

  /** The findings of all rules, in no order. */
  run(): LintFinding[] {
    for (const rule of this.#linter.rules) {
      if (rule.checks.length === 1) this.#judge(rule, rule.checks[0], () => true);
      else this.#judgeAll(rule);
    }
    for (const find of this.#linter.secretFinders) this.#askForSecrets(find);
    return this.#findings;
  }

  #askForSecrets(find: BuildCheck): void {
    try {
      find(this.#build, ({ secrets = [] }) => {
        for (const secret of secrets) this.secrets.push(secret);
      });
    } catch {
      // The rule is off: that it fails is nobody's concern, and it was asked for more than it would have found.
    }
  }

  /** Several sets of options may find the same. */
  #judgeAll(rule: LintRule): void {
    const seen = new Set<string>();
    for (const check of rule.checks) {
      this.#judge(rule, check, ({ span, message }) => {
        const key = `${span.start} ${span.end} ${message}`;
        return !seen.has(key) && seen.add(key) !== undefined;
      });
    }
  }

  #judge(
    rule: LintRule,
    checked: LintRule['checks'][number] | undefined,
    isNew: (problem: BuildProblem) => boolean,
  ): void {
    const { dockerfile } = this.#build;
    let kept = 0;
    try {
      checked?.check(this.#build, (problem) => {
        for (const secret of problem.secrets ?? []) this.secrets.push(secret);
        if (kept >= MOST_OF_A_RULE || this.#findings.length >= MOST_KEPT || !isNew(problem)) return;
        const finding = findingOf(rule, problem, dockerfile, checked.policy);
        if (finding === undefined) return;
        kept += 1;
        this.#findings.push(finding);
      });
    } catch (error) {
      this.#fail(rule.rule.id, error);
    }
  }

  #fail(id: string, error: unknown): void {
    const rule = this.#linter.byId.get(INTERNAL_ERROR);
    const reason =
      error instanceof Error ? `${error.name}: ${printable(error.message, REASON_LENGTH)}` : 'no reason given';
    const message = `the rule "${id}" failed on this file, so that nobody knows what it would have found (${reason})`;
    const problem = { message, span: { start: 0, end: 0 } };
    const finding = rule && findingOf(rule, problem, this.#build.dockerfile, undefined);
    if (finding !== undefined) this.#findings.push(finding);
  }
}

/** The findings in the order of the file, and not too many of them: the last one then says so. */
export function bounded(findings: LintFinding[]): LintFinding[] {
  findings.sort(byPlace);
  const last = findings[MOST_FINDINGS - 1];
  if (findings.length <= MOST_FINDINGS || last === undefined) return findings;
  const more = findings.length - MOST_FINDINGS + 1;
  return [
    ...findings.slice(0, MOST_FINDINGS - 1),
    {
      rule: NOT_CHECKED,
      aliases: [],
      span: last.span,
      region: last.region,
      link: linkOf(NOT_CHECKED),
      severity: 'error',
      message: `there are more than ${MOST_FINDINGS} findings: at least ${more} from here on are not shown`,
      why: 'What is not shown could be worse than what is',
      remediation: 'Mend what is shown, and lint again',
    },
  ];
}
