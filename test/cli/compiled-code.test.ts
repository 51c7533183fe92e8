import { existsSync, readdirSync, readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { folderWith, node } from './command-line.ts';

const COMPILED_CODE = join(import.meta.dirname, '../../src/cli/compiled-code.ts');

const ONE = `exports.say = () => console.log('one', require('node:path').basename(__filename), module.exports === exports);`;
const TWO = ONE.replace('one', 'two');

const THEN = new Date('2026-01-01T00:00:00Z');

let folder: ReturnType<typeof folderWith>;
let file: string;
let kept: string;

beforeEach(() => {
  folder = folderWith({ 'app.cjs': ONE });
  file = join(folder.path, 'app.cjs');
  kept = join(folder.path, 'kept', `${process.version}-${process.arch}`, file);
  utimesSync(file, THEN, THEN);
});
afterEach(() => folder.remove());

/** Loads the file in a process of its own and says what it says. */
async function said(build = 'one build'): Promise<string> {
  const { code, out, err } = await node([
    '--input-type=module',
    '--eval',
    `import { createRequire } from 'node:module';
     import { keepCompiledCode } from ${JSON.stringify(COMPILED_CODE)};
     keepCompiledCode(${JSON.stringify(join(folder.path, 'kept'))}, ${JSON.stringify(build)});
     createRequire(import.meta.url)(${JSON.stringify(file)}).say();`,
  ]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out.trim();
}

function rewrite(text: string, time: Date): void {
  writeFileSync(file, text);
  utimesSync(file, time, time);
}

describe('compiled code', () => {
  test('is kept for the next start, which runs it', async () => {
    expect(await said()).toBe('one app.cjs true');
    expect(statSync(kept).mode & 0o777).toBe(0o600);
    const before = readFileSync(kept);
    // Nothing tells this text from the one before but what it says: V8 looks at its length.
    rewrite(TWO, THEN);
    expect(await said()).toBe('one app.cjs true');
    expect(readFileSync(kept).equals(before)).toBe(true);
  });

  test.each([
    ['is of another build', 'another build', THEN],
    ['was written at another time', 'one build', new Date('2026-01-02T00:00:00Z')],
  ])('is not that of a file that %s', async (_, build, time) => {
    await said();
    rewrite(TWO, time);
    expect(await said(build)).toBe('two app.cjs true');
  });

  test.each([
    ['cut off', () => truncateSync(kept, 300)],
    ['empty', () => truncateSync(kept, 0)],
    ['something else', () => writeFileSync(kept, 'x'.repeat(10_000))],
    [
      'something else behind the right beginning',
      () => writeFileSync(kept, Buffer.concat([readFileSync(kept).subarray(0, 128), Buffer.alloc(5_000)])),
    ],
  ])('that is %s counts for nothing, and is written anew', async (_, spoil) => {
    await said();
    const { length } = readFileSync(kept);
    spoil();
    expect(await said()).toBe('one app.cjs true');
    expect(readFileSync(kept).length).toBe(length);
  });

  test('is written anew after an hour', async () => {
    await said();
    const old = new Date(Date.now() - 3_700_000);
    utimesSync(kept, old, old);
    await said();
    expect(statSync(kept).mtimeMs).toBeGreaterThan(old.getTime() + 3_600_000);
  });

  test('leaves nothing else behind', async () => {
    await said();
    expect(readdirSync(join(kept, '..'))).toEqual(['app.cjs']);
  });

  test('is not kept where there is no place for it', async () => {
    writeFileSync(join(folder.path, 'kept'), 'in the way');
    expect(await said()).toBe('one app.cjs true');
    expect(existsSync(kept)).toBe(false);
  });
});
