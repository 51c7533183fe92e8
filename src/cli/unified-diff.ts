import { isAbsolute } from 'node:path';
import { printable } from '../model/printable.ts';
import { type LineChange, lineChanges } from './line-diff.ts';

/** Lines around a change that are shown. */
const CONTEXT = 3;

/**
 * The difference of two texts, as `diff -u` prints it; '' where there is none. Characters that change how a line reads are
 * shown escaped.
 * @param shown what is shown of the two, line for line: texts without their secrets
 */
export function unifiedDiff(path: string, before: string, after: string, shown = { before, after }): string {
  const changes = lineChanges(linesOf(before), linesOf(after));
  if (changes.length === 0) return '';
  const old = linesOf(shown.before);
  const fresh = linesOf(shown.after);
  const name = printable(path, 4_096);
  const [a, b] = isAbsolute(path) ? ['', ''] : ['a/', 'b/'];
  const parts = [`--- ${a}${name}`, `+++ ${b}${name}`];
  for (const group of hunks(changes)) for (const line of hunk(old, fresh, group)) parts.push(line);
  return `${parts.join('\n')}\n`;
}

/** The lines of a text, line feeds included: a line without one differs from one with it. */
function linesOf(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => `${line}\n`);
  const last = lines.pop()?.slice(0, -1) ?? '';
  if (last !== '') lines.push(last);
  return lines;
}

/** Changes that are shown together, because what stands between them is little. */
function hunks(changes: readonly LineChange[]): readonly (readonly LineChange[])[] {
  const groups: LineChange[][] = [];
  for (const change of changes) {
    const group = groups.at(-1);
    const before = group?.at(-1);
    if (before !== undefined && change.old.start - before.old.end <= 2 * CONTEXT) group?.push(change);
    else groups.push([change]);
  }
  return groups;
}

function hunk(old: readonly string[], fresh: readonly string[], changes: readonly LineChange[]): readonly string[] {
  const [first] = changes;
  const last = changes.at(-1);
  if (first === undefined || last === undefined) return [];
  const lead = Math.min(first.old.start, CONTEXT);
  const tail = Math.min(old.length - last.old.end, CONTEXT);
  const from = { old: first.old.start - lead, fresh: first.fresh.start - lead };
  const to = { old: last.old.end + tail, fresh: last.fresh.end + tail };
  const lines = [`@@ -${range(from.old, to.old)} +${range(from.fresh, to.fresh)} @@`];
  let at = from.old;
  for (const change of changes) {
    for (; at < change.old.start; at += 1) lines.push(show(' ', old[at]));
    for (; at < change.old.end; at += 1) lines.push(show('-', old[at]));
    for (let added = change.fresh.start; added < change.fresh.end; added += 1) lines.push(show('+', fresh[added]));
  }
  for (; at < to.old; at += 1) lines.push(show(' ', old[at]));
  return lines;
}

/** Lines count from 1; where there are none, the one in front is named. */
function range(start: number, end: number): string {
  return `${end > start ? start + 1 : start},${end - start}`;
}

function show(sign: string, line = ''): string {
  const isOpen = !line.endsWith('\n');
  const whole = isOpen ? line : line.slice(0, -1);
  const ending = whole.endsWith('\r') ? '\r' : '';
  const content = ending === '' ? whole : whole.slice(0, -1);
  const safe = content.split('\t').map((part) => printable(part, Number.MAX_SAFE_INTEGER));
  return `${sign}${safe.join('\t')}${ending}${isOpen ? '\n\\ No newline at end of file' : ''}`;
}
