import { chmodSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { CLEAN, workspace } from './workspace.ts';

const FIXABLE = `${CLEAN}RUN apt-get update && apt-get install curl=8.* && rm -rf /var/lib/apt/lists/*\n`;
const FLAGS = ['--shellcheck=off', '--ignore=no-install-recommends'];

describe('--fix', () => {
  test('writes what it fixes, keeps the rest, and reports what is left', async () => {
    const text = `\ufeff${FIXABLE.replaceAll('\n', '\r\n')}`;
    const { lint, at } = workspace({ Dockerfile: text });
    chmodSync(at('Dockerfile'), 0o640);
    const { out } = await lint([...FLAGS, '--fix', '@']);
    expect(out).toMatch(/; 1 fixed/);
    expect(readFileSync(at('Dockerfile'), 'utf8')).toBe(text.replace('install curl', 'install -y curl'));
    expect(statSync(at('Dockerfile')).mode & 0o777).toBe(0o640);
    expect((await lint([...FLAGS, '--fix', '@'])).out).not.toContain('fixed');
  });

  test('makes changes that somebody should look at where it is told to', async () => {
    const { lint, at } = workspace({ Dockerfile: FIXABLE });
    const before = statSync(at('Dockerfile')).ino;
    await lint(['--shellcheck=off', '--fix=unsafe', '@']);
    expect(readFileSync(at('Dockerfile'), 'utf8')).toContain('--no-install-recommends');
    expect(statSync(at('Dockerfile')).ino).not.toBe(before);
  });

  test.each([['--fix'], ['--diff']])('%s leaves a file with a syntax error alone, and says so', async (flag) => {
    const text = `${FIXABLE}RUNN x\n`;
    const { lint, at } = workspace({ Dockerfile: text });
    expect((await lint([...FLAGS, flag, '@'])).err).toBe(
      'note: Dockerfile has a syntax error, so that nothing in it is fixed\n',
    );
    expect((await lint([...FLAGS, flag, '--quiet', '@'])).err).toBe('');
    expect(readFileSync(at('Dockerfile'), 'utf8')).toBe(text);
  });

  test('leaves a file alone that has nothing to fix', async () => {
    const { lint, at } = workspace({ Dockerfile: CLEAN });
    const before = statSync(at('Dockerfile')).ino;
    await lint([...FLAGS, '--fix', '@']);
    expect(statSync(at('Dockerfile')).ino).toBe(before);
  });
});

describe('--diff', () => {
  test('prints what would change, changes nothing, and ends with 1', async () => {
    const { lint, at } = workspace({ Dockerfile: FIXABLE, 'b.Dockerfile': CLEAN });
    const { code, out, err } = await lint([...FLAGS, '--diff', '@']);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toMatch(/^--- .*Dockerfile\n\+\+\+ .*Dockerfile\n@@ -1,3 \+1,3 @@\n/);
    expect(out).toContain('\n-RUN apt-get update && apt-get install curl=8');
    expect(out).toContain('\n+RUN apt-get update && apt-get install -y curl=8');
    expect(readFileSync(at('Dockerfile'), 'utf8')).toBe(FIXABLE);
    expect((await lint([...FLAGS, '--diff', '--fix=unsafe', '@'])).out).toContain('install -y curl');
  });

  test('of standard input, and of what is fine', async () => {
    const { lint } = workspace({ Dockerfile: CLEAN });
    expect(await lint([...FLAGS, '--diff', '@'])).toEqual({ code: 0, out: '', err: '' });
    const { code, out } = await lint([...FLAGS, '--diff', '--stdin-filename=x/Dockerfile', '-'], { stdin: FIXABLE });
    expect(code).toBe(1);
    expect(out).toMatch(/^--- a\/x\/Dockerfile\n/);
  });

  test('says what cannot be read', async () => {
    const { lint } = workspace({ Dockerfile: FIXABLE, 'b.Dockerfile': 'a\0' });
    expect((await lint([...FLAGS, '--diff', '@'])).code).toBe(2);
  });
});
