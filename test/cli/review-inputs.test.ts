import { execFileSync, spawn } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { tidewaiter } from './command-line.ts';
import { BAD_POD, judged, POD, POLICY, removeWorkspaces, review, workspace } from './review-workspace.ts';

afterEach(removeWorkspaces);

describe('inputs that cannot be used end with 2, and the others are judged all the same', () => {
  const broken: readonly (readonly [string, string | Buffer, string])[] = [
    ['a Helm template', '{{- if .Values.on }}\napiVersion: v1\n{{- end }}\n', 'in/x.yaml:1:'],
    ['unparsable YAML', 'a: [1\nb: 2\n', 'not valid YAML'],
    ['a key given twice', 'apiVersion: v1\nkind: Pod\nkind: Pod\n', 'in/x.yaml:3:1: '],
    ['deep JSON', '['.repeat(100_000), 'nested more than 64 levels deep'],
    ['NUL', Buffer.from('apiVersion: v1\u0000\n'), 'U+0000'],
    ['a binary file', Buffer.from([0xff, 0xfe, 0x00, 0x80, 0xc3, 0x28]), 'in/x.yaml:1:1: not UTF-8 text'],
    ['an alias bomb', bomb(), 'in/x.yaml:'],
    ['a file that is too large', Buffer.alloc(8 * 2 ** 20 + 1, 'a'), 'in/x.yaml:1:1: larger than 8 MiB; split it'],
    ['apiVersion without kind', 'apiVersion: v1\nspec: {}\n', 'kind must be text such as "Pod"'],
    ['kind without apiVersion', 'kind: Pod\nspec: {}\n', 'apiVersion must be text'],
    [
      'a namespace that is no text',
      'apiVersion: v1\nkind: Pod\nmetadata: { namespace: 5 }\n',
      'in/x.yaml:3:24: metadata.namespace must be a string, not a number',
    ],
    ['a kind that is no text', 'apiVersion: v1\nkind: [Pod]\n', 'in/x.yaml:2:'],
    [
      'a List whose items are no list',
      'apiVersion: v1\nkind: List\nitems: { a: 1 }\n',
      'items of a List must be a list',
    ],
    ['an item that is no object', 'apiVersion: v1\nkind: List\nitems: [7]\n', 'not a Kubernetes object'],
    ['Lists in Lists without end', lists(12), 'more than 8 Lists lie in each other'],
  ];
  test.each(broken)('%s', async (_name, content, message) => {
    const root = workspace({ 'in/a.yaml': POD, 'in/x.yaml': content, 'in/z.yaml': BAD_POD });
    const { code, out, err } = await review(root, ['in']);
    expect(code).toBe(2);
    expect(err).toMatch(/^error: in\/x\.yaml:\d+:\d+: [^\n]+\n$/);
    expect(err).toContain(message);
    expect(out).toContain('allowed Pod default/a (in/a.yaml:1)\n');
    expect(out).toContain('DENIED Pod default/a (in/z.yaml:1)\n');
    expect(out.split('\n').at(-2)).toBe(`${judged(1, 1)}; findings: 1 Deny; 1 input error`);
  });

  test('broken documents beside good ones: nothing of the file is judged', async () => {
    const { code, out } = await review(workspace({ 'in/x.yaml': `${POD}---\na: [\n` }), ['in/x.yaml']);
    expect({ code, out }).toEqual({ code: 2, out: `${judged(0, 0)}; 1 input error\n` });
  });

  test('what does not exist', async () => {
    const { code, err } = await review(workspace({ 'in/a.yaml': POD }), ['in', 'missing.yaml']);
    expect({ code, err }).toEqual({ code: 2, err: 'error: missing.yaml:1:1: no such file or folder\n' });
  });

  test('a device, a folder of nothing, a loop of links', async () => {
    const root = workspace({ 'empty/README.md': '', 'loop/a.yaml': POD });
    symlinkSync('.', join(root, 'loop/again'));
    expect((await tidewaiter(['review', `--policies=${root}/policies`, '/dev/null'])).err).toBe(
      'error: /dev/null:1:1: not a regular file\n',
    );
    expect((await review(root, ['empty'])).err).toContain('no *.yaml, *.yml or *.json file');
    expect((await review(root, ['loop'])).out).toBe(`allowed Pod default/a (loop/a.yaml:1)\n${judged(1, 0)}\n`);
  });

  test('file names cannot write to the terminal', async () => {
    const root = workspace({ 'in/\u001b[31m\n::error::x.yaml': 'a: [' });
    expect((await review(root, ['in'])).err).toContain('error: in/\\u{1b}[31m\\u{a}::error::x.yaml:1:');
  });
});

