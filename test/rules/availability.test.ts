import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { formatPath } from '../../src/model/path.ts';
import type { Problem } from '../../src/model/problem.ts';
import { ObjectSet } from '../../src/parse/object-set.ts';
import { parseWorkloads } from '../../src/parse/workload.ts';
import { withCustomKinds } from '../../src/parse/workload-kinds.ts';
import { compileEntry } from './rule-fixture.ts';

/** What fixtures cannot say of the rules about availability: custom kinds, and the words of their messages. */

const kinds = withCustomKinds([
  { group: 'argoproj.io', kind: 'Rollout', templates: [{ path: ['spec', 'template'] }], images: [] },
  { group: 'example.com', kind: 'Deployment', templates: [{ path: ['spec', 'template'] }], images: [] },
  { group: 'example.com', kind: 'Database', templates: [], images: [['spec', 'image']] },
]);

function workload(apiVersion: string, kind: string, spec: object): JsonObject {
  return { apiVersion, kind, metadata: { name: 'shop' }, spec: { template: POD, ...spec } };
}

function problems(rule: string, object: JsonObject, others: readonly JsonObject[] = []): readonly Problem[] {
  const surroundings = new ObjectSet('default', kinds);
  for (const one of [object, ...others]) {
    surroundings.add(one, { apiVersion: String(one.apiVersion), kind: String(one.kind) });
  }
  const found: Problem[] = [];
  for (const read of parseWorkloads(object, { kind: String(object.kind), namespace: 'default' }, kinds) ?? []) {
    compileEntry({ rule })(read, (problem) => found.push(problem), surroundings);
  }
  return found;
}

const LABELS = { app: 'shop' };
const POD = { metadata: { labels: LABELS }, spec: { containers: [{ name: 'shop' }] } };
const PER_REPLICA = [
  'minimum-replicas',
  'require-anti-affinity',
  'require-pod-disruption-budget',
  'require-topology-spread',
];

describe('custom kinds', () => {
  test.each([
    ['Rollout', { replicas: 1 }, ['minimum-replicas']],
    ['Rollout', { replicas: 3 }, PER_REPLICA.slice(1)],
    ['Rollout', { replicas: 0 }, []],
    ['Rollout', {}, []],
    ['Rollout', { replicas: 'many' }, []],
    ['Rollout', { replicas: { min: 1 } }, []],
  ])('%s with %j: %j', (kind, spec, rules) => {
    const object = workload('argoproj.io/v1alpha1', kind, spec);
    expect(PER_REPLICA.filter((rule) => problems(rule, object).length > 0)).toEqual(rules);
  });

  test('without a pod to look at have only their number judged', () => {
    const object = { apiVersion: 'example.com/v1', kind: 'Database', metadata: { name: 'shop' } };
    const found = (replicas: number) =>
      PER_REPLICA.filter((rule) => problems(rule, { ...object, spec: { image: 'db:1', replicas } }).length > 0);
    expect([found(1), found(3)]).toEqual([['minimum-replicas'], []]);
  });

  test.each(['require-rolling-update', 'limit-revision-history', 'selector-matches-labels'])(
    'are no built-in kinds of the same name: %s',
    (rule) => {
      const spec = {
        strategy: { type: 'Recreate' },
        revisionHistoryLimit: 99,
        selector: { matchLabels: { app: 'x' } },
      };
      expect(problems(rule, workload('apps/v1', 'Deployment', spec))).toHaveLength(1);
      expect(problems(rule, workload('example.com/v1', 'Deployment', spec))).toEqual([]);
    },
  );

  test('are scaled by autoscalers that name their group', () => {
    const scaled = (apiVersion: string) =>
      problems('autoscaler-range', workload('argoproj.io/v1alpha1', 'Rollout', {}), [
        autoscaler({ scaleTargetRef: { apiVersion, kind: 'Rollout', name: 'shop' } }),
      ]).length;
    expect([scaled('argoproj.io/v1beta1'), scaled('apps/v1')]).toEqual([1, 0]);
  });
});

function autoscaler(spec: object): JsonObject {
  const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'shop' };
  const metadata = { name: 'shop' };
  return { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata, spec: { scaleTargetRef, ...spec } };
}

function budget(spec: object): JsonObject {
  const selector = { matchLabels: LABELS };
  const metadata = { name: 'shop' };
  return { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata, spec: { selector, ...spec } };
}

const UNDER = 'the Deployment has pods under PodDisruptionBudget "shop", which';
const POD_LABELS = 'spec.template.metadata.labels';

const CASES: readonly (readonly [
  rule: string,
  spec: object,
  others: readonly JsonObject[],
  path: string,
  message: string,
])[] = [
  ['minimum-replicas', {}, [], 'spec', 'the Deployment does not set replicas, which means 1: at least 2 are required'],
  [
    'minimum-replicas',
    { replicas: 1 },
    [],
    'spec.replicas',
    'the Deployment sets replicas: 1: at least 2 are required',
  ],
  [
    'limit-revision-history',
    { revisionHistoryLimit: 11 },
    [],
    'spec.revisionHistoryLimit',
    'the Deployment sets revisionHistoryLimit: 11: it must be a whole number from 0 to 10',
  ],
  [
    'selector-matches-labels',
    { selector: { matchLabels: { app: 'shop', tier: 'web' } } },
    [],
    'spec.selector.matchLabels.tier',
    'the Deployment selects pods with the label "tier": "web", and its own pod template has no such label',
  ],
  [
    'selector-matches-labels',
    { selector: { matchLabels: { app: 'store' } } },
    [],
    'spec.selector.matchLabels.app',
    'the Deployment selects pods with the label "app": "store", and its own pod template has "shop"',
  ],
  [
    'require-anti-affinity',
    { replicas: 2 },
    [],
    'spec.template.spec',
    'the Deployment may run all its replicas in one place: it has no podAntiAffinity on "kubernetes.io/hostname", ' +
      'and no topology spread constraint either',
  ],
  [
    'pod-disruption-budget-allows-eviction',
    {},
    [budget({ minAvailable: 1 })],
    POD_LABELS,
    `${UNDER} sets minAvailable: 1 and is over 1 pod, so that none may be evicted`,
  ],
  [
    'pod-disruption-budget-allows-eviction',
    { replicas: 3 },
    [budget({ minAvailable: '67%' })],
    POD_LABELS,
    `${UNDER} sets minAvailable: "67%" and is over 3 pods, so that none may be evicted`,
  ],
  [
    'pod-disruption-budget-fits-autoscaler',
    {},
    [budget({ minAvailable: 3 }), autoscaler({ minReplicas: 2 })],
    POD_LABELS,
    `${UNDER} sets minAvailable: 3, and HorizontalPodAutoscaler "shop" may leave it 2 pods, of which none could be evicted`,
  ],
  [
    'autoscaler-minimum-replicas',
    {},
    [autoscaler({})],
    'metadata.name',
    'the Deployment is scaled by HorizontalPodAutoscaler "shop", which does not set minReplicas, which means 1: ' +
      'at least 2 are required',
  ],
];

describe('what the author of an object reads', () => {
  test.each(CASES)('%s %j', (rule, spec, others, path, message) => {
    const found = problems(rule, workload('apps/v1', 'Deployment', spec), others);
    expect(found.map((problem) => [formatPath(problem.path), problem.message])).toEqual([[path, message]]);
  });
});
