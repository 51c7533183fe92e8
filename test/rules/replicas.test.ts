import { describe, expect, test } from '@jest/globals';
import type { Problem } from '../../src/model/problem.ts';
import { parseWorkloads } from '../../src/parse/workload.ts';
import { withCustomKinds } from '../../src/parse/workload-kinds.ts';
import { surroundingsOf } from './marked-yaml.ts';
import { compileEntry } from './rule-fixture.ts';

/** Rules about replicas hold for custom kinds with a pod template. */

const kinds = withCustomKinds([
  { group: 'argoproj.io', kind: 'Rollout', templates: [{ path: ['spec', 'template'] }], images: [] },
  { group: 'example.com', kind: 'Deployment', templates: [{ path: ['spec', 'template'] }], images: [] },
]);

function problems(rule: string, apiVersion: string, kind: string, spec: object): readonly Problem[] {
  const object = { apiVersion, kind, metadata: { name: 'shop' }, spec: { template: POD, ...spec } };
  const found: Problem[] = [];
  for (const workload of parseWorkloads(object, { kind, namespace: 'default' }, kinds) ?? []) {
    compileEntry({ rule })(workload, (problem) => found.push(problem), surroundingsOf([]));
  }
  return found;
}

const POD = { metadata: { labels: { app: 'shop' } }, spec: { containers: [{ name: 'shop' }] } };
const PER_REPLICA = ['minimum-replicas', 'require-anti-affinity', 'require-topology-spread'];

describe('custom kinds', () => {
  test.each([
    [{ replicas: 1 }, ['minimum-replicas']],
    [{ replicas: 3 }, ['require-anti-affinity', 'require-pod-disruption-budget', 'require-topology-spread']],
    [{ replicas: 0 }, []],
    [{}, []],
    [{ replicas: 'many' }, []],
    [{ replicas: { min: 1 } }, []],
  ])('Rollout with %j: %j', (spec, rules) => {
    const found = [...PER_REPLICA, 'require-pod-disruption-budget'].filter(
      (rule) => problems(rule, 'argoproj.io/v1alpha1', 'Rollout', spec).length > 0,
    );
    expect(found.sort()).toEqual(rules);
  });

  test.each(['require-rolling-update', 'limit-revision-history', 'selector-matches-labels'])(
    'are no built-in kinds of the same name: %s',
    (rule) => {
      const spec = {
        strategy: { type: 'Recreate' },
        revisionHistoryLimit: 99,
        selector: { matchLabels: { app: 'x' } },
      };
      expect(problems(rule, 'apps/v1', 'Deployment', spec)).toHaveLength(1);
      expect(problems(rule, 'example.com/v1', 'Deployment', spec)).toEqual([]);
    },
  );
});
