import { afterEach, describe, expect, test } from '@jest/globals';
import { exceptionDocument } from '../support/exceptions.ts';
import { folderWith, tidewaiter } from './command-line.ts';

const POLICY = `
apiVersion: tidewaiter.dev/v1alpha1
kind: AdmissionPolicy
metadata: { name: basics }
spec:
  rules: [{ rule: disallow-privileged }]
`;

const folders: { remove(): void }[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

async function run(files: Readonly<Record<string, string>>, below = '') {
  const folder = folderWith(files);
  folders.push(folder);
  const { code, out, err } = await tidewaiter(['test', `${folder.path}${below}`]);
  return { code, out: out.replaceAll(`${folder.path}/`, ''), err: err.replaceAll(`${folder.path}/`, '') };
}

const pod = (privileged: boolean) =>
  `{ apiVersion: v1, kind: Pod, metadata: { name: a }, spec: { containers: [{ name: app, securityContext: { privileged: ${privileged} } }] } }`;

function tests(...cases: readonly string[]): string {
  const head = 'apiVersion: tidewaiter.dev/v1alpha1\nkind: PolicyTest\nmetadata: { name: basics }\nspec:\n  cases:\n';
  return head + cases.map((text) => `    - ${text.trim().replaceAll('\n', '\n      ')}\n`).join('');
}

const GOOD_CASE = `name: a good pod\nresource: ${pod(false)}\nexpect: []`;
const BAD_CASE = `name: a bad pod\nresource: ${pod(true)}\nexpect: [{ rule: disallow-privileged }]`;

test('runs the cases of every folder against the policies of that folder', async () => {
  const result = await run({
    'a/policy.yaml': POLICY,
    'a/test.yaml': tests(GOOD_CASE, BAD_CASE),
    'b/deeper/policy.yaml': POLICY.replace('disallow-privileged', 'read-only-root-filesystem'),
    'b/deeper/test.yaml': tests(
      `name: other rules\nresource: ${pod(true)}\nexpect: [{ rule: read-only-root-filesystem }]`,
    ),
  });
  expect(result).toEqual({
    code: 0,
    out: [
      'a/test.yaml',
      '  pass a good pod',
      '  pass a bad pod',
      'b/deeper/test.yaml',
      '  pass other rules',
      'coverage',
      '  a: 100% (rules 1/1, branches 0/0, matchers 0/0, exceptions 0/0)',
      '  b/deeper: 0% (rules 0/1, branches 0/0, matchers 0/0, exceptions 0/0)',
      '    b/deeper/policy.yaml:6:11: rule basics/read-only-root-filesystem: never passed',
      '  all of it: 50% (rules 1/2, branches 0/0, matchers 0/0, exceptions 0/0)',
      '3 passed, 0 failed',
      '',
    ].join('\n'),
    err: '',
  });
});

test('shows of a failed case what was expected and what was found', async () => {
  const wrong = `name: wrong\nresource: ${pod(true)}\nexpect: [{ rule: run-as-non-root, policy: basics, action: Warn, path: spec }]`;
  const { code, out } = await run({ 'policy.yaml': POLICY, 'test.yaml': tests(wrong, GOOD_CASE) });
  expect(code).toBe(1);
  expect(
    out
      .replace(/coverage\n(?: {2}.*\n)*/, '')
      .split('\n')
      .slice(1),
  ).toEqual([
    '  FAIL wrong',
    '       expected, not found: run-as-non-root (policy basics, Warn, at spec)',
    '       found, not expected: disallow-privileged (policy basics, Deny, at spec.containers[0].securityContext.privileged): container "app" has the rights of root on the node: it sets privileged: true',
    '  pass a good pod',
    '1 passed, 1 failed',
    '',
  ]);
});

describe('a case can say', () => {
  const selective = `${POLICY}  match: { namespaceSelector: { matchLabels: { env: prod } }, users: { exclude: [root] } }\n`;
  const bad = (more: string, expected: string) =>
    `name: "${expected}"\nresource: ${pod(true)}\n${more}\nexpect: ${expected}`;
  test.each([
    ['which labels the namespace has', 'namespaceLabels: { env: prod }', '[{ rule: disallow-privileged }]'],
    ['nothing of labels: there are none', '', '[]'],
    ['who asks', 'namespaceLabels: { env: prod }\nrequester: { username: root }', '[]'],
    ['what was there before', `namespaceLabels: { env: prod }\noperation: UPDATE\noldResource: ${pod(true)}`, '[]'],
  ])('%s', async (_name, more, expected) => {
    const { code, out } = await run({ 'policy.yaml': selective, 'test.yaml': tests(bad(more, expected)) });
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('1 passed, 0 failed') });
  });
});

