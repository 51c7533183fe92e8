import { existsSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { FORMAT_NAMES } from '../../../src/cli/lint/format-names.ts';
import { CLEAN, ONLY_PINS, UNPINNED, workspace } from './workspace.ts';

const files = { Dockerfile: UNPINNED, 'clean.Dockerfile': CLEAN };

describe('exit codes', () => {
  const severity = (level: string) => [`--${level}=pin-image-digest`, '--ignore=require-user', '--shellcheck=off'];
  test.each<[string, readonly string[], number]>([
    ['an error', severity('error'), 1],
    ['a warning', severity('warning'), 1],
    ['an info', severity('info'), 0],
    ['a warning, where errors fail', [...severity('warning'), '--fail-on=error'], 0],
    ['an info, where infos fail', [...severity('info'), '-t', 'info'], 1],
    ['a style, by the other name of the flag', [...severity('style'), '--failure-threshold', 'style'], 1],
    ['an error, where nothing fails', [...severity('error'), '--fail-on=none'], 0],
    ['an error, where the run may not fail', [...severity('error'), '--no-fail'], 0],
    [
      'a rule that is off, by an alias and whatever else is said',
      [...severity('error'), '--ignore=x,y'.replace('x,y', 'pin-image-digest')],
      0,
    ],
  ])('%s: %j', async (_name, flags, code) => {
    expect((await workspace(files).lint([...flags, '@'])).code).toBe(code);
  });

  test('a file that cannot be read is 2, also with --no-fail', async () => {
    expect((await workspace({ Dockerfile: 'a\0' }).lint(['--no-fail', '@'])).code).toBe(2);
  });

  test.each<[readonly string[], string]>([
    [['--ignore=no-such-rule'], '--ignore: there is no rule "no-such-rule"'],
    [['--error=pin-image-digst'], 'did you mean "pin-image-digest"?'],
    [['--config=x', '--no-config'], '--config and --no-config exclude each other'],
    [['--diff', '--format=json'], '--diff prints differences alone: leave --format and --output out'],
    [['--fix', '-'], '--fix cannot change standard input; --diff prints what it would change'],
    [['--shellcheck=/none'], '--shellcheck: "/none" is neither auto, off nor a program'],
    [['--build-arg=a b=c'], '--build-arg: must be NAME=VALUE'],
    [['-f', 'json', '-f', 'sarif'], 'two formats would go to standard output'],
    [['-f', 'json', '-o', '@/x', '-f', 'sarif', '-o', '@/./x'], 'two formats would go to the same file'],
    [['-f', 'yaml'], '-f: must be one of text, json'],
    [['--context=@/none'], 'none"'],
    [['--context=@/Dockerfile'], '--context: there is no folder "'],
    [['-f', 'json', '-o', '@/./Dockerfile'], 'Dockerfile": this is one of the files to lint'],
    [['--stdin-filename=x'], '--stdin-filename is the name of standard input: name `-`, too'],
    [['--admission=@/none'], 'name one with --admission'],
    [['--fix=maybe'], '--fix: must be `safe` or `unsafe`'],
  ])('%j is refused', async (flags, message) => {
    const { code, out, err } = await workspace(files).lint([...flags, '@/Dockerfile']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });
});

describe('formats', () => {
  test.each(FORMAT_NAMES)('%s names the file and the rule', async (format) => {
    const { code, out, err } = await workspace(files).lint([...ONLY_PINS, '--format', format, '@']);
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toContain('Dockerfile');
    expect(out).toContain('pin-image-digest');
  });

  test('are paired with outputs in their order, and what has none goes to standard output', async () => {
    const { lint, at } = workspace(files);
    const { code, out } = await lint([...ONLY_PINS, '-f', 'sarif', '-f', 'gnu', '-o', '@/lint.sarif', '@']);
    expect(code).toBe(1);
    expect(out).toMatch(/^Dockerfile:1\.6-1\.16: error: .* \[pin-image-digest\]\n$/);
    expect(JSON.parse(readFileSync(at('lint.sarif'), 'utf8')).runs[0].results).toHaveLength(1);
    await lint([...ONLY_PINS, '--output=@/lint.txt', '@']);
    expect(readFileSync(at('lint.txt'), 'utf8')).toContain('1 error');
    expect((await lint([...ONLY_PINS, '-f', 'text', '-o', '-', '@'])).out).toContain('1 error');
  });

  test('an output keeps its place: a link stays, a device is written to, a folder is refused', async () => {
    const { lint, at, root } = workspace({ ...files, 'old.json': 'old' });
    symlinkSync('old.json', at('link.json'));
    await lint([...ONLY_PINS, '-f', 'json', '-o', '@/link.json', '@']);
    expect(JSON.parse(readFileSync(at('old.json'), 'utf8'))).toHaveLength(1);
    expect((await lint([...ONLY_PINS, '-f', 'json', '-o', '/dev/null', '@'])).code).toBe(1);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
    expect(await lint([...ONLY_PINS, '-f', 'json', '-o', '@', '@'])).toMatchObject({ code: 2, out: '' });
    expect(readdirSync(root).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('an output stays as it was where the run cannot be done', async () => {
    const { lint, at } = workspace({
      'a/Dockerfile': UNPINNED,
      'b/Dockerfile': UNPINNED,
      'b/.tidewaiter.yaml': 'x: [',
    });
    expect((await lint(['-f', 'json', '-o', '@/out.json', '@'])).code).toBe(2);
    expect(existsSync(at('out.json'))).toBe(false);
  });

  test('text ends with a summary, but for --quiet', async () => {
    const { lint } = workspace(files);
    expect((await lint([...ONLY_PINS, '@'])).out).toMatch(/\n2 files: 1 error\n$/);
    expect((await lint([...ONLY_PINS, '--quiet', '@'])).out).not.toContain('2 files');
  });

  test('colours are for terminals', async () => {
    const { lint } = workspace(files);
    expect((await lint([...ONLY_PINS, '@'], { terminal: true })).out).toContain('\u001b[31merror\u001b[39m: ');
    expect((await lint([...ONLY_PINS, '@'], { terminal: true, env: { NO_COLOR: '1' } })).out).not.toContain('\u001b');
    expect((await lint([...ONLY_PINS, '--no-color', '@'], { terminal: true })).out).not.toContain('\u001b');
    expect((await lint([...ONLY_PINS, '@'])).out).not.toContain('\u001b');
  });

  test('names of files cannot pose as something else', async () => {
    const name = 'x\n::error::y\u001b[31m.Dockerfile';
    const { lint } = workspace({ [name]: UNPINNED });
    for (const format of FORMAT_NAMES) {
      const { out } = await lint([...ONLY_PINS, '-f', format, '@']);
      expect(out).not.toContain('\u001b');
      expect(out.split('\n').filter((line) => /^\s*::/.test(line))).toHaveLength(format === 'github' ? 1 : 0);
    }
  });
});

describe('standard input', () => {
  test('is named - or as the user says', async () => {
    const { lint } = workspace({});
    const named = (flags: readonly string[]) => lint([...ONLY_PINS, '-f', 'gnu', ...flags, '-'], { stdin: UNPINNED });
    expect((await named([])).out).toMatch(/^-:1\.6/);
    expect((await named(['--stdin-filename=app/Dockerfile'])).out).toMatch(/^app\/Dockerfile:1\.6/);
  });

  test('has the settings of the file that it stands for', async () => {
    const settings =
      'apiVersion: tidewaiter.dev/v1alpha1\nkind: LintSettings\nmetadata: { name: s }\nspec: { failOn: none }\n';
    const { lint } = workspace({ 'a/.tidewaiter.yaml': settings });
    const flags = [...ONLY_PINS, '--stdin-filename=@/a/Dockerfile', '-'];
    expect((await lint(flags, { stdin: UNPINNED })).code).toBe(0);
    expect((await lint([...ONLY_PINS, '-'], { stdin: UNPINNED })).code).toBe(1);
  });
});

test('--list-rules lists every rule with its severity', async () => {
  const { code, out } = await workspace({}).lint(['--list-rules', '--error=pin-image-digest', '--ignore=DL3002']);
  expect(code).toBe(0);
  expect(out).toMatch(/^RULE +SEVERITY/);
  expect(out).toMatch(/^pin-image-digest +error/m);
  expect(out).toMatch(/^require-user +off .*DL3002/m);
});
