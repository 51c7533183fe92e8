import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { replaceFile } from '../../src/cli/replace-file.ts';
import { unifiedDiff } from '../../src/cli/unified-diff.ts';
import { SourceError } from '../../src/model/source.ts';
import { folderWith } from './command-line.ts';

const folder = folderWith({ a: 'x' });
afterEach(() => folder.remove());

test('a file that cannot be replaced leaves nothing behind', () => {
  expect(() => replaceFile(folder.path, 'text')).toThrow(SourceError);
  expect(() => replaceFile(join(folder.path, 'no', 'file'), 'text')).toThrow(
    'cannot be written: no such file or folder',
  );
  expect(readdirSync(folder.path)).toEqual(['a']);
});

describe('a difference', () => {
  const lines = (count: number) => Array.from({ length: count }, (_, index) => `${index + 1}`);
  const changed = (text: string, ...numbers: readonly number[]) =>
    text
      .split('\n')
      .map((line, index) => (numbers.includes(index + 1) ? `${line}!` : line))
      .join('\n');

  test('is empty where there is none', () => {
    expect(unifiedDiff('a', 'x\n', 'x\n')).toBe('');
  });

  test('joins changes that are near, and parts those that are far', () => {
    const text = `${lines(30).join('\n')}\n`;
    const headers = unifiedDiff('a', text, changed(text, 2, 9, 20)).match(/^@@.*$/gm);
    expect(headers).toEqual(['@@ -1,12 +1,12 @@', '@@ -17,7 +17,7 @@']);
  });

  test('shows lines beside each other together, and that the last one is open', () => {
    expect(unifiedDiff('a', '1\n2\n3', changed('1\n2\n3', 2, 3))).toBe(
      '--- a/a\n+++ b/a\n@@ -1,3 +1,3 @@\n 1\n-2\n-3\n\\ No newline at end of file\n+2!\n+3!\n\\ No newline at end of file\n',
    );
  });

  test('keeps tabs and carriage returns, and shows what could deceive', () => {
    expect(unifiedDiff('/a\n', 'a\tb\u001b[2J\r\n', 'a\tc\u202e\r\n')).toBe(
      '--- /a\\u{a}\n+++ /a\\u{a}\n@@ -1,1 +1,1 @@\n-a\tb\\u{1b}[2J\r\n+a\tc\\u{202e}\r\n',
    );
  });
});