test('a case can be a connection to a pod, by somebody', async () => {
  const policy = POLICY.replace(
    'rules:',
    'match: { groups: { exclude: [sre] }, namespaces: { include: [shop] } }\n  rules:',
  );
  const connect = (name: string, details: string, expected = '') =>
    `name: ${name}\noperation: CONNECT\n${details}\nexpect: [${expected}]`;
  const exec = (metadata: string) => `resource: { apiVersion: v1, kind: PodExecOptions, metadata: ${metadata} }`;
  const cases = tests(
    connect('anybody', exec('{ name: web-1, namespace: shop }'), '{ rule: deny-exec }'),
    connect('the sre', `${exec('{ name: web-1, namespace: shop }')}\nrequester: { username: eve, groups: [sre] }`),
    connect('another pod', exec('{ name: db, namespace: shop }')),
    connect('another namespace', exec('{ name: web-1 }')),
  );
  const rule = '{ rule: deny-exec, options: { pods: [web-*] } }';
  const files = { 'policy.yaml': policy.replace('{ rule: disallow-privileged }', rule), 'test.yaml': cases };
  expect(await run(files)).toMatchObject({ code: 0, out: expect.stringMatching(/rules 1\/1.*\n4 passed, 0 failed/s) });
});

test('exceptions are those of the day that a case names', async () => {
  const exception = exceptionDocument('e', { basics: ['disallow-privileged'] }, { match: { names: ['a'] } });
  const on = (today: string, expected: string) =>
    `name: on ${today}\nresource: ${pod(true)}\ntoday: ${today}\nexpect: ${expected}`;
  const { code, out } = await run({
    'policy.yaml': POLICY,
    'exception.yaml': JSON.stringify(exception),
    'test.yaml': tests(on('2027-03-31', '[]'), on('2027-04-01', '[{ rule: disallow-privileged }]')),
  });
  expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('2 passed, 0 failed') });
});

test('annotations of other tools mean nothing in a test: it shows what the cluster does', async () => {
  const annotated = pod(true).replace('name: a }', 'name: a, annotations: { kube-linter.io/ignore-all: "" } }');
  const { code } = await run({ 'policy.yaml': POLICY, 'test.yaml': tests(BAD_CASE.replace(pod(true), annotated)) });
  expect(code).toBe(0);
});

test('rules that mutate do so before the verdict', async () => {
  const policy = POLICY.replace('rule: disallow-privileged', 'rule: run-as-non-root, options: { mutate: true }');
  expect((await run({ 'policy.yaml': policy, 'test.yaml': tests(GOOD_CASE) })).code).toBe(0);
});

describe('ends with 2', () => {
  test.each([
    ['for a test that cannot be read', { 'test.yaml': tests('name: x') }, /^error: test\.yaml:\d+:\d+: /],
    [
      'for a policy that cannot be read',
      { 'policy.yaml': 'kind: [', 'test.yaml': tests(GOOD_CASE) },
      /^error: policy\.yaml:1:/,
    ],
    [
      'for a resource that no policy judges',
      { 'test.yaml': tests('name: x\nresource: { apiVersion: v1, kind: Service }\nexpect: []') },
      /^error: test\.yaml:6:\d+: the resource of case "x" is nothing that policies judge\n$/,
    ],
  ])('%s', async (_name, files, err) => {
    const result = await run({ 'policy.yaml': POLICY, ...files });
    expect(result.code).toBe(2);
    expect(result.err).toMatch(err);
    expect(result.out).toMatch(/\d passed, 0 failed\n$/);
  });

  test('where there is no test at all, or no folder', async () => {
    const { code, err } = await run({ 'policy.yaml': POLICY });
    expect({ code, err }).toEqual({ code: 2, err: 'tidewaiter: there is no test.yaml in what was named\n' });
    expect((await run({}, '/missing')).err).toBe('error: missing:1:1: no such file or folder\n');
  });
});

test('names policies that have no test; those below a folder with a test have one', async () => {
  const { code, out } = await run({
    'tested/test.yaml': tests(GOOD_CASE),
    'tested/part/policy.yaml': POLICY,
    'untested/policy.yaml': POLICY,
    'untested/other.yaml': 'apiVersion: v1\nkind: ConfigMap\n',
  });
  expect({ code, out: out.replace(/coverage\n(?: {2}.*\n)*/, '') }).toEqual({
    code: 0,
    out: [
      'tested/test.yaml',
      '  pass a good pod',
      'untested/policy.yaml',
      '  has no test: there is no test.yaml beside it',
      '1 passed, 0 failed',
      '',
    ].join('\n'),
  });
});

test('the shipped policies pass their tests', async () => {
  const { code, out } = await tidewaiter(['test', `${import.meta.dirname}/../../policies`]);
  expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/\n[1-9]\d* passed, 0 failed\n$/) });
  expect(out).not.toContain('has no test');
});
