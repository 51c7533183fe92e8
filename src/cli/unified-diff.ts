import { isAbsolute } from 'node:path';
import { printable } from '../model/printable.ts';

/** Lines around a change that are shown. */
const CONTEXT = 3;

/**
 * The difference of two texts in which the same lines differ, as `diff -u` prints it; '' where there is none. Characters
 * that change how a line reads are shown escaped.
 */
export function unifiedDiff(path: string, before: string, after: string): string {
  const old = before.split('\n');
  const fresh = after.split('\n');
  const changed = old.flatMap((line, index) => (line === fresh[index] ? [] : [index]));
  if (changed.length === 0) return '';
  // Behind a final line feed there is no line.
  const count = old.at(-1) === '' ? old.length - 1 : old.length;
  const shown = printable(path, 4_096);
  const [a, b] = isAbsolute(path) ? ['', ''] : ['a/', 'b/'];
  const parts = [`--- ${a}${shown}`, `+++ ${b}${shown}`];
  for (const { start, end } of hunks(changed, count)) parts.push(...hunk(old, fresh, start, end, count));
  return `${parts.join('\n')}\n`;
}

/** Lines from `start` to before `end` that are shown together. */
function hunks(changed: readonly number[], count: number): readonly { start: number; end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (const line of changed) {
    const start = Math.max(line - CONTEXT, 0);
    const end = Math.min(line + CONTEXT + 1, count);
    const last = found.at(-1);
    if (last !== undefined && start <= last.end) last.end = end;
    else found.push({ start, end });
  }
  return found;
}

function hunk(
  old: readonly string[],
  fresh: readonly string[],
  start: number,
  end: number,
  count: number,
): readonly string[] {
  const range = `${start + 1},${end - start}`;
  const lines = [`@@ -${range} +${range} @@`];
  const isOpen = (at: number) => at === count - 1 && old.length === count;
  for (let at = start; at < end; ) {
    if (old[at] === fresh[at]) {
      lines.push(...show(' ', old, at, isOpen));
      at += 1;
      continue;
    }
    let after = at;
    while (after < end && old[after] !== fresh[after]) after += 1;
    for (let line = at; line < after; line += 1) lines.push(...show('-', old, line, isOpen));
    for (let line = at; line < after; line += 1) lines.push(...show('+', fresh, line, isOpen));
    at = after;
  }
  return lines;
}

function show(sign: string, lines: readonly string[], at: number, isOpen: (at: number) => boolean): readonly string[] {
  const line = lines[at] ?? '';
  const ending = line.endsWith('\r') ? '\r' : '';
  const content = ending === '' ? line : line.slice(0, -1);
  const safe = content.split('\t').map((part) => printable(part, Number.MAX_SAFE_INTEGER));
  return [`${sign}${safe.join('\t')}${ending}`, ...(isOpen(at) ? ['\\ No newline at end of file'] : [])];
}
