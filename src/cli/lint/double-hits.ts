import { isShellcheckCode } from '../../lint/rule-names.ts';
import type { FileReport, LintFinding } from '../../model/lint.ts';

/**
 * Drops what ShellCheck found where a rule of ours found the same: one that has the code among its aliases, at a place that
 * overlaps. Ours knows more of the Dockerfile. One that a comment takes out counts as found.
 */
export function withoutDoubleHits(report: FileReport): FileReport {
  const own = ownByCode([...report.findings, ...report.suppressed.map(({ finding }) => finding)]);
  if (own.size === 0) return report;
  const isNew = (finding: LintFinding) =>
    !isShellcheckCode(finding.rule) || own.get(finding.rule)?.overlaps(finding.span) !== true;
  return {
    ...report,
    findings: report.findings.filter(isNew),
    suppressed: report.suppressed.filter(({ finding }) => isNew(finding)),
  };
}

function ownByCode(findings: readonly LintFinding[]): ReadonlyMap<string, Stretches> {
  const own = new Map<string, Stretches>();
  for (const { rule, aliases, span } of findings.toSorted((one, other) => one.span.start - other.span.start)) {
    if (isShellcheckCode(rule)) continue;
    for (const alias of aliases) {
      if (!isShellcheckCode(alias)) continue;
      const stretches = own.get(alias) ?? new Stretches();
      stretches.add(span);
      own.set(alias, stretches);
    }
  }
  return own;
}

/** Stretches in the order of their starts. */
class Stretches {
  readonly #starts: number[] = [];
  /** Furthest end of a stretch and all before it. */
  readonly #ends: number[] = [];

  add({ start, end }: LintFinding['span']): void {
    this.#starts.push(start);
    this.#ends.push(Math.max(end, start + 1, this.#ends.at(-1) ?? 0));
  }

  /** Whether one of them shares a character with a span; logarithmic in their number. */
  overlaps({ start, end }: LintFinding['span']): boolean {
    let low = 0;
    for (let high = this.#starts.length; low < high; ) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) < Math.max(end, start + 1)) low = middle + 1;
      else high = middle;
    }
    return (this.#ends[low - 1] ?? 0) > start;
  }
}
