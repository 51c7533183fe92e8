import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sbomOf } from '../support/sbom/document.ts';
import { folderWith, LAUNCHER, node } from './command-line.ts';
import { wanting } from './document-workspace.ts';

const MANY = 2_000;

const POLICY = `
apiVersion: tidewaiter.dev/v1alpha1
kind: AdmissionPolicy
metadata: { name: basics }
spec:
  rules: [{ rule: disallow-privileged }]
`;

const NO_AGPL = wanting([{ type: 'sbom', sbom: { deny: { licenses: ['AGPL-*'] } } }]);

const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: { containers: [{ name: 'app' }] } };
const badPod = { ...pod, spec: { containers: [{ name: 'app', securityContext: { privileged: true } }] } };

let folder: ReturnType<typeof folderWith>;
beforeAll(() => {
  folder = folderWith({
    'policies/policy.yaml': POLICY,
    'good.json': JSON.stringify(pod),
    'bad.json': JSON.stringify(badPod),
    'many.json': JSON.stringify({ apiVersion: 'v1', kind: 'List', items: Array(MANY).fill(badPod) }),
    'broken.json': '{',
    'images/policy.yaml': JSON.stringify(NO_AGPL),
    'sbom.json': JSON.stringify(
      sbomOf('cyclonedx', { parts: Array(MANY).fill({ name: 'a', license: 'AGPL-3.0-only' }) }),
    ),
  });
});
afterAll(() => folder.remove());

function review(...args: readonly string[]): string[] {
  return [LAUNCHER, 'review', `--policies=${folder.path}/policies`, ...args];
}

describe('the exit code of the process', () => {
  test.each([
    ['good.json', 0],
    ['bad.json', 1],
    ['broken.json', 2],
  ])('of a review of %s is %i', async (file, code) => {
    const result = await node(review(`${folder.path}/${file}`));
    expect(result.code).toBe(code);
    expect(result.err.split('\n')).toHaveLength(code === 2 ? 2 : 1);
  });

  test('is 2 where the command line is wrong', async () => {
    expect(await node([LAUNCHER, 'reviw'])).toEqual({
      code: 2,
      out: '',
      err: 'tidewaiter: unknown command "reviw"; did you mean "review"?\n',
    });
  });
});

test('standard input and variables are read', async () => {
  const args = [LAUNCHER, 'review', '-'];
  const env = { TIDEWAITER_POLICIES: `${folder.path}/policies`, TIDEWAITER_FORMAT: 'jsonl' };
  const { code, out } = await node(args, { stdin: JSON.stringify(badPod), env });
  expect(code).toBe(1);
  expect(JSON.parse(out).subject.file).toBe('-');
});

describe('standard output', () => {
  const shell = async (script: string, args: readonly string[] = review(`${folder.path}/many.json`)) => {
    const run = promisify(execFile)('bash', ['-c', script, process.execPath, ...args]);
    return run.then(
      ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
      ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
    );
  };

  test('gets everything', async () => {
    const { out } = await node(review('--format=jsonl', `${folder.path}/many.json`));
    expect(out.split('\n')).toHaveLength(MANY + 1);
  });

  test('may be closed by its reader: no complaint, and the right exit code', async () => {
    const { code, stdout, stderr } = await shell('set -o pipefail; "$0" "$@" | head -n 1');
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/^DENIED Pod default\/a \([^\n]*many\.json:1\)\n$/);
  });

  test.each([
    ['sbom', '--components=5000', 0],
    ['sbom', '--format=json', 0],
    ['lint', '--format=jsonl', 1],
  ])('of %s %s may be closed too', async (command, flag, expected) => {
    const args = [LAUNCHER, command, flag, `--policies=${folder.path}/images`, `${folder.path}/sbom.json`];
    const { code, stdout, stderr } = await shell('set -o pipefail; "$0" "$@" | head -n 1', args);
    expect({ code, stderr }).toEqual({ code: expected, stderr: '' });
    expect(stdout).not.toBe('');
  });

  test('that cannot be written is an error', async () => {
    const { code, stderr } = await shell('"$0" "$@" > /dev/full');
    expect(code).toBe(2);
    expect(stderr).toMatch(/^tidewaiter: standard output could not be written: [^\n]*ENOSPC[^\n]*\n$/);
  });

  test('and standard error may both be closed', async () => {
    expect((await shell('"$0" "$@" >&- 2>&-')).code).toBeGreaterThan(0);
  });
});
