import { PassThrough, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { Terminal } from '../../src/cli/terminal.ts';

function terminalOn(stdout: Writable & { isTTY?: boolean }, environment = {}) {
  const streams = { stdin: new PassThrough(), stdout, stderr: new PassThrough() };
  return { terminal: new Terminal(streams, environment), ...streams };
}

function failing(code: string): Writable {
  return new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error(`write ${code}`), { code })),
  });
}

/** Lets the streams come to the end of what they are doing. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('results', () => {
  test('wait for a slow reader', async () => {
    const pending: (() => void)[] = [];
    const slow = new Writable({ highWaterMark: 1, write: (_chunk, _encoding, done) => void pending.push(done) });
    let done = false;
    const printed = terminalOn(slow)
      .terminal.print('a line\n')
      .then(() => {
        done = true;
      });
    await settled();
    expect(done).toBe(false);
    pending.shift()?.();
    await printed;
  });

  test('are dropped without a word when the reader has gone', async () => {
    const { terminal } = terminalOn(failing('EPIPE'));
    await terminal.print('a\n');
    await settled();
    await terminal.print('b\n');
    expect(terminal.fault).toBeUndefined();
  });

  test('that cannot be written are a fault', async () => {
    const { terminal } = terminalOn(failing('ENOSPC'));
    await terminal.print('a\n');
    await settled();
    expect(terminal.fault).toBe('write ENOSPC');
  });
});

test('complaints go to standard error, and it may be closed', async () => {
  const { terminal, stderr } = terminalOn(new PassThrough());
  terminal.complain('one');
  terminal.complain('two');
  stderr.end();
  expect(await text(stderr)).toBe('one\ntwo\n');
  stderr.destroy(new Error('gone'));
  terminal.complain('three');
  await settled();
});

test.each([
  [true, {}, true],
  [true, { NO_COLOR: '' }, true],
  [true, { NO_COLOR: '1' }, false],
  [true, { TERM: 'dumb' }, false],
  [false, {}, false],
])('colours: terminal %s, %j: %s', (isTTY, environment, expected) => {
  const stdout = Object.assign(new PassThrough(), { isTTY });
  expect(terminalOn(stdout, environment).terminal.coloured).toBe(expected);
});
