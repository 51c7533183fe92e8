import type { FileReport } from '../../model/lint.ts';
import type { Span } from '../../model/mapped-text.ts';

/** What is shown in place of a secret, whatever its length. */
export const MASK = '*****';

type WithSecrets = Pick<FileReport, 'text' | 'secrets'>;

/** Secrets that lie in a stretch of the file at least in part, in their order. Logarithmic in their number. */
export function secretsIn({ secrets = [] }: WithSecrets, { start, end }: Span): readonly Span[] {
  let low = 0;
  for (let high = secrets.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((secrets[middle]?.end ?? 0) <= start) low = middle + 1;
    else high = middle;
  }
  const found: Span[] = [];
  for (let at = low; at < secrets.length; at += 1) {
    const secret = secrets[at];
    if (secret === undefined || secret.start >= end) break;
    found.push(secret);
  }
  return found;
}

/** A stretch of the file without the secrets in it. */
export function maskedText(report: WithSecrets, { start, end }: Span): string {
  const parts: string[] = [];
  let at = start;
  for (const secret of secretsIn(report, { start, end })) {
    parts.push(report.text.slice(at, Math.max(secret.start, at)), MASK);
    at = Math.min(secret.end, end);
  }
  return [...parts, report.text.slice(at, end)].join('');
}

/** The file without its secrets, line by line: as many lines as the file has. */
export function maskedLines({ text, secrets = [] }: WithSecrets): string {
  const parts: string[] = [];
  let at = 0;
  for (const { start, end } of secrets) {
    const masked = text.slice(Math.max(start, at), end).split('\n');
    parts.push(text.slice(at, Math.max(start, at)), masked.map(maskedLine).join('\n'));
    at = Math.max(at, end);
  }
  return [...parts, text.slice(at)].join('');
}

function maskedLine(line: string): string {
  const ending = line.endsWith('\r') ? '\r' : '';
  return line.length === ending.length ? line : `${MASK}${ending}`;
}
