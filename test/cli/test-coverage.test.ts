import { afterEach, describe, expect, test } from '@jest/globals';
import { folderWith, tidewaiter } from './command-line.ts';

/** What `tidewaiter test` says of coverage. */

const folders: { remove(): void }[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

async function run(files: Readonly<Record<string, string>>, ...flags: readonly string[]) {
  const folder = folderWith(files);
  folders.push(folder);
  const { code, out, err } = await tidewaiter(['test', ...flags, folder.path]);
  const plain = (text: string) => text.replaceAll(`${folder.path}/`, '').replaceAll(folder.path, '.');
  return { code, err: plain(err), coverage: coverageIn(plain(out)) };
}

/** The lines from `coverage` on, without the totals of cases. */
function coverageIn(out: string): readonly string[] {
  const lines = out.trimEnd().split('\n');
  return lines.includes('coverage') ? lines.slice(lines.indexOf('coverage') + 1, -1) : [];
}

const HEAD = 'apiVersion: tidewaiter.dev/v1alpha1\n';

/** A policy with the rule on line 7 and one about a label from line 8 on. */
const policy = (name = 'basics', match = '') =>
  [
    `${HEAD}kind: AdmissionPolicy`,
    `metadata: { name: ${name} }`,
    'spec:',
    `  match: { ${match} }`,
    '  rules:',
    '    - rule: disallow-privileged',
    '    - id: tier',
    '      message: broken',
    '      any:',
    '        - assert: { path: $.metadata.labels.tier, equals: web }',
    '        - assert: { path: $.metadata.labels.tier, equals: db }',
  ].join('\n');

interface Case {
  readonly privileged?: boolean;
  readonly tier?: string;
  readonly namespace?: string;
  readonly today?: string;
}

/** A test file that expects what the policy above finds, but for what exceptions and match take out. */
function tests(cases: readonly Case[], expected = true): string {
  const written = cases.map(({ privileged = false, tier = 'web', namespace = 'shop', today }, index) => ({
    name: `case ${index}`,
    resource: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'app', namespace, labels: { tier } },
      spec: { containers: [{ name: 'app', securityContext: { privileged } }] },
    },
    ...(today !== undefined && { today }),
    expect: [
      ...(privileged && expected ? [{ rule: 'disallow-privileged' }] : []),
      ...(tier === 'web' || tier === 'db' || !expected ? [] : [{ rule: 'tier' }]),
    ],
  }));
  return `${HEAD}kind: PolicyTest\nmetadata: { name: tests }\nspec: ${JSON.stringify({ cases: written })}\n`;
}

const ALL: readonly Case[] = [{}, { tier: 'db', privileged: true }, { tier: 'other' }];

test('names what no case has shown, where it stands', async () => {
  const { code, coverage } = await run({ 'policy.yaml': policy('basics', 'kinds: [Pod]'), 'test.yaml': tests([{}]) });
  expect({ code, coverage }).toEqual({
    code: 0,
    coverage: [
      '  .: 0% (rules 0/2, branches 0/2, matchers 0/1, exceptions 0/0)',
      '    policy.yaml:5:19: matcher spec.match.kinds: always met',
      '    policy.yaml:7:7: rule basics/disallow-privileged: never failed',
      '    policy.yaml:8:7: rule basics/tier: never failed',
      '    policy.yaml:11:11: branch spec.rules[1].any[0]: never failed',
      '    policy.yaml:12:11: branch spec.rules[1].any[1]: never evaluated',
      '  all of it: 0% (rules 0/2, branches 0/2, matchers 0/1, exceptions 0/0)',
    ],
  });
});

test('says so where everything has been shown', async () => {
  const files = { 'policy.yaml': policy(), 'test.yaml': tests(ALL) };
  const { code, coverage } = await run(files, '--min-coverage', '100');
  const everything = '100% (rules 2/2, branches 2/2, matchers 0/0, exceptions 0/0)';
  expect({ code, coverage }).toEqual({ code: 0, coverage: [`  .: ${everything}`, `  all of it: ${everything}`] });
});

