import type { Failure, Finding, WaivedFinding } from '../model/decision.ts';
import { printable } from '../model/printable.ts';
import type { Action } from '../model/problem.ts';
import type { ReviewedSubject } from './reviewed-subject.ts';

/** What a piece of text stands for; a terminal may show it in a colour. */
export type Tone = 'allowed' | 'denied' | 'warned' | 'quiet';

/** Gives a text the look of a tone. */
export type Paint = (tone: Tone, text: string) => string;

/** Leaves texts as they are. */
export const plain: Paint = (_tone, text) => text;

const TONES: Readonly<Record<Action, Tone>> = { Deny: 'denied', Warn: 'warned', Audit: 'quiet' };

/** Longer than any message of a rule and any path that a file system takes. */
const MAX_TEXT = 4_096;

/**
 * One subject, explained: what was decided and, for each finding, where it stands, why, and what to do.
 * Every line starts with a word of ours, so that no name or message can pose as a command to a CI runner.
 */
export function explain(subject: ReviewedSubject, paint: Paint): string {
  const { kind, name, namespace, file, line, decision } = subject;
  const verdict = decision.allowed ? paint('allowed', 'allowed') : paint('denied', 'DENIED');
  const place = paint('quiet', `(${printable(file, MAX_TEXT)}:${line})`);
  return [
    `${verdict} ${printable(kind)} ${printable(namespace)}/${printable(name) || '(no name)'} ${place}`,
    ...decision.failures.flatMap((failure) => explainFailure(failure, paint)),
    ...decision.findings.flatMap((finding) => explainFinding(finding, subject, paint)),
    ...decision.waived.map((finding) => explainWaived(finding, subject, paint)),
    ...decision.patches.map(({ op, path, value }) => `  patch: ${op} ${printable(path)} ${show(value)}`),
    '',
  ].join('\n');
}

function explainFinding(finding: Finding, subject: ReviewedSubject, paint: Paint): string[] {
  const { line, column } = subject.positionOf(finding.path);
  const action = paint(TONES[finding.action], finding.action);
  const origin = finding.policy === '' ? finding.severity : `${finding.severity}, policy ${finding.policy}`;
  return [
    `  ${action} ${finding.rule} ${printable(subject.file, MAX_TEXT)}:${line}:${column} ${paint('quiet', `(${origin})`)}`,
    `    why: ${finding.reason === undefined ? '' : `${finding.reason}: `}${printable(finding.message, MAX_TEXT)}`,
    ...(finding.lapsed ? [`    exception ${finding.lapsed.exception} expired on ${finding.lapsed.expires}`] : []),
    ...(finding.remediation === '' ? [] : [`    fix: ${printable(finding.remediation, MAX_TEXT)}`]),
  ];
}

/** What does not count takes one line. */
function explainWaived({ rule, path, waiver }: WaivedFinding, subject: ReviewedSubject, paint: Paint): string {
  const { line, column } = subject.positionOf(path);
  const why =
    'exception' in waiver
      ? `by exception ${waiver.exception} of ${printable(waiver.owner)} until ${waiver.expires}: ${printable(waiver.reason, MAX_TEXT)}`
      : `by the annotation ${printable(waiver.annotation)}`;
  return paint('quiet', `  waived ${rule} ${printable(subject.file, MAX_TEXT)}:${line}:${column} ${why}`);
}

function explainFailure({ message }: Failure, paint: Paint): string[] {
  return [`  ${paint('denied', 'Deny')} could not decide, so denied`, `    why: ${printable(message, MAX_TEXT)}`];
}

function show(value: unknown): string {
  return printable(JSON.stringify(value), MAX_TEXT);
}

/** What a whole review came to. */
export interface ReviewTotals {
  readonly allowed: number;
  readonly denied: number;
  /** Findings by action. */
  readonly findings: Readonly<Record<Action, number>>;
  /** Objects of kinds that hold no pod. */
  readonly notJudged: number;
  readonly inputErrors: number;
}

/** The last line of a review. */
export function summarize({ allowed, denied, findings, notJudged, inputErrors }: ReviewTotals, paint: Paint): string {
  const judged = allowed + denied;
  const counted = Object.entries(findings).filter(([, count]) => count > 0);
  const parts = [
    `${judged} judged: ${paint('allowed', `${allowed} allowed`)}, ${paint(denied > 0 ? 'denied' : 'quiet', `${denied} denied`)}`,
    ...(counted.length > 0 ? [`findings: ${counted.map(([action, count]) => `${count} ${action}`).join(', ')}`] : []),
    ...(notJudged > 0 ? [`${notJudged} not judged (no workload of a kind that is known)`] : []),
    ...(inputErrors > 0 ? [paint('denied', `${inputErrors} input ${inputErrors === 1 ? 'error' : 'errors'}`)] : []),
  ];
  return `${parts.join('; ')}\n`;
}
