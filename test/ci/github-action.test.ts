import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { bundle } from '../../scripts/build.ts';
import { schemaProblems } from '../support/public-schemas.ts';
import { ACTION, runAction } from './action-steps.ts';
import { BAD, GOOD, type Workspace, workspaceWith } from './job.ts';

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tidewaiter action '));
  await bundle(join(folder, 'dist'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const workspaces: Workspace[] = [];
afterEach(() => {
  for (const workspace of workspaces.splice(0)) workspace.remove();
});

function workspace(files: Readonly<Record<string, string>>): Workspace {
  const made = workspaceWith(files);
  workspaces.push(made);
  return made;
}

/** The files that annotations stand at. */
function annotated(out: string): readonly string[] {
  return [...out.matchAll(/^::error file=([^,]*),line=1,/gm)].map(([, file = '']) => file);
}

const THREE = { 'my app/Dockerfile': BAD, 'b/Dockerfile': BAD, 'c/Dockerfile': BAD };

test('action.yml is what GitHub reads', () => {
  const problems = schemaProblems('github-action');
  expect(problems(ACTION)).toEqual([]);
  expect(problems({ ...ACTION, runs: { using: 'composite' } })).not.toEqual([]);
  expect(ACTION.outputs.sarif?.value).toBe('${{ steps.lint.outputs.sarif }}');
});

describe('a step that uses the action', () => {
  test('lints the repository, annotates and fails where it says nothing else', async () => {
    const { code, out, err, outputs } = await runAction(folder, workspace(THREE), {});
    expect(annotated(out)).toEqual(['b/Dockerfile', 'c/Dockerfile', 'my app/Dockerfile']);
    expect(out).toContain('title=disallow-latest-tag::');
    expect({ code, err, outputs }).toEqual({ code: 1, err: '', outputs: '' });
  });

  test('succeeds where nothing is found', async () => {
    const { code, out } = await runAction(folder, workspace({ Dockerfile: GOOD }), {});
    expect({ code, errors: annotated(out) }).toEqual({ code: 0, errors: [] });
  });

  test.each([
    ['words of a line', 'b  c/Dockerfile', ['b/Dockerfile', 'c/Dockerfile']],
    ['lines, with the blanks in them', '  my app/Dockerfile  \n\nb\n', ['my app/Dockerfile', 'b/Dockerfile']],
    ['one line of a block', 'my app\n', ['my app/Dockerfile']],
    [
      'globs, which are for the program and not for bash',
      '*/Dockerfile',
      ['b/Dockerfile', 'c/Dockerfile', 'my app/Dockerfile'],
    ],
    ['nothing, which is all', '', ['b/Dockerfile', 'c/Dockerfile', 'my app/Dockerfile']],
  ])('takes paths: %s', async (_what, paths, files) => {
    const { code, out } = await runAction(folder, workspace(THREE), { paths });
    expect({ code, files: annotated(out) }).toEqual({ code: 1, files });
  });

  test.each([
    ['--ignore=disallow-latest-tag --quiet', 0],
    ['--ignore\ndisallow-latest-tag', 0],
    ['--exclude=my app\n--exclude=b\n--exclude=c', 2],
    ['--exclude=my app\n--exclude=b', 1],
    ['--no-such-flag', 2],
  ])('takes flags: %j', async (args, code) => {
    expect((await runAction(folder, workspace(THREE), { args })).code).toBe(code);
  });

  test.each([
    ['none', 0],
    ['error', 1],
    ['everything', 2],
  ])('fails from the severity %s on', async (severity, code) => {
    const { code: got } = await runAction(folder, workspace(THREE), { 'fail-on': severity });
    expect(got).toBe(code);
  });

  test.each([
    '$(touch HARM)',
    '; touch HARM',
    '`touch HARM`',
    '"; touch HARM; "',
    '--fix',
    '$(touch HARM)\n; touch HARM',
  ])('runs nothing that inputs say: %j', async (text) => {
    for (const input of ['paths', 'args', 'fail-on', 'sarif']) {
      const { at, root, ...rest } = workspace({ Dockerfile: BAD.toLowerCase() });
      const before = readFileSync(at('Dockerfile'), 'utf8');
      const { code } = await runAction(folder, { at, root, ...rest }, { 'fail-on': 'none', [input]: text });
      if (input !== 'args' || text !== '--fix') expect(readFileSync(at('Dockerfile'), 'utf8')).toBe(before);
      if (input === 'paths' || input === 'fail-on') expect(code).toBe(2);
      expect(existsSync(at('HARM'))).toBe(false);
    }
  });
});

describe('SARIF', () => {
  test('is written beside the annotations, and its file is an output', async () => {
    const { at, ...rest } = workspace(THREE);
    const { code, out, outputs } = await runAction(folder, { at, ...rest }, { sarif: 'lint results.sarif' });
    expect({ code, outputs, count: annotated(out).length }).toEqual({
      code: 1,
      outputs: 'sarif=./lint results.sarif\n',
      count: 3,
    });
    const document = JSON.parse(readFileSync(at('lint results.sarif'), 'utf8'));
    expect(schemaProblems('sarif')(document)).toEqual([]);
    expect(document.runs[0].results.filter(({ level }: { level: string }) => level === 'error')).toHaveLength(3);
  });

  test('of another folder is found from the workspace on', async () => {
    const { at, ...rest } = workspace(THREE);
    const inputs = { sarif: 'lint.sarif', 'working-directory': 'my app' };
    const { outputs, out } = await runAction(folder, { at, ...rest }, inputs);
    expect(outputs).toBe('sarif=my app/lint.sarif\n');
    expect(annotated(out)).toEqual(['Dockerfile']);
    expect(existsSync(at('my app/lint.sarif'))).toBe(true);
  });

  test('to a name with a line break sets no other output', async () => {
    const { outputs } = await runAction(folder, workspace(THREE), { sarif: 'a\nother=value' });
    expect(outputs).toBe('sarif=./aother=value\n');
  });
});
