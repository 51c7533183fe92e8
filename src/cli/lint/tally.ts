import { LINT_SEVERITIES, type LintSeverity } from '../../model/dockerfile-rule.ts';
import type { FileReport, LintTotals } from '../../model/lint.ts';
import { type FailLevel, failsAt } from '../../model/lint-policy.ts';

/** Counts what a run comes to. */
export class Tally {
  readonly #findings = Object.fromEntries(LINT_SEVERITIES.map((severity) => [severity, 0])) as Record<
    LintSeverity,
    number
  >;
  #files = 0;
  #suppressed = 0;
  #fixed = 0;
  #fixable = 0;
  #unreadable = 0;
  #fails = false;
  #isUndecided = false;

  /** A file that was linted; `failOn`: what fails there. */
  file({ findings, suppressed }: FileReport, failOn: FailLevel): void {
    this.#files += 1;
    this.#suppressed += suppressed.length;
    for (const { severity, fix, preview, undecided } of findings) {
      this.#findings[severity] += 1;
      if (fix?.safety === 'safe') this.#fixable += 1;
      if (preview || !failsAt(severity, failOn)) continue;
      if (undecided) this.#isUndecided = true;
      else this.#fails = true;
    }
  }

  fixed(count: number): void {
    this.#fixed += count;
  }

  unreadable(): void {
    this.#unreadable += 1;
  }

  /** Whether something was found that fails the run. */
  get fails(): boolean {
    return this.#fails;
  }

  /** Whether something would fail the run that nobody could find out. */
  get isUndecided(): boolean {
    return this.#isUndecided;
  }

  get totals(): LintTotals {
    return {
      files: this.#files,
      findings: { ...this.#findings },
      suppressed: this.#suppressed,
      fixed: this.#fixed,
      fixable: this.#fixable,
      unreadable: this.#unreadable,
    };
  }
}