describe('each gap has its words:', () => {
  test.each<[string, Parameters<typeof tests>[0], string, string]>([
    ['a rule that never passed', [{ privileged: true }], '', 'rule basics/disallow-privileged: never passed'],
    ['a rule that never ran', [{ namespace: 'b' }], 'namespaces: { include: [a] }', 'rule basics/tier: never run'],
    ['a matcher that was never met', [{}], 'namespaces: { include: [a] }', 'matcher spec.match.namespaces: never met'],
    ['a matcher that was never asked', [{}], 'users: { include: [a] }', 'matcher spec.match.users: never evaluated'],
    ['a branch that never held', [{ tier: 'x' }], '', 'branch spec.rules[1].any[1]: never held'],
  ])('%s', async (_name, cases, match, gap) => {
    const { coverage } = await run({ 'policy.yaml': policy('basics', match), 'test.yaml': tests(cases) });
    expect(coverage).toContainEqual(
      expect.stringMatching(new RegExp(`^ {4}policy\\.yaml:\\d+:\\d+: ${RegExp.escape(gap)}$`)),
    );
  });

  test('a branch that could never be judged', async () => {
    const files = { 'policy.yaml': policy().replace('equals: db', 'atLeast: 1'), 'test.yaml': tests([{ tier: 'db' }]) };
    expect((await run(files)).coverage).toContain(
      '    policy.yaml:12:11: branch spec.rules[1].any[1]: could never be judged',
    );
  });

  test('an exception that was never applied, which only a waived finding shows', async () => {
    const exception = {
      policies: [{ name: 'basics', rules: ['disallow-privileged'] }],
      match: { namespaces: ['old'] },
      reason: 'until it is gone',
      owner: 'team-a',
      expires: '2027-03-31',
    };
    const document = `${HEAD}kind: PolicyException\nmetadata: { name: old }\nspec: ${JSON.stringify(exception)}\n`;
    const shown = async (...cases: readonly Case[]) => {
      const files = { 'policy.yaml': policy(), 'exception.yaml': document, 'test.yaml': tests(cases, false) };
      return (await run(files)).coverage.filter((line) => line.includes('exception.yaml'));
    };
    const unapplied = ['    exception.yaml:3:19: exception old: never applied'];
    expect(await shown({ namespace: 'old', privileged: true, today: '2027-03-31' })).toEqual([]);
    expect(await shown({ namespace: 'old', today: '2027-03-31' })).toEqual(unapplied);
    expect(await shown({ namespace: 'old', privileged: true, today: '2027-04-01' })).toEqual(unapplied);
  });
});

test('counts the verdict, not what a rule would mend', async () => {
  const mending = policy().replace('rule: disallow-privileged', 'rule: run-as-non-root, options: { mutate: true }');
  const braces = mending.replace(
    '- rule: run-as-non-root, options: { mutate: true }',
    '- { rule: run-as-non-root, options: { mutate: true } }',
  );
  const { code, coverage } = await run({ 'policy.yaml': braces, 'test.yaml': tests([{}]) });
  expect(code).toBe(0);
  expect(coverage).toContain('    policy.yaml:7:7: rule basics/run-as-non-root: never failed');
});

test('lists at most 20 gaps of a folder, in the order of the file', async () => {
  const rules = Array.from(
    { length: 25 },
    (_, index) => `    - { id: r${index}, message: m, assert: { path: $.a, absent: true } }`,
  );
  const text = [...policy().split('\n').slice(0, 6), ...rules].join('\n');
  const { coverage } = await run({ 'policy.yaml': text, 'test.yaml': tests([{}]) });
  expect(coverage).toHaveLength(23);
  expect(coverage[1]).toBe('    policy.yaml:7:7: rule basics/r0: never failed');
  expect(coverage[21]).toBe('    and 5 more');
});

