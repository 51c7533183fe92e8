import { describe, expect, test } from '@jest/globals';
import { dockerfileRule } from '../../src/model/dockerfile-rule.ts';
import type { DockerfilePolicy } from '../../src/model/lint-policy.ts';
import { OptionsError } from '../../src/model/rule.ts';
import { record, required, text } from '../../src/model/schema.ts';
import { loadPolicies } from '../../src/policy/load.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { linterWith, NO_PROGRAM, RULES } from '../lint/harness.ts';
import { load, policyText, problemsOf } from './harness.ts';

const NAMES = linterWith({ rulesToUse: RULES }).names;
const HEAD = 'apiVersion: tidewaiter.dev/v1alpha1\nkind: DockerfilePolicy\nmetadata: { name: own }\n';

function loaded(spec: string, checked = true): readonly DockerfilePolicy[] {
  const options = { mayEnforceNothing: true, ...(checked && { dockerfileRules: NAMES }) };
  return loadPolicies([{ file: 'policy.yaml', text: `${HEAD}${spec}` }], WORKLOAD_RULES, options).dockerfiles;
}

/** A rule that cannot do without an option. */
const NEEDS_NAME = dockerfileRule({
  ...NO_PROGRAM,
  options: record('Options', { name: required(text('A program')) }),
  compile: ({ name }) => {
    if (name === 'bad') throw new OptionsError('name', 'is bad');
    return () => {};
  },
});

const faults = (spec: string) => problemsOf(() => loaded(spec)).map((problem) => problem.replace('policy.yaml:', ''));

describe('a policy over Dockerfiles', () => {
  test('with everything', () => {
    const [policy] = loaded(`spec:
  ruleset: "2026.11"
  match: { files: { include: [services], exclude: [services/legacy/**] } }
  rules:
    - rule: no-add
      severity: off
    - rule: DL3001
      severity: style
    - rule: no-program
      options: { name: nc }
    - rule: SC2086
      severity: error
  forbidIgnores: [no-add, AVD-DS-0010, SC2034]
  ignores: { requireReason: true, maxDays: 90 }
  failOn: info
  buildArgs: { VERSION: "1.2", EMPTY: "" }
`);
    expect(policy).toMatchObject({
      name: 'own',
      source: { file: 'policy.yaml', line: 3, column: 19 },
      ruleset: '2026.11',
      rules: [
        { rule: 'no-add', severity: 'off' },
        { rule: 'DL3001', severity: 'style' },
        { rule: 'no-program', options: { name: 'nc' } },
        { rule: 'SC2086', severity: 'error' },
      ],
      forbidIgnores: ['no-add', 'AVD-DS-0010', 'SC2034'],
      ignores: { requireReason: true, maxDays: 90 },
      failOn: 'info',
      buildArgs: new Map([
        ['VERSION', '1.2'],
        ['EMPTY', ''],
      ]),
    });
    expect(
      ['services/a/Dockerfile', 'services/legacy/x/Dockerfile', 'Dockerfile'].map((path) => policy?.matches(path)),
    ).toEqual([true, false, false]);
  });

  test('with nothing', () => {
    const [policy] = loaded('spec: {}\n');
    expect(policy).toMatchObject({
      rules: [],
      forbidIgnores: [],
      ignores: { requireReason: false },
      buildArgs: new Map(),
    });
    expect(policy?.matches('any/Dockerfile')).toBe(true);
    expect(policy?.failOn).toBeUndefined();
  });

  test('without files to include, those that are excluded are left out', () => {
    const [policy] = loaded('spec: { match: { files: { exclude: [vendor] } } }\n');
    expect([policy?.matches('a/vendor/Dockerfile'), policy?.matches('Dockerfile')]).toEqual([false, true]);
  });
});

