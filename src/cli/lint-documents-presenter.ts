import { aroundText, type DocumentKind, nameOfDocument } from '../claims/document.ts';
import type { Wrapper } from '../evidence/unsigned-claim.ts';
import { printable } from '../model/printable.ts';
import type { Action } from '../model/problem.ts';
import type { SourceProblem } from '../model/source.ts';
import { safeJson } from '../report/jsonl.ts';
import type { Paint, Tone } from '../report/text.ts';
import { complainOf } from './complaint.ts';
import { counted } from './counted.ts';
import type { LintOffence, LintVerdict } from './lint-documents-rules.ts';
import { paintFor } from './paint.ts';
import type { Terminal } from './terminal.ts';

/** Offences of one attestation that the text names. */
const MAX_SHOWN = 20;
const MAX_TEXT = 4_096;
const TONES: Readonly<Record<Action, Tone>> = { Deny: 'denied', Warn: 'warned', Audit: 'quiet' };

/** A document that was judged, and what it came to. */
export interface LintedDocument {
  readonly file: string;
  readonly kind: DocumentKind;
  /** What was around it, from the outside to the inside. */
  readonly wrappers: readonly Wrapper[];
  readonly predicateType: string;
  readonly verdicts: readonly LintVerdict[];
}

/** What all documents came to. */
export interface LintTotals {
  readonly judged: number;
  readonly denied: number;
  readonly problems: number;
}

/** Formats that documents are reported in. */
export const DOCUMENT_FORMATS = ['text', 'json', 'jsonl'] as const;
export type DocumentFormat = (typeof DOCUMENT_FORMATS)[number];

type LeftOut = 'noDocument' | 'unasked';

/** Shows documents as they come and counts them. */
export interface LintPresenter {
  document(document: LintedDocument): Promise<void>;
  /** A file of a folder that is not judged: it is nothing that attestations hold, or no policy asks for it. */
  leftOut(why: LeftOut): void;
  problem(problem: SourceProblem): void;
  finish(): Promise<LintTotals>;
}

/** Results go to standard output in the given format, problems with the input to standard error. */
export function lintPresenter(format: DocumentFormat, terminal: Terminal): LintPresenter {
  const paint = paintFor(terminal);
  const totals = { judged: 0, denied: 0, problems: 0 };
  const found: Record<Action, number> = { Deny: 0, Warn: 0, Audit: 0 };
  const left = { noDocument: 0, unasked: 0 };
  const documents: object[] = [];
  return {
    async document(document) {
      const allowed = document.verdicts.every((verdict) => verdict.allowed);
      totals.judged++;
      if (!allowed) totals.denied++;
      for (const { offences } of document.verdicts) for (const { action } of offences) found[action]++;
      if (format === 'json') documents.push(jsonOf(document, allowed));
      else await terminal.print(format === 'jsonl' ? jsonLines(document) : explain(document, allowed, paint));
    },
    leftOut(why) {
      left[why]++;
    },
    problem(problem) {
      totals.problems++;
      complainOf(problem, terminal);
    },
    async finish() {
      const { judged, denied, problems } = totals;
      const summary = { judged, denied, findings: found, leftOut: left, problems, signaturesChecked: false };
      if (format === 'json') await terminal.print(safeJson({ documents, summary }, 2));
      if (format === 'text') await terminal.print(summarize(summary, paint));
      if (judged === 0) terminal.complain('tidewaiter: nothing was checked');
      return totals;
    },
  };
}

/** Each line starts with a word of ours or with white space, so that no name or message can pose as a command to a CI runner. */
function explain({ file, kind, wrappers, verdicts }: LintedDocument, allowed: boolean, paint: Paint): string {
  const verdict = allowed ? paint('allowed', 'allowed') : paint('denied', 'DENIED');
  return [
    `${verdict} ${nameOfDocument(kind)}${aroundText(wrappers)} ${paint('quiet', `(${printable(file, MAX_TEXT)})`)}`,
    ...verdicts.flatMap((each) => explainVerdict(each, paint)),
    '',
  ].join('\n');
}

function explainVerdict({ policy, requirement, severity, offences, unlisted, suppressed }: LintVerdict, paint: Paint) {
  const shown = offences.slice(0, MAX_SHOWN);
  const more = offences.length - shown.length + unlisted;
  const left = suppressed.slice(0, MAX_SHOWN);
  const origin = paint('quiet', `(${severity}, policy ${policy}, attestation ${requirement})`);
  return [
    ...shown.map(
      ({ action, term, message }) =>
        `  ${paint(TONES[action], action)} ${term}: ${printable(message, MAX_TEXT)} ${origin}`,
    ),
    ...(more > 0 ? [`  and ${more} more ${origin}`] : []),
    ...left.map((reason) => paint('quiet', `  left out: ${printable(reason, MAX_TEXT)} ${origin}`)),
    ...(suppressed.length > left.length ? [`  and ${suppressed.length - left.length} more left out ${origin}`] : []),
  ];
}

function jsonOf({ file, kind, wrappers, predicateType, verdicts }: LintedDocument, allowed: boolean): object {
  const shown = verdicts.map(({ offences, ...verdict }) => ({ ...verdict, offences: offences.map(flat) }));
  return { file, kind, wrappers, predicateType, allowed, verdicts: shown };
}

function jsonLines({ file, verdicts }: LintedDocument): string {
  return verdicts
    .flatMap(({ policy, requirement, severity, offences, unlisted }) => {
      const head = { file, policy, requirement, severity };
      const rest = unlisted > 0 ? [safeJson({ ...head, unlisted })] : [];
      return [...offences.map((offence) => safeJson({ ...head, ...flat(offence) })), ...rest];
    })
    .join('');
}

/** What breaks a term, with everything that is known of it side by side. */
function flat({ term, action, message, offender }: LintOffence): object {
  return { term, action, message, ...offender };
}

interface Summary extends LintTotals {
  readonly findings: Readonly<Record<Action, number>>;
  readonly leftOut: Readonly<Record<LeftOut, number>>;
}

function summarize({ judged, denied, findings, leftOut, problems }: Summary, paint: Paint): string {
  const found = Object.entries(findings).filter(([, count]) => count > 0);
  const parts = [
    `${counted(judged, 'document')} judged: ${paint('allowed', `${judged - denied} allowed`)}, ${paint(denied > 0 ? 'denied' : 'quiet', `${denied} denied`)}`,
    ...(found.length > 0 ? [`findings: ${found.map(([action, count]) => `${count} ${action}`).join(', ')}`] : []),
    ...(leftOut.noDocument > 0
      ? [`${counted(leftOut.noDocument, 'file')} left out: nothing that attestations hold`]
      : []),
    ...(leftOut.unasked > 0 ? [`${counted(leftOut.unasked, 'document')} not checked: no policy asks for such`] : []),
    ...(problems > 0 ? [paint('denied', counted(problems, 'input error'))] : []),
    'signatures were not looked at',
  ];
  return `${parts.join('; ')}\n`;
}
