import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadPolicies, type PolicyFile } from '../../src/policy/load.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { goodPod, workloadOf } from '../support/pods.ts';
import { load, policyText, problemsIn, problemsOf } from './harness.ts';

const HEAD = 'apiVersion: tidewaiter.dev/v1alpha1\nkind: AdmissionPolicy\n';
const file = (name: string, text: string): PolicyFile => ({ file: name, text });
const ruleId = { rule: 'run-as-non-root' };
const assertion = { path: '$.metadata.labels.owner', exists: true };

describe('what is loaded', () => {
  test('actions, severities and remediation, given or by default', () => {
    const own = { message: 'm', assert: assertion };
    const rules = [
      ruleId,
      { rule: 'disallow-privileged', action: 'Warn' },
      { id: 'plain', ...own },
      { id: 'full', ...own, action: 'Deny', severity: 'info', remediation: 'Add the label.' },
    ];
    const { policies } = load(policyText(rules, { action: 'Audit' }));
    expect(
      policies[0]?.rules.map(({ id, action, severity, remediation }) => [id, action, severity, remediation]),
    ).toEqual([
      ['run-as-non-root', 'Audit', 'error', expect.stringContaining('runAsNonRoot')],
      ['disallow-privileged', 'Warn', 'error', expect.any(String)],
      ['plain', 'Audit', 'error', ''],
      ['full', 'Deny', 'info', 'Add the label.'],
    ]);
    expect(load(policyText([ruleId])).policies[0]?.rules[0]?.action).toBe('Deny');
  });

  test('several documents, in the order of their names, with their places', () => {
    const text = ['zebra', 'apple', 'mango']
      .map((name) => `${HEAD}metadata: { name: ${name} }\nspec: { rules: [{ rule: run-as-non-root }] }\n`)
      .join('---\n');
    expect(load(text).policies.map(({ name, source }) => [name, source.line, source.column])).toEqual([
      ['apple', 8, 19],
      ['mango', 13, 19],
      ['zebra', 3, 19],
    ]);
  });

  test('labels and annotations are allowed, whatever they say', () => {
    const metadata = { name: 'a', labels: { 'x/y': '' }, annotations: { note: 'a: b\nc' } };
    const text = JSON.stringify({
      apiVersion: 'tidewaiter.dev/v1alpha1',
      kind: 'AdmissionPolicy',
      metadata,
      spec: { rules: [ruleId] },
    });
    expect(load(text).policies).toHaveLength(1);
  });

  test('documents of kind PolicyTest are left alone', () => {
    const policyTest = 'apiVersion: tidewaiter.dev/v1alpha1\nkind: PolicyTest\nwhatever: [1]\n';
    expect(load(`${policyTest}---\n${policyText([ruleId])}`).policies).toHaveLength(1);
    expect(problemsOf(() => load(policyTest))[0]).toContain('nothing to enforce');
    expect(problemsOf(() => load(policyTest.replace('v1alpha1', 'v1alpha2')))).toEqual([
      'policy.yaml:1:13: apiVersion: this version of Tidewaiter reads tidewaiter.dev/v1alpha1, and this is the string "tidewaiter.dev/v1alpha2"; did you mean "tidewaiter.dev/v1alpha1"?',
    ]);
  });
});

describe('the order and the names of files', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const files = names.map((name, index) =>
    file(`${name}.yaml`, policyText([{ id: `r${index}`, message: `m${index}`, assert: assertion }], {}, name)),
  );

  test('property: make no difference to the version or to the order of verdicts', () => {
    const expected = loadPolicies(files, WORKLOAD_RULES);
    void fc.assert(
      fc.property(
        fc.shuffledSubarray(files, { minLength: 5, maxLength: 5 }),
        fc.array(fc.string(), { minLength: 5, maxLength: 5 }),
        (shuffled, labels) => {
          const set = loadPolicies(
            shuffled.map(({ text }, index) => file(labels[index] ?? '', text)),
            WORKLOAD_RULES,
          );
          expect(set.version).toBe(expected.version);
          const verdicts = set.policies.flatMap(({ rules }) =>
            rules.flatMap((rule) => problemsIn(rule, workloadOf(goodPod()))),
          );
          expect(verdicts.map(({ message }) => message)).toEqual(['m0', 'm1', 'm2', 'm3', 'm4']);
        },
      ),
      { numRuns: 30 },
    );
  });

  test('the version is that of what is written, not of how', () => {
    const text = policyText([ruleId], { action: 'Deny' });
    const version = load(text).version;
    expect(version).toMatch(/^[0-9a-f]{12}$/);
    expect(load(`# a comment\n${text}\n`).version).toBe(version);
    expect(load(policyText([ruleId], { action: 'Warn' })).version).not.toBe(version);
    expect(load(policyText([ruleId], {}, 'other')).version).not.toBe(version);
  });
});
