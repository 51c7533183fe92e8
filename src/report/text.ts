import {
  type Failure,
  type Finding,
  type UncheckedImage,
  type WaivedFinding,
  type Waiver,
  waiverName,
} from '../model/decision.ts';
import { type FieldPath, formatPath } from '../model/path.ts';
import { printable } from '../model/printable.ts';
import type { Action } from '../model/problem.ts';
import { DOCKERFILE } from '../model/workload.ts';
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

/** Room for the deepest field that a policy is about; a longer path stands whole in JSON lines. */
const MAX_FIELD = 512;

/** Of what does not count, as much as fits on a line. */
const MAX_WAIVED_MESSAGE = 160;

/** How many kinds a summary names. */
const MAX_KINDS_NAMED = 8;

/**
 * One subject, explained: what was decided and, for each finding, where it stands, why, and what to do.
 * Every line starts with a word of ours, so that no name or message can pose as a command to a CI runner.
 */
export function explain(subject: ReviewedSubject, paint: Paint): string {
  const { kind, name, namespace, file, line, decision } = subject;
  const verdict = decision.allowed ? paint('allowed', 'allowed') : paint('denied', 'DENIED');
  const place = paint('quiet', `(${printable(file, MAX_TEXT)}:${line})`);
  const where = kind === DOCKERFILE ? '' : `${printable(namespace)}/`;
  return [
    `${verdict} ${printable(kind)} ${where}${printable(name) || '(no name)'} ${place}`,
    ...decision.failures.flatMap((failure) => explainFailure(failure, paint)),
    ...decision.findings.flatMap((finding) => explainFinding(finding, subject, paint)),
    ...explainWaived(decision.waived, subject, paint),
    ...decision.unchecked.map((unchecked) => paint('quiet', explainUnchecked(unchecked, subject))),
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
    ...fieldLine(finding.path),
    `    why: ${finding.reason === undefined ? '' : `${finding.reason}: `}${printable(finding.message, MAX_TEXT)}`,
    ...(finding.details ?? []).map((detail) => `    detail: ${printable(detail, MAX_TEXT)}`),
    ...(finding.lapsed ? [`    exception ${finding.lapsed.exception} expired on ${finding.lapsed.expires}`] : []),
    ...(finding.remediation === '' ? [] : [`    fix: ${printable(finding.remediation, MAX_TEXT)}`]),
  ];
}

/** The image has neither passed nor failed: nobody was asked about it, or nobody knows yet what it will be. */
function explainUnchecked({ image, path, rule, policy }: UncheckedImage, subject: ReviewedSubject): string {
  const shown = printable(image, MAX_FIELD);
  if (rule !== undefined) return `  not checked: ${rule} of policy ${policy} for image ${shown}`;
  const { line, column } = subject.positionOf(path);
  const place = `${printable(subject.file, MAX_TEXT)}:${line}:${column}`;
  return `  not checked: image ${shown} ${place}: it has variables without a default`;
}

/** An object as a whole is no field. */
function fieldLine(path: FieldPath): string[] {
  return path.length === 0 ? [] : [`    field: ${printable(formatPath(path), MAX_FIELD)}`];
}

/** What does not count takes one line each, below what took it out: the reason is told once. */
function explainWaived(waived: readonly WaivedFinding[], subject: ReviewedSubject, paint: Paint): string[] {
  const byWaiver = Map.groupBy(waived, ({ waiver }) => waiverName(waiver));
  return [...byWaiver.values()].flatMap((findings) => [
    ...findings.slice(0, 1).map(({ waiver }) => paint('quiet', `  ${describeWaiver(waiver, findings.length)}`)),
    ...findings.map(({ rule, path, message }) => {
      const { line, column } = subject.positionOf(path);
      const place = `${printable(subject.file, MAX_TEXT)}:${line}:${column}`;
      return paint('quiet', `    waived ${rule} ${place}: ${printable(message, MAX_WAIVED_MESSAGE)}`);
    }),
  ]);
}

function describeWaiver(waiver: Waiver, count: number): string {
  const what = `takes out ${count} ${count === 1 ? 'finding' : 'findings'}`;
  if ('annotation' in waiver) return `annotation ${printable(waiver.annotation)} ${what}`;
  const { exception, owner, expires, reason } = waiver;
  return `exception ${exception} of ${printable(owner)} until ${expires} ${what}: ${printable(reason, MAX_TEXT)}`;
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
  /** Findings that were taken out. */
  readonly waived: number;
  /** Rules about images that nobody was asked about. */
  readonly unchecked: number;
  /** Of those denied, those about which nobody can say: what registries keep could not be had. */
  readonly undecided: number;
  /** Images with variables that have no value. */
  readonly unresolved: number;
  /** Objects that hold no pod, by their kind. */
  readonly notJudged: ReadonlyMap<string, number>;
  readonly inputErrors: number;
}

/** The last line of a review. */
export function summarize(totals: ReviewTotals, paint: Paint): string {
  const { allowed, denied, findings, waived, undecided, unchecked, unresolved, notJudged, inputErrors } = totals;
  const judged = allowed + denied;
  const counted = Object.entries(findings).filter(([, count]) => count > 0);
  const parts = [
    `${judged} judged: ${paint('allowed', `${allowed} allowed`)}, ${paint(denied > 0 ? 'denied' : 'quiet', `${denied} denied`)}`,
    ...(undecided > 0 ? [paint('denied', `${undecided} denied only because images could not be looked up`)] : []),
    ...(counted.length > 0 ? [`findings: ${counted.map(([action, count]) => `${count} ${action}`).join(', ')}`] : []),
    ...(waived > 0 ? [`${waived} waived`] : []),
    ...(unchecked > 0 ? [`${unchecked} not checked: images were not looked up (--images)`] : []),
    ...(unresolved > 0 ? [`${unresolved} not checked: variables in images have no default`] : []),
    ...(notJudged.size > 0 ? [describeNotJudged(notJudged)] : []),
    ...(inputErrors > 0 ? [paint('denied', `${inputErrors} input ${inputErrors === 1 ? 'error' : 'errors'}`)] : []),
  ];
  return `${parts.join('; ')}\n`;
}

/** Names the kinds, the most frequent ones first, so that a misspelt one shows. */
function describeNotJudged(notJudged: ReadonlyMap<string, number>): string {
  const kinds = [...notJudged].sort(([, one], [, other]) => other - one);
  const total = kinds.reduce((sum, [, count]) => sum + count, 0);
  const named = kinds.slice(0, MAX_KINDS_NAMED).map(([kind, count]) => `${count} ${printable(kind, 63)}`);
  const more = kinds.length - named.length;
  const rest = more > 0 ? [`and ${more} more ${more === 1 ? 'kind' : 'kinds'}`] : [];
  return `${total} not judged (no workload of a kind that is known): ${[...named, ...rest].join(', ')}`;
}
