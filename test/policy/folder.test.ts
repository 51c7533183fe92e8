import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { formatSourceProblem, SourceError } from '../../src/model/source.ts';
import { FOLDER_LIMITS, type FolderLimits, readPolicyFolder } from '../../src/policy/folder.ts';

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tidewaiter-policies-'));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const at = (...parts: string[]) => join(root, ...parts);
const write = (path: string, content: string | Buffer = path) => writeFileSync(at(path), content);

async function filesIn(path = root): Promise<readonly string[]> {
  return (await readPolicyFolder(path)).map(({ file }) => file.slice(root.length + 1));
}

/** The problems of a folder, with its own path cut out. */
async function problemsIn(path = root, limits = FOLDER_LIMITS): Promise<readonly string[]> {
  const error: unknown = await readPolicyFolder(path, limits).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof SourceError)) throw error;
  return error.problems.map((problem) => formatSourceProblem(problem).replaceAll(root, 'ROOT'));
}

describe('what is read', () => {
  test('*.yaml, *.yml and *.json in and below the folder, in the order of their paths', async () => {
    mkdirSync(at('b', 'c'), { recursive: true });
    for (const path of ['z.yaml', 'a.yml', 'b/p.json', 'b/c/q.YAML', 'README.md', 'b/notes.txt', 'x.yaml.bak'])
      write(path);
    expect(await filesIn()).toEqual(['a.yml', 'b/c/q.YAML', 'b/p.json', 'z.yaml']);
    expect((await readPolicyFolder(root))[1]?.text).toBe('b/c/q.YAML');
  });

  test('a single file, whatever it is called', async () => {
    write('policy', 'text');
    expect(await readPolicyFolder(at('policy'))).toEqual([{ file: at('policy'), text: 'text' }]);
  });

  test('a mounted ConfigMap, before and after it is swapped', async () => {
    for (const [version, text] of [
      ['..2026_01', 'old'],
      ['..2026_02', 'new'],
    ] as const) {
      mkdirSync(at(version));
      write(`${version}/policy.yaml`, text);
    }
    symlinkSync('..2026_01', at('..data'));
    symlinkSync(join('..data', 'policy.yaml'), at('policy.yaml'));
    expect(await readPolicyFolder(root)).toEqual([{ file: at('policy.yaml'), text: 'old' }]);
    symlinkSync('..2026_02', at('..data_tmp'));
    renameSync(at('..data_tmp'), at('..data'));
    expect(await readPolicyFolder(root)).toEqual([{ file: at('policy.yaml'), text: 'new' }]);
  });

  test('a folder behind a link, when it is the one that was named', async () => {
    mkdirSync(at('real'));
    write('real/a.yaml');
    symlinkSync('real', at('link'));
    expect(await filesIn(at('link'))).toEqual(['link/a.yaml']);
  });

  test('a file that is linked twice, once', async () => {
    write('b.yaml');
    symlinkSync('b.yaml', at('a.yaml'));
    expect(await filesIn()).toEqual(['a.yaml']);
  });

  test('text in UTF-8, with its byte order mark', async () => {
    write('a.yaml', '\uFEFFgröße: 🚢');
    expect((await readPolicyFolder(root))[0]?.text).toBe('\uFEFFgröße: 🚢');
  });
});

