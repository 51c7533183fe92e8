import type { Failure, Finding } from '../model/decision.ts';
import { formatPath } from '../model/path.ts';
import { printable } from '../model/printable.ts';

/** `metav1.StatusCause`. */
export interface Cause {
  readonly reason: string;
  readonly message: string;
  readonly field: string;
}

/** Bounds on what an object can make us say, in characters; an answer stays below 100 KB of them. */
const MAX_CAUSES = 100;
const MAX_OFFENDERS = 20;
const MAX_MESSAGE = 32_768;
const MAX_SENTENCE = 384;
/** Findings of one rule whose details are told, and the length of each detail. */
const MAX_DETAILED = 3;
const MAX_DETAIL = 600;
/** Characters of all details of one rule: they must leave room for the sentence. */
const MAX_DETAILS = 12_288;
const MAX_WARNINGS = 10;
/** The API server cuts longer warnings once their total passes 4,096 (k8s.io/apiserver warning package). */
const MAX_WARNING = 256;

/** The one message that users see: a line for each violated rule, its offenders, and what to do. */
export function denialMessage(denied: readonly Finding[], failures: readonly Failure[]): string {
  const groups = Map.groupBy(denied, ({ policy, rule }) => `${policy}/${rule}`);
  const violations = [...groups].map(([name, findings]) => ruleSentence(name, findings));
  const broken = failures.map(({ message }) => `could not decide, so denied: ${printable(message, MAX_SENTENCE)}`);
  const reasons = [...broken, ...violations];
  const lines = withinLength(reasons, MAX_MESSAGE);
  return reasons.length === 1
    ? `${lines[0]}`
    : `${reasons.length} reasons:\n${lines.map((line) => `- ${line}`).join('\n')}`;
}

function ruleSentence(name: string, findings: readonly Finding[]): string {
  const offenders = capped(findings, MAX_OFFENDERS, located).join('; ');
  const [first] = findings;
  const reason = first?.reason === undefined ? '' : `${first.reason}: `;
  const sentence = `${name}: ${reason}${offenders}. ${first?.remediation ?? ''}`.trimEnd();
  const details = findings.slice(0, MAX_DETAILED).flatMap((finding) => finding.details ?? []);
  const lines = details.map((detail) => printable(detail, MAX_DETAIL));
  return [sentence, ...withinLength(lines, MAX_DETAILS).map((line) => `  * ${line}`)].join('\n');
}

function located({ message, path, lapsed }: Finding): string {
  const problem = withPlace(printable(message, MAX_SENTENCE), printable(formatPath(path)));
  return lapsed === undefined ? problem : `${problem}, and exception ${lapsed.exception} expired on ${lapsed.expires}`;
}

/** One `metav1.StatusCause` for each violation; the reason is `policy/rule`. */
export function causes(denied: readonly Finding[]): readonly Cause[] {
  return denied.slice(0, MAX_CAUSES).map(({ message, path, policy, rule }) => ({
    reason: `${policy}/${rule}`,
    message: printable(message, MAX_SENTENCE),
    field: printable(formatPath(path)),
  }));
}

/** Warning headers (RFC 9110 section 5.5: no control characters), one line each. */
export function warnings(warned: readonly Finding[]): readonly string[] {
  const lines = warned.map(({ message, path, policy, rule }) =>
    printable(`${policy}/${rule}: ${withPlace(message, formatPath(path))}`, MAX_WARNING),
  );
  return capped([...new Set(lines)], MAX_WARNINGS, String);
}

/** What concerns the whole object has no place in it. */
function withPlace(message: string, place: string): string {
  return place === '' ? message : `${message} (${place})`;
}

function withinLength(lines: readonly string[], most: number): readonly string[] {
  let length = 0;
  const fitting = lines.findIndex((line) => {
    length += line.length;
    return length > most;
  });
  return fitting < 0 ? lines : capped(lines, fitting, String);
}

/** Only what is shown is put in words: there may be a hundred thousand of them. */
function capped<T>(items: readonly T[], most: number, show: (item: T) => string): readonly string[] {
  const shown = items.slice(0, most).map(show);
  return items.length <= most ? shown : [...shown, `and ${items.length - most} more`];
}
