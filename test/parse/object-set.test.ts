import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { ObjectSet } from '../../src/parse/object-set.ts';
import { KINDS, machine, rayCluster, template } from '../support/custom-kinds.ts';
import { goodPod } from '../support/pods.ts';

const budget = (name: string, namespace?: unknown, apiVersion = 'policy/v1'): JsonObject => ({
  apiVersion,
  kind: 'PodDisruptionBudget',
  metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
});
const setOf = (...objects: readonly JsonObject[]) => {
  const set = new ObjectSet('default', KINDS);
  for (const object of objects) set.add(object, { apiVersion: String(object.apiVersion), kind: String(object.kind) });
  return set;
};
const names = (objects: readonly JsonObject[]) => objects.map(({ metadata }) => (metadata as JsonObject).name);

describe('objects', () => {
  const set = setOf(
    budget('a', 'shop'),
    budget('b'),
    budget('c', 'shop', 'policy/v1beta1'),
    budget('d', 'shop', 'policy.example.com/v1'),
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'e' } },
  );

  test('are found by group, kind and namespace, in their order; versions do not count', () => {
    expect(names(set.objects('policy', 'PodDisruptionBudget', 'shop'))).toEqual(['a', 'c']);
    expect(names(set.objects('policy.example.com', 'PodDisruptionBudget', 'shop'))).toEqual(['d']);
    expect(names(set.objects('', 'ServiceAccount', 'default'))).toEqual(['e']);
    expect(set.objects('', 'PodDisruptionBudget', 'shop')).toEqual([]);
    expect(set.objects('policy', 'constructor', '')).toEqual([]);
  });

  test('without a namespace lie in the default one', () => {
    expect(names(set.objects('policy', 'PodDisruptionBudget', 'default'))).toEqual(['b']);
    const odd = setOf(budget('n', ''), budget('o', 7), budget('p', null), { ...budget('q'), metadata: 'text' });
    expect(odd.objects('policy', 'PodDisruptionBudget', 'default')).toHaveLength(4);
  });

  test('of every namespace are found without one', () => {
    expect(names(set.objects('policy', 'PodDisruptionBudget', ''))).toEqual(['a', 'b', 'c']);
  });

  test('names that hold separators do not pass for others', () => {
    const disguised = setOf({ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget/x', metadata: { namespace: 'y' } });
    expect(disguised.objects('policy', 'PodDisruptionBudget', 'x/y')).toEqual([]);
  });
});

describe('workloads', () => {
  test('are read as such, one for each template, in the order of files', () => {
    const set = setOf(goodPod(), budget('a', 'shop'), rayCluster([template()]), machine(['disk']));
    expect(set.workloads('shop').map(({ kind, holds }) => [kind, holds])).toEqual([
      ['Pod', 'pod'],
      ['RayCluster', 'pod'],
      ['RayCluster', 'pod'],
      ['VirtualMachineInstance', 'images'],
    ]);
    expect(set.workloads('shop').every(({ namespace }) => namespace === 'shop')).toBe(true);
  });

  test('of other namespaces are not among them', () => {
    const set = setOf(goodPod(), goodPod({}, { namespace: undefined }));
    expect(set.workloads('shop')).toHaveLength(1);
    expect(set.workloads('default')).toHaveLength(1);
    expect(set.workloads('')).toEqual([]);
  });

  test('that cannot be read are among them, malformed', () => {
    expect(setOf(goodPod({ containers: 'x' })).workloads('shop')[0]?.malformed).toHaveLength(1);
  });
});