describe('what is refused, with its place', () => {
  test.each([
    [
      'spec: { rules: [{ rule: no-ad }] }',
      '4:25: spec.rules[0].rule: there is no rule "no-ad"; did you mean "no-add"?',
    ],
    [
      'spec: { rules: [{ rule: no-add, severity: warn }] }',
      '4:43: spec.rules[0].severity: unknown value "warn"; did you mean "warning"?',
    ],
    [
      'spec: { rules: [{ rule: no-add, options: { quite: true } }] }',
      '4:44: spec.rules[0].options.quite: unknown field; did you mean "quiet"?',
    ],
    [
      'spec: { rules: [{ rule: no-add, options: { quiet: 1 } }] }',
      '4:51: spec.rules[0].options.quiet: expected true or false',
    ],
    ['spec: { rules: [{ rule: DL1000, options: {} }] }', 'stands for several rules; name one of'],
    ['spec: { rules: [{ rule: SC2086, options: {} }] }', 'a code of ShellCheck has no options'],
    ['spec: { rules: [{ rule: no-add }, { rule: no-add }] }', '4:43: spec.rules[1].rule: "no-add" is set already'],
    ['spec: { rules: [{ rule: internal-error, severity: off }] }', '"internal-error" cannot be switched off'],
    [
      'spec: { forbidIgnores: [no-aad] }',
      '4:25: spec.forbidIgnores[0]: there is no rule "no-aad"; did you mean "no-add"?',
    ],
    ['spec: { ruleset: "2026.1" }', 'this version has no rule set "2026.1"; did you mean "2026.11"?'],
    ['spec: { ruleset: "x" }', '; there are 2026.11'],
    ['spec: { failOn: never }', 'spec.failOn: unknown value "never"'],
    ['spec: { ignores: { maxDays: 0 } }', 'expected a whole number from 1'],
    ['spec: { buildArgs: { A-B: x } }', 'must be the name of a variable'],
    ['spec: { buildArgs: { A: 1.2 } }', 'put it in quotes'],
    ['spec: { match: { files: { include: [../x] } } }', 'may not go up'],
    ['spec: { rule: [] }', 'unknown field; did you mean "rules"?'],
  ])('%s', (spec, message) => {
    expect(faults(spec)).toEqual([expect.stringContaining(message)]);
  });

  test('options that make no sense together, and required ones', () => {
    const rules = RULES.map((rule) => (rule.id === 'no-program' ? NEEDS_NAME : rule));
    const names = linterWith({ rulesToUse: rules, rules: [{ rule: 'no-program', options: { name: 'x' } }] }).names;
    const load = (spec: string) => () =>
      loadPolicies([{ file: 'p', text: `${HEAD}${spec}` }], [], { dockerfileRules: names, mayEnforceNothing: true });
    expect(problemsOf(load('spec: { rules: [{ rule: no-program }] }'))).toEqual([
      expect.stringContaining('needs the field "name"'),
    ]);
    expect(problemsOf(load('spec: { rules: [{ rule: no-program, severity: off }] }'))).toEqual([]);
    expect(problemsOf(load('spec: { rules: [{ rule: no-program, options: { name: bad } }] }'))).toEqual([
      'p:4:54: spec.rules[0].options.name: is bad',
    ]);
  });

  test('two of one name', () => {
    const twice = `${HEAD}spec: {}\n---\n${HEAD}spec: {}\n`;
    expect(problemsOf(() => loadPolicies([{ file: 'p', text: twice }], [], { mayEnforceNothing: true }))).toEqual([
      'p:8:19: metadata.name: there already is a policy over Dockerfiles "own", at p:3:19',
    ]);
  });
});

describe('beside policies for the cluster', () => {
  const admission = policyText([{ rule: 'run-as-non-root' }]);

  test('where rules are not known, the form is checked and names are not', () => {
    const set = load(`${admission}\n---\n${HEAD}spec: { rules: [{ rule: whatever, options: { a: 1 } }] }\n`);
    expect(set.dockerfiles.map(({ name }) => name)).toEqual(['own']);
    expect(set.policies.map(({ name }) => name)).toEqual(['tested']);
    expect(problemsOf(() => load(`${admission}\n---\n${HEAD}spec: { rulez: [] }\n`))).toHaveLength(1);
  });

  test('they are part of the version, and alone enforce nothing in a cluster', () => {
    const plain = load(admission).version;
    expect(load(`${admission}\n---\n${HEAD}spec: {}\n`).version).not.toBe(plain);
    expect(problemsOf(() => load(`${HEAD}spec: {}\n`))).toEqual([expect.stringContaining('nothing to enforce')]);
  });
});