describe('files that hold no Kubernetes object', () => {
  test('are passed over in folders', async () => {
    const root = workspace({ 'in/values.yaml': 'replicas: 2\n', 'in/list.json': '[1, 2]', 'in/empty.yaml': '' });
    expect(await review(root, ['in'])).toEqual({ code: 0, out: `${judged(0, 0)}\n`, err: '' });
  });

  test.each([
    ['replicas: 2\n', 'not a Kubernetes object: it has no apiVersion and no kind'],
    ['', 'there is nothing in it to review'],
    ['---\n# nothing\n---\n', 'there is nothing in it to review'],
  ])('are errors where they are named: %j', async (content, message) => {
    const { code, err } = await review(workspace({ 'in/x.yaml': content }), ['in/x.yaml']);
    expect({ code, err }).toEqual({ code: 2, err: `error: in/x.yaml:1:1: ${message}\n` });
  });

  test('an empty List is no error', async () => {
    const root = workspace({ 'in/x.yaml': 'apiVersion: v1\nkind: List\nitems: []\n' });
    expect((await review(root, ['in/x.yaml'])).code).toBe(0);
  });
});

describe('standard input', () => {
  test('is read for -', async () => {
    const result = await review(workspace({}), ['-'], { stdin: BAD_POD });
    expect(result.code).toBe(1);
    expect(result.out).toContain('DENIED Pod default/a (-:1)\n  Deny disallow-privileged -:4:');
  });

  test('that is empty is an error: whatever should have written it has failed', async () => {
    const { code, err } = await review(workspace({}), ['-'], { stdin: '' });
    expect({ code, err }).toEqual({ code: 2, err: 'error: -:1:1: there is nothing in it to review\n' });
  });

  test('is bounded', async () => {
    const { code, err } = await review(workspace({}), ['-'], { stdin: Buffer.alloc(9 * 2 ** 20, 'a') });
    const expected = 'error: -:1:1: larger than 8 MiB; give it in parts, for example one namespace at a time\n';
    expect({ code, err }).toEqual({ code: 2, err: expected });
  });
});

describe('policies', () => {
  test('that are missing are an error that names the flag', async () => {
    const { code, err } = await review(workspace({ 'in/a.yaml': POD }), ['--policies=/nowhere', 'in']);
    expect({ code, err }).toEqual({
      code: 2,
      err: 'tidewaiter: there is no policy file or folder "/nowhere"; name one with --policies\n',
    });
  });

  test('that are broken are shown with all their problems, and nothing is judged', async () => {
    const root = workspace({
      'policies/policy.yaml': POLICY.replace('disallow-privileged', 'disallow-privilegd'),
      'policies/z.yaml': POLICY.replace('spec', 'spce'),
      'in/a.yaml': POD,
    });
    const { code, out, err } = await review(root, ['in']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/error: policies\/policy\.yaml:6:\d+: .*did you mean "disallow-privileged"/);
    expect(err).toMatch(/error: policies\/z\.yaml:\d+:\d+: /);
  });

  test('may be one file; test files beside them are not read as policies', async () => {
    const root = workspace({ 'policies/test.yaml': 'this: is not parsed\n  : [', 'in/a.yaml': BAD_POD });
    expect((await review(root, ['in'])).code).toBe(1);
    expect((await review(root, [`--policies=${root}/policies/policy.yaml`, 'in'])).code).toBe(1);
  });

  test.each(['AdmissionPolicy', '"Admission\\x50olicy"'])(
    'that hide in a test file are not passed over: %s',
    async (kind) => {
      const policy = POLICY.replace('basics', 'more').replace('AdmissionPolicy', kind);
      const root = workspace({ 'policies/test.yaml': policy, 'in/a.yaml': BAD_POD });
      expect((await review(root, ['in'])).out).toContain('policy more)');
    },
  );
});

test('a pipe that is named like a file is read once, however often it is asked for', async () => {
  const root = workspace({
    'policies/policy.yaml': `${POLICY}  match: { namespaceSelector: { matchLabels: { env: prod } } }\n`,
  });
  const pipe = join(root, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const manifest = `${BAD_POD}---\napiVersion: v1\nkind: Namespace\nmetadata: { name: default, labels: { env: prod } }\n`;
  const writer = spawn('sh', ['-c', 'cat > "$0"', pipe], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  writer.stdin.end(manifest);
  expect((await review(root, ['pipe'])).out).toContain('Deny disallow-privileged pipe:4:');
});

function bomb(): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < 9; level++) {
    const alias = `*a${level - 1}`;
    lines.push(`a${level}: &a${level} [${Array(9).fill(alias).join(', ')}]`);
  }
  return `${lines.join('\n')}\n`;
}

function lists(depth: number): string {
  let value: unknown = { apiVersion: 'v1', kind: 'Service' };
  for (let level = 0; level < depth; level++) value = { apiVersion: 'v1', kind: 'List', items: [value] };
  return JSON.stringify(value);
}
