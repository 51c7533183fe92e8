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
const MOST_FINDINGS = 10_000;
/** Findings of one rule, and of all, that are kept until they are in order. */
const MOST_OF_A_RULE = MOST_FINDINGS + 1;
const MOST_KEPT = 10 * MOST_FINDINGS;
const REASON_LENGTH = 100;

/** Findings that there was no room for. */
export interface Lost {
  /** In the order of the rules. */
  readonly first: LintFinding;
  count: number;
}

/** Runs the rules of a linter over a file, and makes findings of problems. */
export class Collector {
  readonly #build: Build;
  readonly #linter: Linter;
  /** Stretches that no report may show, in no order. */
  readonly secrets: Span[] = [];
  readonly #findings: LintFinding[] = [];
  #lost: Lost | undefined;

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

  /** What `run` found beyond what it keeps; undefined: nothing. */
  get lost(): Lost | undefined {
    return this.#lost;
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
        const isFull = kept >= MOST_OF_A_RULE || this.#findings.length >= MOST_KEPT;
        if (isFull && this.#lost !== undefined) this.#lost.count += 1;
        if (isFull ? this.#lost !== undefined : !isNew(problem)) return;
        const finding = findingOf(rule, problem, dockerfile, checked.policy);
        if (finding === undefined) return;
        if (isFull) {
          this.#lost = { first: finding, count: 1 };
          return;
        }
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

/**
 * The findings in the order of the file, and not too many of them: the last one then says so.
 * @param lost what comments had no chance to take out, and what could be anything therefore
 */
export function bounded(findings: LintFinding[], lost: Lost | undefined): LintFinding[] {
  findings.sort(byPlace);
  const last = findings[MOST_FINDINGS - 1];
  if (findings.length > MOST_FINDINGS && last !== undefined) {
    const more = findings.length - MOST_FINDINGS + 1;
    const message = `there are more than ${MOST_FINDINGS} findings: at least ${more} from here on are not shown`;
    return [...findings.slice(0, MOST_FINDINGS - 1), notShown(message, last)];
  }
  if (lost === undefined) return findings;
  const message = `comments ignore so many findings that ${lost.count} more were not looked at, from this one on`;
  return [...findings, notShown(message, lost.first)].sort(byPlace);
}

/** No comment takes it out, as it comes when these have been looked at. */
function notShown(message: string, { span, region }: LintFinding): LintFinding {
  return {
    rule: NOT_CHECKED,
    aliases: [],
    span,
    region,
    link: linkOf(NOT_CHECKED),
    severity: 'error',
    message,
    why: 'What is not shown could be worse than what is',
    remediation: 'Mend what is shown or ignored, and lint again',
  };
}
