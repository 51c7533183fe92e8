import { describe, expect, test } from '@jest/globals';
import type { WorkloadKind } from '../../src/model/workload-kind.ts';
import {
  BUILT_IN_KIND_NAMES,
  BUILT_IN_KINDS,
  isBuiltIn,
  isWorkloadResource,
  splitApiVersion,
  withCustomKinds,
} from '../../src/parse/workload-kinds.ts';

const custom = (version: string, group = 'example.com', kind = 'Farm'): WorkloadKind => ({
  group,
  version,
  kind,
  templates: [{ path: [version] }],
  images: [],
});
/** The version that an object of one is read like. */
const readLike = (apiVersion: string, ...kinds: readonly WorkloadKind[]) =>
  withCustomKinds(kinds).find(apiVersion, 'Farm')?.version;

describe('built-in kinds', () => {
  test.each([
    ['v1', 'Pod'],
    ['apps/v1', 'Deployment'],
    ['apps/v1beta2', 'Deployment'],
    ['extensions/v1beta1', 'DaemonSet'],
    ['batch/v1beta1', 'CronJob'],
  ])('%s %s, in whatever version', (apiVersion, kind) => {
    const found = BUILT_IN_KINDS.find(apiVersion, kind);
    expect(found && isBuiltIn(found)).toBe(true);
  });

  test.each([
    ['batch.volcano.sh/v1alpha1', 'Job'],
    ['v1', 'ConfigMap'],
    ['v1', 'constructor'],
    ['v1', '__proto__'],
    ['', ''],
  ])('not %s %s', (apiVersion, kind) => {
    expect(BUILT_IN_KINDS.find(apiVersion, kind)).toBeUndefined();
  });

  test('each has its plural name as a resource', () => {
    for (const kind of BUILT_IN_KIND_NAMES) expect(isWorkloadResource(`${kind.toLowerCase()}s`)).toBe(true);
    expect(isWorkloadResource('configmaps')).toBe(false);
  });
});

test.each([
  ['v1', '', 'v1'],
  ['apps/v1', 'apps', 'v1'],
  ['a/b/c', 'a', 'b/c'],
  ['', '', ''],
])('apiVersion %j is group %j, version %j', (apiVersion, group, version) => {
  expect(splitApiVersion(apiVersion)).toEqual({ group, version });
});

describe('custom kinds', () => {
  test('are found by group, version and kind, beside the built-in ones', () => {
    const kinds = withCustomKinds([custom('v1'), custom('v1', 'other.example.com')]);
    expect(kinds.find('example.com/v1', 'Farm')?.group).toBe('example.com');
    expect(kinds.find('other.example.com/v1', 'Farm')?.group).toBe('other.example.com');
    expect(kinds.find('third.example.com/v1', 'Farm')).toBeUndefined();
    expect(kinds.find('example.com/v1', 'Field')).toBeUndefined();
    expect(kinds.find('apps/v1', 'Deployment')).toBe(BUILT_IN_KINDS.find('apps/v1', 'Deployment'));
  });

  test('a kind with the name of a built-in one is another kind', () => {
    const job = custom('v1alpha1', 'batch.volcano.sh', 'Job');
    const kinds = withCustomKinds([job]);
    expect(kinds.find('batch.volcano.sh/v1alpha1', 'Job')).toBe(job);
    expect(isBuiltIn(job)).toBe(false);
    expect(kinds.find('batch/v1', 'Job')).toBe(BUILT_IN_KINDS.find('batch/v1', 'Job'));
  });

  test('none: only the built-in ones', () => {
    expect(withCustomKinds([])).toBe(BUILT_IN_KINDS);
  });

  test.each([
    ['v1alpha1', 'v1alpha1'],
    ['v3', 'v2'],
    ['latest', 'v2'],
    ['', 'v2'],
  ])('an object of version %j is read like %s', (version, like) => {
    const kinds = [custom('v1alpha1'), custom('v2'), custom('v10beta1'), custom('v1')];
    expect(readLike(`example.com/${version}`, ...kinds)).toBe(like);
    expect(readLike(`example.com/${version}`, ...kinds.toReversed())).toBe(like);
  });

  test.each([
    [['v1beta2', 'v1beta10', 'v1alpha11'], 'v1beta10'],
    [['v9alpha1', 'v1beta1'], 'v1beta1'],
    [['v2beta1', 'v10beta1'], 'v10beta1'],
    [['vnext', 'v1alpha1'], 'v1alpha1'],
    [['vb', 'va'], 'va'],
  ])('the newest of %j is %s, as Kubernetes orders versions', (versions, newest) => {
    const kinds = versions.map((version) => custom(version));
    expect(readLike('example.com/v99', ...kinds)).toBe(newest);
    expect(readLike('example.com/v99', ...kinds.toReversed())).toBe(newest);
  });
});
