import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { loadPolicies, type PolicyFile } from '../../src/policy/load.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { faultsOf, load, policyText, problemsOf } from './harness.ts';

const HEAD = 'apiVersion: tidewaiter.dev/v1alpha1\nkind: AdmissionPolicy\n';
const file = (name: string, text: string): PolicyFile => ({ file: name, text });
const ruleId = { rule: 'run-as-non-root' };
const assertion = { path: '$.metadata.labels.owner', exists: true };

describe('what is refused, with its place', () => {
  test.each<[string, string, string]>([
    [
      'an unknown field',
      `${HEAD}metadata: { name: a }\nspec:\n  acton: Deny\n  rules: [{ rule: run-as-non-root }]\n`,
      'policy.yaml:5:3: spec.acton: unknown field; did you mean "action"?',
    ],
    [
      'a mode typo',
      `${HEAD}metadata: { name: a }\nspec:\n  action: Denny\n  rules: [{ rule: run-as-non-root }]\n`,
      'policy.yaml:5:11: spec.action: unknown value "Denny"; did you mean "Deny"?; expected one of Deny, Warn, Audit',
    ],
    [
      'an unknown rule',
      `${HEAD}metadata: { name: a }\nspec:\n  rules:\n    - rule: run-as-nonroot\n`,
      'policy.yaml:6:13: spec.rules[0].rule: unknown rule "run-as-nonroot"; did you mean "run-as-non-root"?',
    ],
    ['no rules', `${HEAD}metadata: { name: a }\nspec: { rules: [] }\n`, 'policy.yaml:4:16: spec.rules: is empty'],
    [
      'rules: null',
      `${HEAD}metadata: { name: a }\nspec:\n  rules:\n`,
      'spec.rules: expected a list, found nothing (null)',
    ],
    ['no spec', `${HEAD}metadata: { name: a }\n`, 'policy.yaml:1:1: needs the field "spec"'],
    [
      'a bad name',
      `${HEAD}metadata: { name: A_b }\nspec: { rules: [{ rule: run-as-non-root }] }\n`,
      'policy.yaml:3:19: metadata.name: a name has at most 63 lower-case letters',
    ],
    [
      'a name that is a number',
      `${HEAD}metadata: { name: 007 }\nspec: { rules: [{ rule: run-as-non-root }] }\n`,
      'metadata.name: expected a string, found the number 7; put it in quotes',
    ],
    [
      'a wrong kind',
      `apiVersion: tidewaiter.dev/v1alpha1\nkind: AdmissionPolicies\n`,
      'policy.yaml:2:7: kind: unknown kind, the string "AdmissionPolicies"; did you mean "AdmissionPolicy"?; there are AdmissionPolicy, DockerfilePolicy, ImagePolicy, ImageSettings, LintSettings, PolicyException, PolicyTest, TrustRoot and WorkloadKinds',
    ],
    [
      'a Kubernetes object',
      `apiVersion: v1\nkind: Pod\n`,
      'policy.yaml:1:13: apiVersion: this version of Tidewaiter reads tidewaiter.dev/v1alpha1, and this is the string "v1"',
    ],
    ['no apiVersion', `kind: AdmissionPolicy\n`, 'policy.yaml:1:1: needs the field "apiVersion"'],
    ['a list', `- a\n`, 'policy.yaml:1:1: expected an object with apiVersion and kind, found a list'],
    ['a text', `just text\n`, 'policy.yaml:1:1: expected an object with apiVersion and kind, found a string'],
    [
      'a kind that is a list',
      `apiVersion: tidewaiter.dev/v1alpha1\nkind: [a]\n`,
      'kind: unknown kind, a list; there are',
    ],
  ])('%s', (_, text, problem) => {
    const problems = problemsOf(() => load(text));
    expect(problems.some((found) => found.includes(problem))).toBe(true);
    expect(problems).toHaveLength(1);
  });

  test.each<[string, JsonObject, string]>([
    ['no form', { id: 'a', message: 'm' }, 'spec.rules[0]: a rule needs one of rule, assert, any, all, not'],
    [
      'a misspelt form',
      { id: 'a', message: 'm', asert: assertion },
      'spec.rules[0].asert: unknown field; did you mean "assert"?',
    ],
    [
      'two forms',
      { id: 'a', message: 'm', assert: assertion, any: [] },
      'spec.rules[0].any: "assert" and "any" exclude each other',
    ],
    [
      'a field of another form',
      { id: 'a', message: 'm', assert: assertion, options: {} },
      'spec.rules[0].options: belongs to a rule with rule, not to one with assert',
    ],
    [
      'a field of own rules',
      { ...ruleId, message: 'm' },
      'spec.rules[0].message: belongs to a rule with assert, any, all, not, not to one with rule',
    ],
    ['no id', { message: 'm', assert: assertion }, 'spec.rules[0]: needs the field "id"'],
    ['no message', { id: 'a', assert: assertion }, 'spec.rules[0]: needs the field "message"'],
    ['an empty message', { id: 'a', message: '', assert: assertion }, 'spec.rules[0].message: is empty'],
    [
      'a bad placeholder',
      { id: 'a', message: '{{ nme }}', assert: assertion },
      'spec.rules[0].message: unknown placeholder "nme"; did you mean "name"?',
    ],
    ['a bad id', { id: 'A', message: 'm', assert: assertion }, 'spec.rules[0].id: a name has at most 63'],
    [
      'an action typo',
      { ...ruleId, action: 'deny' },
      'spec.rules[0].action: unknown value "deny"; did you mean "Deny"?',
    ],
    [
      'a severity typo',
      { id: 'a', message: 'm', severity: 'eror', assert: assertion },
      'unknown value "eror"; did you mean "error"?',
    ],
    [
      'whenMissing: fail',
      { id: 'a', message: 'm', whenMissing: 'fail', assert: assertion },
      'spec.rules[0].whenMissing: unknown value "fail"; expected pass',
    ],
    [
      'a bad path',
      { id: 'a', message: 'm', assert: { path: 'metadata.name', exists: true } },
      'spec.rules[0].assert.path: column 1 of the path: a path starts with "$"',
    ],
    [
      'a list of assertions',
      { id: 'a', message: 'm', assert: [assertion] },
      'spec.rules[0].assert: expected an object, found a list',
    ],
    ['an empty any', { id: 'a', message: 'm', any: [] }, 'spec.rules[0].any: is empty'],
    [
      'a condition with an action',
      { id: 'a', message: 'm', any: [{ ...ruleId, action: 'Warn' }] },
      'spec.rules[0].any[0].action: unknown field; there are rule, options',
    ],
    [
      'a condition without a form',
      { id: 'a', message: 'm', not: {} },
      'spec.rules[0].not: a condition needs one of rule, assert, any, all, not',
    ],
    [
      'a rule that is no object',
      { id: 'a', message: 'm', any: ['run-as-non-root'] },
      'any[0]: expected an object, found the string "run-as-non-root"',
    ],
    ['a rule id that is no string', { rule: 5 }, 'spec.rules[0].rule: expected a string, found the number 5'],
    ['constructor as a rule', { rule: 'constructor' }, 'spec.rules[0].rule: unknown rule "constructor"'],
    [
      'constructor as a field',
      { ...ruleId, constructor: {} },
      'spec.rules[0].constructor: unknown field; there are rule, action, options',
    ],
    [
      'options of no use',
      { ...ruleId, options: { mutated: true } },
      'spec.rules[0].options.mutated: unknown field; did you mean "mutate"?',
    ],
    ['options: null', { ...ruleId, options: null }, 'spec.rules[0].options: expected an object, found nothing (null)'],
    [
      'an option of the wrong type',
      { ...ruleId, options: { mutate: 'yes' } },
      'options.mutate: expected true or false, found the string "yes"; only true and false',
    ],
  ])('%s', (_, rule, fault) => {
    const faults = faultsOf(rule);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(fault);
  });

  test('__proto__ is an unknown field like any other', () => {
    const text = policyText([ruleId]).replace('"rules"', '"__proto__":{"action":"Audit"},"rules"');
    expect(problemsOf(() => load(text))[0]).toContain(
      'spec.__proto__: unknown field; there are action, controllers, match, rules, podSecurity, exceptions, mutation',
    );
  });

  test('an unknown field whose name could deceive is written out', () => {
    const text = policyText([{ ...ruleId, 'a\u202e\n': 1 }]);
    expect(problemsOf(() => load(text))[0]).toContain('spec.rules[0][a\\u{202e}\\u{a}]: unknown field');
  });

  test('all problems of all files at once, in the order of files and places', () => {
    const bad = `${HEAD}metadata: { name: a }\nspec:\n  rules:\n    - rule: nope\n    - rule: run-as-non-root\n      acton: Warn\n  action: Never\n`;
    const problems = problemsOf(() =>
      loadPolicies([file('b.yaml', bad), file('a.yaml', 'a: [\n'), file('c.yaml', bad)], WORKLOAD_RULES),
    );
    expect(problems.map((problem) => /^\w\.yaml:\d+/.exec(problem)?.[0])).toEqual([
      'b.yaml:6',
      'b.yaml:8',
      'b.yaml:9',
      'a.yaml:2',
      'c.yaml:6',
      'c.yaml:8',
      'c.yaml:9',
    ]);
  });

  test('the number of problems is bounded', () => {
    const rules = Array.from({ length: 250 }, () => ({ rule: 'nope' }));
    const problems = problemsOf(() => load(policyText(rules)));
    expect(problems).toHaveLength(101);
    expect(problems[100]).toContain('150 more problems are not listed; mend these first');
  });

  test('duplicate names and ids, with both places', () => {
    const policy = (name: string) =>
      `${HEAD}metadata: { name: ${name} }\nspec: { rules: [{ rule: run-as-non-root }] }\n`;
    expect(
      problemsOf(() =>
        loadPolicies(
          [file('one.yaml', policy('a')), file('two.yaml', `${policy('b')}---\n${policy('a')}`)],
          WORKLOAD_RULES,
        ),
      ),
    ).toEqual(['two.yaml:8:19: metadata.name: there already is a policy "a", at one.yaml:3:19']);

    const rules = `metadata: { name: a }\nspec:\n  rules:\n    - rule: run-as-non-root\n    - id: run-as-non-root\n      message: m\n      assert: { path: $.a, exists: true }\n`;
    expect(problemsOf(() => load(HEAD + rules))).toEqual([
      'policy.yaml:7:11: spec.rules[1].id: the policy already has a rule "run-as-non-root", at policy.yaml:6:13',
    ]);
  });

  test('nothing to enforce', () => {
    const loadNone = (files: PolicyFile[]) => problemsOf(() => loadPolicies(files, WORKLOAD_RULES));
    expect(loadNone([])).toEqual([
      'policies:1:1: nothing to enforce: there is no AdmissionPolicy and no ImagePolicy in the policy files',
    ]);
    expect(loadNone([file('empty.yaml', ''), file('comment.yaml', '# nothing\n---\n')])).toEqual([
      'empty.yaml:1:1: nothing to enforce: there is no AdmissionPolicy and no ImagePolicy in the policy files',
    ]);
  });

  test('more than 1,000 policies', () => {
    const files = Array.from({ length: 1_001 }, (_, index) =>
      file(`${index}.json`, policyText([ruleId], {}, `p${index}`)),
    );
    expect(problemsOf(() => loadPolicies(files, WORKLOAD_RULES))).toEqual([
      '1000.json:1:1: there are more than 1000 policies',
    ]);
    expect(loadPolicies(files.slice(1), WORKLOAD_RULES).policies).toHaveLength(1_000);
  });
});
