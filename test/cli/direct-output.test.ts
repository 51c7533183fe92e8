import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type DirectOutput, directOutput } from '../../src/cli/direct-output.ts';
import { Terminal } from '../../src/cli/terminal.ts';
import { folderWith } from './command-line.ts';

let folder: ReturnType<typeof folderWith>;
beforeEach(() => {
  folder = folderWith({});
});
afterEach(() => folder.remove());

/** A terminal with a stream as ever, and output that needs none. */
function terminalWith(direct: DirectOutput) {
  const stdout = new PassThrough();
  const streams = {
    stdin: new PassThrough(),
    stdout: Object.assign(stdout, { isTTY: true }),
    stderr: new PassThrough(),
  };
  return { terminal: new Terminal(streams, {}, direct), stdout };
}

describe('output without a stream', () => {
  test('goes to the file, whole and without colours', async () => {
    const path = join(folder.path, 'out');
    const file = openSync(path, 'w');
    const { terminal, stdout } = terminalWith(directOutput(file));
    const long = 'ä'.repeat(300_000);
    await terminal.print('one\n');
    await terminal.print(long);
    closeSync(file);
    expect(terminal.coloured).toBe(false);
    expect(readFileSync(path, 'utf8')).toBe(`one\n${long}`);
    stdout.end();
    expect(await text(stdout)).toBe('');
  });

  test('is left to the stream where it may be a terminal', async () => {
    const file = openSync('/dev/null', 'w');
    const { terminal, stdout } = terminalWith(directOutput(file));
    await terminal.print('one\n');
    closeSync(file);
    stdout.end();
    expect(terminal.coloured).toBe(true);
    expect(await text(stdout)).toBe('one\n');
  });

  test('leaves the rest to the stream where the reader is slow and may not be waited for', async () => {
    const taken: string[] = [];
    const { terminal, stdout } = terminalWith({
      mayBeTerminal: false,
      write(whole) {
        taken.push(whole.slice(0, 2));
        return Buffer.from(whole.slice(2));
      },
    });
    await terminal.print('one\n');
    await terminal.print('two\n');
    stdout.end();
    expect(taken).toEqual(['on']);
    expect(await text(stdout)).toBe('e\ntwo\n');
  });

  test.each([
    ['EPIPE', undefined],
    ['ENOSPC', 'write ENOSPC'],
  ])('ends at %s', async (code, fault) => {
    let count = 0;
    const { terminal, stdout } = terminalWith({
      mayBeTerminal: false,
      write() {
        count += 1;
        throw Object.assign(new Error(`write ${code}`), { code });
      },
    });
    await terminal.print('one\n');
    await terminal.print('two\n');
    stdout.end();
    expect({ count, fault: terminal.fault, out: await text(stdout) }).toEqual({ count: 1, fault, out: '' });
  });

  test('of a file that is closed is a fault, and no exception', async () => {
    const file = openSync(join(folder.path, 'out'), 'w');
    const { terminal } = terminalWith(directOutput(file));
    closeSync(file);
    await terminal.print('one\n');
    expect(terminal.fault).toContain('EBADF');
  });
});