describe('folders', () => {
  test('each have their own figures, and both count', async () => {
    const { coverage } = await run({
      'a/policy.yaml': policy('a'),
      'a/test.yaml': tests(ALL),
      'b/policy.yaml': policy('b'),
      'b/test.yaml': tests([{}]),
    });
    expect(coverage.filter((line) => line.includes('%'))).toEqual([
      '  a: 100% (rules 2/2, branches 2/2, matchers 0/0, exceptions 0/0)',
      '  b: 0% (rules 0/2, branches 0/2, matchers 0/0, exceptions 0/0)',
      '  all of it: 50% (rules 2/4, branches 2/4, matchers 0/0, exceptions 0/0)',
    ]);
  });

  test('inside each other count a policy once, for the inner one, whoever tests it', async () => {
    const { coverage } = await run({
      'policy.yaml': policy('outer'),
      'test.yaml': tests([{}]),
      'inner/policy.yaml': policy('inner').replace('disallow-privileged', 'run-as-non-root'),
      'inner/test.yaml': tests([{}]),
    });
    expect(coverage.filter((line) => line.includes('%') || line.includes('run-as-non-root'))).toEqual([
      '  .: 0% (rules 0/2, branches 0/2, matchers 0/0, exceptions 0/0)',
      '  inner: 0% (rules 0/2, branches 0/2, matchers 0/0, exceptions 0/0)',
      '    inner/policy.yaml:7:7: rule inner/run-as-non-root: never passed',
      '  all of it: 0% (rules 0/4, branches 0/4, matchers 0/0, exceptions 0/0)',
    ]);
  });
});

describe('--min-coverage', () => {
  // One rule and one branch of four points.
  const half = { 'policy.yaml': policy(), 'test.yaml': tests([{}, { tier: 'x' }]) };
  test.each([
    ['50', 0, '  .: 50% (rules 1/2, branches 1/2, matchers 0/0, exceptions 0/0)'],
    ['51', 1, '  FAIL .: 50% (rules 1/2, branches 1/2, matchers 0/0, exceptions 0/0), less than 51%'],
  ])('%s', async (minimum, code, line) => {
    const result = await run(half, '--min-coverage', minimum);
    expect({ code: result.code, line: result.coverage[0] }).toEqual({ code, line });
  });

  test('is asked of each folder', async () => {
    const files = {
      'a/policy.yaml': policy('a'),
      'a/test.yaml': tests(ALL),
      'b/policy.yaml': policy('b'),
      'b/test.yaml': half['test.yaml'],
    };
    const { code, coverage } = await run(files, '--min-coverage', '60');
    expect(code).toBe(1);
    expect(coverage.filter((line) => line.includes('%')).map((line) => line.replace(/\(.*\)/, '()'))).toEqual([
      '  a: 100% ()',
      '  FAIL b: 50% (), less than 60%',
      '  all of it: 75% ()',
    ]);
  });

  test('is not reached by a policy without a test', async () => {
    const files = { 'a/policy.yaml': policy('a'), 'a/test.yaml': tests(ALL), 'b/policy.yaml': policy('b') };
    const { code, coverage } = await run(files, '--min-coverage', '1');
    expect(code).toBe(1);
    expect(coverage.slice(1)).toEqual([
      '  FAIL b/policy.yaml: it has no test',
      '  all of it: 100% (rules 2/2, branches 2/2, matchers 0/0, exceptions 0/0), besides what has no test',
    ]);
    expect((await run(files)).code).toBe(0);
  });

  test.each(['101', '-1', '50%', ''])('must be a percentage, not "%s"', async (minimum) => {
    const { code, err } = await run(half, `--min-coverage=${minimum}`);
    expect(code).toBe(2);
    expect(err).toContain(`--min-coverage: must be a whole number from 0 to 100, not "${minimum}"`);
  });
});

test('an error goes before too little coverage', async () => {
  const files = { 'policy.yaml': policy(), 'test.yaml': tests([{}]), 'more/test.yaml': 'kind: [' };
  expect((await run(files, '--min-coverage', '100')).code).toBe(2);
});

test('there is nothing to say of policies that cannot be read', async () => {
  const { code, coverage } = await run({ 'policy.yaml': 'kind: [', 'test.yaml': tests([{}]) });
  expect({ code, coverage }).toEqual({ code: 2, coverage: [] });
});
