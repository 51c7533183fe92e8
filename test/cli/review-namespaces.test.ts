import { afterEach, describe, expect, test } from '@jest/globals';
import { BAD_POD, judged, POD, POLICY, removeWorkspaces, review, workspace } from './review-workspace.ts';

afterEach(removeWorkspaces);

describe('the namespace of a manifest', () => {
  const policy = `${POLICY}  match: { namespaces: { include: [shop] } }\n`;
  test.each([
    ['its own', BAD_POD.replace('name: a }', 'name: a, namespace: shop }'), ['--namespace=other'], 1],
    ['that of --namespace', BAD_POD, ['--namespace=shop'], 1],
    ['default', BAD_POD, [], 0],
  ])('is %s', async (_name, manifest, flags, code) => {
    const root = workspace({ 'policies/policy.yaml': policy, 'in/a.yaml': manifest });
    expect((await review(root, [...flags, 'in'])).code).toBe(code);
  });

  test('must be a name', async () => {
    expect((await review(workspace({}), ['--namespace=Shop', '-'])).err).toContain('--namespace: must be the name of');
  });
});

describe('labels of namespaces', () => {
  const policy = `${POLICY}  match: { namespaceSelector: { matchLabels: { env: prod } } }\n`;
  const run = (files: Readonly<Record<string, string>>, args: readonly string[] = []) =>
    review(workspace({ 'policies/policy.yaml': policy, 'in/a.yaml': BAD_POD, ...files }), [...args, 'in']);
  const namespace = (name: string, labels: string) =>
    `apiVersion: v1\nkind: Namespace\nmetadata: { name: ${name}, labels: ${labels} }\n`;

  test('that nobody gave deny, and the message names the flag', async () => {
    const { code, out } = await run({});
    expect(code).toBe(1);
    expect(out).toContain(
      '  Deny could not decide, so denied\n' +
        '    why: the labels of namespace default could not be read: give them in a file, with --namespace-labels\n',
    );
  });

  test('that a file leaves out deny, and the message names the file and the namespace', async () => {
    const root = workspace({ 'policies/policy.yaml': policy, 'in/a.yaml': BAD_POD, labels: 'shop: {}\n' });
    const { code, out } = await review(root, [`--namespace-labels=${root}/labels`, 'in']);
    expect(code).toBe(1);
    expect(out).toContain(
      '    why: the labels of namespace default could not be read: labels has no namespace "default"; add it there\n',
    );
  });

  test('are not asked for where no policy needs them', async () => {
    expect((await run({ 'policies/policy.yaml': POLICY })).out).toContain('Deny disallow-privileged');
  });

  const sources: readonly (readonly [string, string])[] = [
    ['a map', 'default: { env: ENV }\nother: {}\n'],
    ['Namespace objects', `${namespace('default', '{ env: ENV }')}---\n${namespace('other', '{}')}`],
    [
      'a List, as kubectl prints it',
      `apiVersion: v1\nkind: List\nitems: [${JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default', labels: { env: 'ENV' } } })}]\n`,
    ],
    [
      'a NamespaceList',
      'apiVersion: v1\nkind: NamespaceList\nitems: [{ metadata: { name: default, labels: { env: ENV } } }]\n',
    ],
  ];
  test.each(sources)('come from a file with %s', async (_name, content) => {
    for (const [env, code] of [
      ['prod', 1],
      ['test', 0],
    ] as const) {
      const root = workspace({
        'policies/policy.yaml': policy,
        'in/a.yaml': BAD_POD,
        labels: content.replaceAll('ENV', env),
      });
      expect((await review(root, [`--namespace-labels=${root}/labels`, 'in'])).code).toBe(code);
    }
  });

  test('come from Namespace objects among the files, also from later ones', async () => {
    expect((await run({ 'in/z.yaml': namespace('default', '{ env: prod }') })).code).toBe(1);
    expect(await run({ 'in/z.yaml': namespace('default', '{ env: test }') })).toEqual({
      code: 0,
      out: `allowed Pod default/a (in/a.yaml:1)\n${judged(1, 0)}; 1 not judged (no workload of a kind that is known): 1 Namespace\n`,
      err: '',
    });
  });

  test('come from the same standard input that is reviewed', async () => {
    const root = workspace({ 'policies/policy.yaml': policy });
    const stdin = `${BAD_POD}---\n${namespace('default', '{ env: test }')}`;
    expect((await review(root, ['-'], { stdin })).code).toBe(0);
  });

  test('that contradict each other among the files deny; the file of the flag settles it', async () => {
    const files = { 'in/y.yaml': namespace('default', '{ env: test }'), 'in/z.yaml': namespace('default', '{}') };
    const { code, out } = await run(files);
    expect(code).toBe(1);
    expect(out).toContain(
      'the reviewed files contradict each other; say what counts in a file, with --namespace-labels',
    );
    const root = workspace({ 'policies/policy.yaml': policy, 'in/a.yaml': BAD_POD, ...files, labels: 'default: {}' });
    expect((await review(root, [`--namespace-labels=${root}/labels`, 'in'])).code).toBe(0);
  });

  test('include the one that the API server sets itself', async () => {
    const byName = `${POLICY}  match: { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: default } } }\n`;
    const root = workspace({ 'policies/policy.yaml': byName, 'in/a.yaml': BAD_POD, labels: 'default: {}' });
    expect((await review(root, [`--namespace-labels=${root}/labels`, 'in'])).out).toContain('Deny disallow-privileged');
  });

  test.each([
    ['[1]', 'labels:1:1: must be a map of `namespace: {label: value}`, or Namespace objects'],
    ['default: { env: 1 }', 'the labels of a namespace must be a map of texts'],
    ['default: 7', 'the labels of a namespace must be a map of texts'],
    ['a: {}\n---\na: {}\n', 'labels:3:1: namespace "a" is given twice'],
    ['apiVersion: v1\nkind: Pod\n', 'must be a Namespace of v1 with a name and a map of texts as labels, not a Pod'],
    ['apiVersion: v1\nkind: Namespace\n', 'must be a Namespace of v1 with a name'],
    ['a: [', 'labels:1:'],
  ])('in a file that cannot be used are an error: %j', async (content, message) => {
    const root = workspace({ 'in/a.yaml': POD, labels: content });
    const { code, out, err } = await review(root, [`--namespace-labels=${root}/labels`, 'in']);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });

  test('in a file that is not there are an error', async () => {
    const root = workspace({ 'in/a.yaml': POD });
    const { code, err } = await review(root, [`--namespace-labels=${root}/labels`, 'in']);
    expect({ code, err }).toEqual({ code: 2, err: 'error: labels:1:1: no such file or folder\n' });
  });
});
