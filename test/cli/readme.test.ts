import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Result, tidewaiter } from './command-line.ts';

const ROOT = join(import.meta.dirname, '../..');
const OUTPUT = 'dist/evidence';

/** What the README has people run on the attested images, one command after another. */
describe('the commands of the README about attestations', () => {
  let section = '';
  let folder = '';
  const results: Result[] = [];

  beforeAll(async () => {
    section = sectionOf(await readFile(join(ROOT, 'README.md'), 'utf8'), 'Ask what is in them');
    folder = await mkdtemp(join(tmpdir(), 'tidewaiter-readme-'));
    const [commands = ''] = blocks(section, 'console');
    for (const args of argumentsIn(commands)) results.push(await tidewaiter(args.map(placed)));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Paths start at the root of the repository, except for what is written. */
  const placed = (argument: string) => {
    if (argument === OUTPUT) return join(folder, 'evidence');
    return argument.startsWith('test/') ? join(ROOT, argument) : argument;
  };

  test('an SBOM is shown, packed and refused', () => {
    expect(results.map(({ code, err }) => ({ code, err }))).toEqual([
      { code: 0, err: '' },
      { code: 0, err: '' },
      { code: 1, err: '' },
    ]);
    const [shown, packed] = results.map(({ out }) => out);
    expect(shown).toContain('components   12: deb 10, maven 2\n');
    expect(shown).toContain('1 SBOM found, 1 signed by somebody who is trusted\n');
    expect(packed).toContain('1 signature, 3 attestations');
  });

  test('what the README shows is what is printed', () => {
    const lines = new Set(results.at(-1)?.out.split('\n'));
    const [printed = ''] = blocks(section, 'text');
    const wanted = printed.trimEnd().split('\n');
    expect(wanted.length).toBeGreaterThan(3);
    for (const line of wanted) expect(lines).toContain(line);
  });
});

describe('the command of the README about Dockerfiles', () => {
  test('finds what the README shows', async () => {
    const section = sectionOf(await readFile(join(ROOT, 'README.md'), 'utf8'), 'Lint Dockerfiles');
    const [commands = ''] = blocks(section, 'console');
    const [printed = ''] = blocks(section, 'text');
    const args = argumentsIn(commands).filter(([command]) => command === 'lint');
    expect(args).toHaveLength(1);
    const { out, err } = await tidewaiter([...(args[0] ?? []), '--shellcheck', 'off']);
    expect(err).toBe('');
    const lines = new Set(out.split('\n'));
    const wanted = printed.trimEnd().split('\n');
    expect(wanted.length).toBeGreaterThan(5);
    for (const line of wanted) expect(lines).toContain(line);
  });
});

/** What stands under a heading of the second level. */
function sectionOf(markdown: string, heading: string): string {
  const [, found = ''] = markdown.split(`\n## ${heading}\n`);
  return found.split('\n## ')[0] ?? '';
}

/** The blocks of code in a language. */
function blocks(markdown: string, language: string): readonly string[] {
  return [...markdown.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'gms'))].map(([, code = '']) => code);
}

/** The arguments of each command, which quote nothing. */
function argumentsIn(commands: string): readonly (readonly string[])[] {
  const lines = commands.replaceAll('\\\n', ' ').trim().split('\n');
  return lines.map((line) => line.replace('npx node dist/tidewaiter.js ', '').split(/ +/));
}
