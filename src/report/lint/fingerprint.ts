import type { FileReport, LintFinding } from '../../model/lint.ts';
import { maskedText } from './secrets.ts';

/** UTF-16 code units of a line that are looked at. */
const MAX_LINE = 1_000;

/** Start values and factors of four sums: FNV's and those of MurmurHash3, which mix well. */
const LANES: readonly (readonly [number, number])[] = [
  [0x811c9dc5, 0x01000193],
  [0x9747b28c, 0x85ebca6b],
  [0x1b873593, 0xc2b2ae35],
  [0xcc9e2d51, 0x27d4eb2f],
];

/**
 * Tells findings of a file apart, and knows one again after lines were added elsewhere: what counts is the rule, the text
 * of the line without its blanks, and which one it is of several that are alike. Not for secrets: those are masked first.
 */
export class Fingerprints {
  readonly #salt: string;
  readonly #seen = new Map<string, number>();

  /** @param salt what else counts: the path, where fingerprints of all files lie side by side */
  constructor(salt = '') {
    this.#salt = salt;
  }

  /** In the order of the file: the 32 digits of what is found, and how many such ones there were before, from 1. */
  next(report: FileReport, finding: LintFinding): { readonly digest: string; readonly occurrence: number } {
    const digest = digestOf(JSON.stringify([this.#salt, finding.rule, lineOf(report, finding)]));
    const occurrence = (this.#seen.get(digest) ?? 0) + 1;
    this.#seen.set(digest, occurrence);
    return { digest, occurrence };
  }
}

/** The line in which it starts; of a long one the start. */
function lineOf(report: FileReport, { span, region }: LintFinding): string {
  const start = span.start - (region.start.column - 1);
  const end = report.text.slice(start, start + MAX_LINE).indexOf('\n');
  const line = maskedText(report, { start, end: start + (end < 0 ? MAX_LINE : end) });
  return line.replace(/\s+/g, ' ').trim();
}

/** 128 bits in hexadecimal digits; against accidents, not against attackers. */
export function digestOf(text: string): string {
  return LANES.map(([start, factor]) => {
    let sum = start;
    for (let at = 0; at < text.length; at += 1) sum = Math.imul(sum ^ text.charCodeAt(at), factor) ^ (sum >>> 15);
    sum = Math.imul(sum ^ (sum >>> 16), 0x85ebca6b);
    sum = Math.imul(sum ^ (sum >>> 13), 0xc2b2ae35);
    return ((sum ^ (sum >>> 16)) >>> 0).toString(16).padStart(8, '0');
  }).join('');
}
