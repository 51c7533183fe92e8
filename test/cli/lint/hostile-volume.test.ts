import { mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { ONLY_PINS, UNPINNED, workspace } from './workspace.ts';

/** Long enough for the slowest machine: what takes the square of its time is beyond that. */
const PATIENCE = 120_000;
const GNU = ['--format=gnu', ...ONLY_PINS];

describe('very much of something', () => {
  const repeated = (count: number, line: (at: number) => string) =>
    Array.from({ length: count }, (_, at) => line(at)).join('');

  test.each<[string, () => string, RegExp]>([
    ['a million continuation lines', () => `${UNPINNED}RUN a ${'\\\n'.repeat(1_000_000)}`, /^Dockerfile:1\.6/],
    ['100,000 stages', () => 'FROM a:1\n'.repeat(100_000), /there are more than 10000 findings/],
    [
      'heredocs in one line',
      () => `${UNPINNED}RUN cat ${'<<E '.repeat(5_000)}\n${'E\n'.repeat(5_000)}`,
      /^Dockerfile:1\.6/,
    ],
    ['heredocs', () => UNPINNED + repeated(20_000, (at) => `RUN <<E${at}\nx\nE${at}\n`), /^Dockerfile:1\.6/],
    [
      'heredocs without an end',
      () => UNPINNED + repeated(20_000, (at) => `RUN <<E${at}\n`),
      /2\.\d+.*: error: .*heredoc/,
    ],
    ['too much', () => UNPINNED.repeat(400_000), /the file is too large: larger than 5 MiB/],
  ])(
    '%s',
    async (_name, text, expected) => {
      const { code, out, err } = await workspace({ Dockerfile: text() }).lint([...GNU, '@']);
      expect(code).toBeGreaterThan(0);
      expect(out + err).toMatch(expected);
    },
    PATIENCE,
  );

  test('folders in folders, to the longest path that there is', async () => {
    const { root, lint } = workspace({});
    let path = root;
    for (let depth = 0; depth < 15; depth += 1) path += `/${'d'.repeat(200)}`;
    mkdirSync(path, { recursive: true });
    writeFileSync(`${path}/Dockerfile`, UNPINNED);
    expect(await lint([...GNU, '@'])).toMatchObject({
      code: 1,
      err: '',
      out: expect.stringContaining('d/Dockerfile:1.6'),
    });
  });

  test(
    '20,000 files',
    async () => {
      const { at, lint } = workspace({});
      for (let folder = 0; folder < 20; folder += 1) {
        mkdirSync(at(`${folder}`));
        for (let file = 0; file < 1_000; file += 1) writeFileSync(at(`${folder}/Dockerfile.${file}`), UNPINNED);
      }
      const { code, out } = await lint([...GNU, '@']);
      expect(code).toBe(1);
      expect(out.match(/without a digest/g)).toHaveLength(20_000);
    },
    PATIENCE,
  );
});
