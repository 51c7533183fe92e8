import { describe, expect, test } from '@jest/globals';
import { evaluate } from '../../src/evaluate/evaluate.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { loadPolicies } from '../../src/policy/load.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { goodContainer, goodPod, workloadOf } from '../support/pods.ts';

/** A running pod may be given other resources (KEP-1287): rules about anything else have nothing to say to that. */

const container = (fields: JsonObject) => goodContainer({ securityContext: {}, ...fields });
const pod = (memory: string, spec: Record<string, unknown> = {}) =>
  goodPod({ securityContext: {}, containers: [container({ resources: { limits: { memory, cpu: '1' } } })], ...spec });

const rules = ['run-as-non-root', 'pss-run-as-non-root', 'drop-all-capabilities', 'disable-service-account-token'];
const text = (entries: readonly object[]) =>
  JSON.stringify({
    apiVersion: 'tidewaiter.dev/v1alpha1',
    kind: 'AdmissionPolicy',
    metadata: { name: 'old-pods' },
    spec: { rules: entries },
  });
const rulesOf = (before: JsonObject, after: JsonObject, entries: readonly object[]) => {
  const { policies } = loadPolicies([{ file: 'policy.yaml', text: text(entries) }], WORKLOAD_RULES);
  const subject = { operation: 'UPDATE', workload: workloadOf(after), before: workloadOf(before) } as const;
  return evaluate(subject, policies).findings.map(({ rule }) => rule);
};
const builtIn = rules.map((rule) => ({ rule }));
const limit = { rule: 'require-resources', options: { max: { memory: '2Gi' } } };
const own = {
  id: 'memory',
  message: 'too much',
  forEach: 'containers',
  assert: { path: '$.resources.limits.memory', quantityAtMost: '2Gi' },
};

describe('an UPDATE of resources alone', () => {
  test('is judged by rules about resources, built in or own, and by no others', () => {
    expect(rulesOf(pod('1Gi'), pod('3Gi'), [...builtIn, limit, own])).toEqual(['require-resources', 'memory']);
    expect(rulesOf(pod('1Gi'), pod('2Gi'), [...builtIn, limit, own])).toEqual([]);
  });

  test('of the whole pod is one too', () => {
    const after = pod('1Gi', { resources: { limits: { memory: '9Gi' } } });
    expect(rulesOf(pod('1Gi'), after, builtIn)).toEqual([]);
  });

  test('a change of anything else beside it is judged by all', () => {
    const after = pod('1Gi', { containers: [container({ image: 'other:1', resources: {} })] });
    expect(rulesOf(pod('1Gi'), after, builtIn)).toEqual(rules);
    const more = pod('1Gi', { containers: [container({}), container({ name: 'second' })] });
    expect(new Set(rulesOf(pod('1Gi'), more, builtIn))).toEqual(new Set(rules));
  });

  test('resources that nobody can read are no way around', () => {
    expect(rulesOf(pod('1Gi'), pod('1Gi', { containers: 'none' }), builtIn)).toEqual(['well-formed']);
  });
});
