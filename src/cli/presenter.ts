import type { Decision } from '../model/decision.ts';
import type { Action } from '../model/problem.ts';
import type { SourceProblem } from '../model/source.ts';
import { jsonLine } from '../report/jsonl.ts';
import { explain, type Paint, type ReviewTotals, summarize } from '../report/text.ts';
import { complainOf } from './complaint.ts';
import type { Outcome } from './judge.ts';
import { paintFor } from './paint.ts';
import type { Terminal } from './terminal.ts';

type Shown = Exclude<Outcome, { kind: 'problem' }>;

/** Shows outcomes as they come and counts them. */
export interface Presenter {
  outcome(outcome: Shown): Promise<void>;
  problem(problem: SourceProblem): void;
  /** Shows what is left to show. */
  finish(): Promise<ReviewTotals>;
}

export type Format = 'text' | 'jsonl' | 'admission';

/** No kind of Kubernetes has a longer name. */
const MAX_KIND = 63;

/** Results go to standard output in the given format, problems with the input to standard error. */
export function presenterFor(format: Format, terminal: Terminal): Presenter {
  const paint = paintFor(terminal);
  const findings: Record<Action, number> = { Deny: 0, Warn: 0, Audit: 0 };
  const notJudged = new Map<string, number>();
  const totals = {
    allowed: 0,
    denied: 0,
    findings,
    waived: 0,
    undecided: 0,
    unchecked: 0,
    unresolved: 0,
    notJudged,
    inputErrors: 0,
  };
  return {
    async outcome(outcome) {
      if (outcome.kind === 'judged') {
        const { allowed, findings: found, waived, unchecked } = outcome.subject.decision;
        totals[allowed ? 'allowed' : 'denied']++;
        if (isUndecided(outcome.subject.decision)) totals.undecided++;
        for (const { action } of found) findings[action]++;
        totals.waived += waived.length;
        const asked = unchecked.filter(({ rule }) => rule !== undefined).length;
        totals.unchecked += asked;
        totals.unresolved += unchecked.length - asked;
      } else {
        const kind = outcome.objectKind.slice(0, MAX_KIND);
        notJudged.set(kind, (notJudged.get(kind) ?? 0) + 1);
      }
      await terminal.print(show(outcome, format, paint));
    },
    problem(problem) {
      totals.inputErrors++;
      complainOf(problem, terminal);
    },
    async finish() {
      if (format === 'text') await terminal.print(summarize(totals, paint));
      return totals;
    },
  };
}

/** Nothing denies but that images could not be looked up. */
function isUndecided({ allowed, findings, failures }: Decision): boolean {
  if (allowed || failures.length > 0) return false;
  return findings.every(({ action, undecided }) => action !== 'Deny' || undecided === true);
}

function show(outcome: Shown, format: Format, paint: Paint): string {
  if (format === 'admission') return outcome.answer === undefined ? '' : `${JSON.stringify(outcome.answer())}\n`;
  if (outcome.kind !== 'judged') return '';
  return format === 'jsonl' ? jsonLine(outcome.subject) : explain(outcome.subject, paint);
}
