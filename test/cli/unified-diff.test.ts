import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { lineChanges } from '../../src/cli/line-diff.ts';
import { unifiedDiff } from '../../src/cli/unified-diff.ts';

const folder = mkdtempSync(join(tmpdir(), 'tidewaiter-diff-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What `patch` makes of a text with a difference. */
function patched(before: string, diff: string): string {
  const file = join(folder, 'file');
  writeFileSync(file, before);
  if (diff !== '') execFileSync('patch', ['--binary', '--silent', '-p1', file], { input: diff });
  return readFileSync(file, 'utf8');
}

describe('a difference', () => {
  test.each<[string, string, string, string]>([
    ['of nothing', 'a\n', 'a\n', ''],
    ['a changed line', 'a\nb\nc\n', 'a\nB\nc\n', '--- a/f\n+++ b/f\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n'],
    ['an added line', 'a\n', 'a\nb\n', '--- a/f\n+++ b/f\n@@ -1,1 +1,2 @@\n a\n+b\n'],
    ['a line taken away', 'a\nb\n', 'b\n', '--- a/f\n+++ b/f\n@@ -1,2 +1,1 @@\n-a\n b\n'],
    ['everything', 'a\n', '', '--- a/f\n+++ b/f\n@@ -1,1 +0,0 @@\n-a\n'],
    ['a final line feed', 'a', 'a\n', '--- a/f\n+++ b/f\n@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n'],
    ['escape sequences', 'a\u001b\n', 'b\n', '--- a/f\n+++ b/f\n@@ -1,1 +1,1 @@\n-a\\u{1b}\n+b\n'],
  ])('%s', (_name, before, after, expected) => {
    expect(unifiedDiff('f', before, after)).toBe(expected);
  });

  test('far apart is in parts', () => {
    const lines = Array.from({ length: 30 }, (_, at) => String(at));
    const changed = lines.with(5, 'x').with(20, 'y').toSpliced(25, 1);
    const diff = unifiedDiff('f', `${lines.join('\n')}\n`, `${changed.join('\n')}\n`);
    expect(diff.match(/^@@.*@@$/gm)).toEqual(['@@ -3,7 +3,7 @@', '@@ -18,12 +18,11 @@']);
  });

  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', '', 'd\r'), { maxLength: 30 })
    .chain((lines) => fc.constantFrom('', '\n').map((end) => lines.join('\n') + (lines.length > 0 ? end : '')));

  test('is what `patch` makes the one text into the other with', () =>
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(patched(before, unifiedDiff('file', before, after))).toBe(after);
      }),
      { numRuns: 150 },
    ));

  test('of texts that have little in common is one change', () => {
    const old = Array.from({ length: 20_000 }, (_, at) => `a${at}`);
    const fresh = Array.from({ length: 20_000 }, (_, at) => `b${at}`);
    expect(lineChanges(['x', ...old], ['x', ...fresh])).toEqual([
      { old: { start: 1, end: 20_001 }, fresh: { start: 1, end: 20_001 } },
    ]);
  });
});
