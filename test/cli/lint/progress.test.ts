import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { Progress } from '../../../src/cli/lint/progress.ts';
import { Terminal } from '../../../src/cli/terminal.ts';

/** What a run over some files writes to standard error. */
async function written(files: number, { isTTY = true, isQuiet = false, env = {} } = {}): Promise<string> {
  const stderr = Object.assign(new PassThrough(), { isTTY });
  const terminal = new Terminal({ stdin: new PassThrough(), stdout: new PassThrough(), stderr }, env);
  const progress = new Progress(terminal, files, isQuiet);
  for (let done = 0; done < files; done++) progress.step();
  progress.end();
  stderr.end();
  return text(stderr);
}

test('a long run says how far it is, in one line that goes away', async () => {
  const lines = (await written(650)).split('\r\u001b[K');
  expect(lines.slice(1)).toEqual(
    ['100', '200', '300', '400', '500', '600'].map((done) => `${done} of 650 files`).concat(''),
  );
});

test.each([
  ['few files', 500, {}],
  ['nobody watching', 650, { isTTY: false }],
  ['a quiet run', 650, { isQuiet: true }],
  ['a terminal that cannot', 650, { env: { TERM: 'dumb' } }],
])('says nothing with %s', async (_name, files, options) => {
  expect(await written(files, options)).toBe('');
});
