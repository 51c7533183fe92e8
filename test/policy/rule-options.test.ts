import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { OptionsError, workloadRule } from '../../src/model/rule.ts';
import { number, optional, record, required, text } from '../../src/model/schema.ts';
import { goodPod, workloadOf } from '../support/pods.ts';
import { load, policyText, problemsIn, problemsOf } from './harness.ts';

const HEAD = 'apiVersion: tidewaiter.dev/v1alpha1\nkind: AdmissionPolicy\n';

describe('options of built-in rules', () => {
  const ranged = workloadRule<{ low?: number; high?: number }>({
    id: 'ranged',
    severity: 'warning',
    summary: 'Has a range',
    remediation: 'Stay in it.',
    options: record('A range', { low: optional(number('Low')), high: optional(number('High')) }),
    compile({ low = 0, high = 10 }) {
      if (low > high) throw new OptionsError('high', `high ${high} is below low ${low}`);
      return (_workload, report) => report({ message: `${low} to ${high}`, path: [] });
    },
  });
  const needy = workloadRule<{ name: string }>({
    id: 'needy',
    severity: 'error',
    summary: 'Needs an option',
    remediation: 'Give it.',
    options: record('What it needs', { name: required(text('A name')) }),
    compile({ name }) {
      if (name === 'bad') throw new Error('that name is bad');
      return () => {};
    },
  });
  const rules = [ranged, needy];
  const problems = (rule: JsonObject) => problemsOf(() => load(policyText([rule]), rules));

  test('go to the rule', () => {
    const rule = load(policyText([{ rule: 'ranged', options: { low: 2 } }]), rules).policies[0]?.rules[0];
    expect(rule && problemsIn(rule, workloadOf(goodPod()))).toEqual([{ message: '2 to 10', path: [] }]);
    expect(rule?.severity).toBe('warning');
    expect(rule?.remediation).toBe('Stay in it.');
  });

  test('that contradict each other are refused at the field that the rule names', () => {
    const text = `${HEAD}metadata: { name: a }\nspec:\n  rules:\n    - rule: ranged\n      options:\n        low: 5\n        high: 3\n`;
    expect(problemsOf(() => load(text, rules))).toEqual([
      'policy.yaml:9:15: spec.rules[0].options.high: high 3 is below low 5',
    ]);
  });

  test('that the rule refuses in another way', () => {
    expect(problems({ rule: 'needy', options: { name: 'bad' } })[0]).toContain(
      'spec.rules[0].options: that name is bad',
    );
    const nested = { id: 'own', message: 'm', all: [{ rule: 'needy', options: { name: 'bad' } }] };
    expect(problems(nested)[0]).toContain('spec.rules[0].all[0].options: that name is bad');
  });

  test('may be needed', () => {
    expect(problems({ rule: 'needy' })[0]).toContain('spec.rules[0]: needs the field "options"');
    expect(problems({ rule: 'needy', options: {} })[0]).toContain('spec.rules[0].options: needs the field "name"');
  });
});