describe('what is refused', () => {
  test('a path that leads nowhere', async () => {
    expect(await problemsIn(at('none'))).toEqual([expect.stringMatching(/^ROOT\/none:1:1: cannot be read: ENOENT/)]);
  });

  test('an empty folder, and one without policy files', async () => {
    const nothing = ['ROOT:1:1: nothing to enforce: there is no *.yaml, *.yml or *.json file in this folder'];
    expect(await problemsIn()).toEqual(nothing);
    mkdirSync(at('..data'));
    write('..data/a.yaml');
    write('README.md');
    expect(await problemsIn()).toEqual(nothing);
  });

  test('a pipe, at once and whatever it is called on its own', async () => {
    execFileSync('mkfifo', [at('a.yaml'), at('pipe')]);
    write('b.yaml');
    expect(await problemsIn()).toEqual(['ROOT/a.yaml:1:1: not a regular file']);
    expect(await problemsIn(at('pipe'))).toEqual(['ROOT/pipe:1:1: not a regular file']);
  });

  test('a device', async () => {
    symlinkSync('/dev/zero', at('a.yaml'));
    expect(await problemsIn()).toEqual(['ROOT/a.yaml:1:1: not a regular file']);
    expect(await problemsIn('/dev/zero')).toEqual(['/dev/zero:1:1: not a regular file']);
  });

  test('links in a circle', async () => {
    symlinkSync('b.yaml', at('a.yaml'));
    symlinkSync('a.yaml', at('b.yaml'));
    expect(await problemsIn()).toEqual([
      expect.stringMatching(/^ROOT\/a\.yaml:1:1: cannot be read: ELOOP/),
      expect.stringMatching(/^ROOT\/b\.yaml:1:1: cannot be read: ELOOP/),
    ]);
  });

  test('links to folders, also to the folder itself', async () => {
    write('a.yaml');
    mkdirSync(at('inner'));
    symlinkSync('..', at('inner', 'up'));
    expect(await problemsIn()).toEqual([
      'ROOT/inner/up:1:1: links to folders are not followed; mount or copy the folder',
    ]);
  });

  test('a link to nothing, where its name says that it is a policy', async () => {
    write('a.yaml');
    symlinkSync('gone', at('b'));
    expect(await filesIn()).toEqual(['a.yaml']);
    symlinkSync('gone', at('b.yaml'));
    expect(await problemsIn()).toEqual([expect.stringMatching(/^ROOT\/b\.yaml:1:1: cannot be read: ENOENT/)]);
  });

  test('a folder called like a policy file is a folder', async () => {
    mkdirSync(at('a.yaml'));
    write('a.yaml/b.yaml');
    expect(await filesIn()).toEqual(['a.yaml/b.yaml']);
  });

  test('a file above 256 KiB, and one of exactly that size not', async () => {
    write('a.yaml', Buffer.alloc(256 * 1_024, 'x'));
    expect(await filesIn()).toEqual(['a.yaml']);
    write('b.yaml', Buffer.alloc(256 * 1_024 + 1, 'x'));
    expect(await problemsIn()).toEqual(['ROOT/b.yaml:1:1: the file is larger than 262144 bytes; split it']);
  });

  test('files that are not UTF-8, with the line', async () => {
    write('a.yaml', Buffer.concat([Buffer.from('one\ntwo: ü\nthree'), Buffer.from([0xff])]));
    write('b.yaml', Buffer.from([0xc3]));
    write('c.yaml', Buffer.concat([Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('\nfine\n')]));
    const message = '1: the file is not valid UTF-8';
    expect(await problemsIn()).toEqual([
      `ROOT/a.yaml:3:${message}`,
      `ROOT/b.yaml:1:${message}`,
      `ROOT/c.yaml:1:${message}`,
    ]);
  });

  test('folders more than 10 levels deep', async () => {
    mkdirSync(at(...Array.from({ length: 9 }, () => 'd')), { recursive: true });
    write(`${'d/'.repeat(9)}a.yaml`);
    expect(await filesIn()).toEqual([`${'d/'.repeat(9)}a.yaml`]);
    mkdirSync(at(...Array.from({ length: 10 }, () => 'd')));
    expect(await problemsIn()).toEqual([`ROOT${'/d'.repeat(10)}:1:1: the folder lies more than 10 levels deep`]);
  });

  test.each<[string, Partial<FolderLimits>, string]>([
    ['files', { files: 2 }, 'c.yaml:1:1: there are more than 2 policy files'],
    ['entries, whatever they are', { entries: 3 }, ':1:1: there are more than 3 entries'],
    ['characters', { characters: 17 }, 'c.yaml:1:1: the policy files have more than 17 characters together'],
  ])('too many %s; nothing after that is looked at', async (_, limit, problem) => {
    for (const path of ['a.yaml', 'b.yaml', 'c.yaml', 'd.yaml', 'e.txt']) write(path);
    expect(await filesIn()).toHaveLength(4);
    const problems = await problemsIn(root, { ...FOLDER_LIMITS, ...limit });
    expect(problems).toEqual([expect.stringContaining(problem)]);
    expect(FOLDER_LIMITS.files).toBe(2_000);
  });

  test('a path through a file', async () => {
    write('a.yaml');
    const problems = await problemsIn(at('a.yaml', 'b.yaml'));
    expect(problems).toEqual([expect.stringMatching(/^ROOT\/a\.yaml\/b\.yaml:1:1: cannot be read: ENOTDIR/)]);
  });
});
