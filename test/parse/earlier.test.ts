import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { formatPath } from '../../src/model/path.ts';
import { earlierStates } from '../../src/parse/earlier.ts';
import { machine, pipeline, rayCluster, rollout, template, workloadsOf } from '../support/custom-kinds.ts';
import { goodPod } from '../support/pods.ts';

const A = template({ image: 'a' });
const B = template({ image: 'b' });
const C = template({ image: 'c' });

/** Where each part of `after` is found in `before`; `new` where nothing stood. */
const moves = (before: JsonObject, after: JsonObject) => {
  const now = workloadsOf(after);
  const states = earlierStates(now, workloadsOf(before));
  return now.map((workload) => {
    const state = states.get(workload);
    const stood = Object.keys(state?.template ?? {}).length > 0 || (state?.images.length ?? 0) > 0;
    return stood ? formatPath(state?.templatePath ?? ['?']) : 'new';
  });
};
const workers = (before: readonly JsonObject[], after: readonly JsonObject[]) =>
  moves(rayCluster(before), rayCluster(after))
    .slice(1)
    .map((place) => place.replace('spec.workerGroupSpecs', '').replace('.template', ''));

describe('what an UPDATE finds of each part', () => {
  test.each<[string, readonly JsonObject[], readonly JsonObject[], readonly string[]]>([
    ['nothing changed', [A, B], [A, B], ['[0]', '[1]']],
    ['one changed in its place', [A, B], [A, C], ['[0]', '[1]']],
    ['they changed places', [A, B], [B, A], ['[1]', '[0]']],
    ['one came first, and all others moved', [A, B], [C, A, B], ['new', '[0]', '[1]']],
    ['one went, and all others moved', [A, B, C], [B, C], ['[1]', '[2]']],
    ['one was copied: the copy is new', [A], [A, A], ['[0]', 'new']],
    ['one was copied over another', [A, B], [A, A], ['[0]', '[1]']],
    ['one moved, and its place was taken', [A, B], [C, A], ['new', '[0]']],
    ['one of two alike changed in its place', [A, B, A], [C, B, A], ['[0]', '[1]', '[2]']],
    ['all are new', [], [A], ['new']],
    ['all are gone', [A], [], []],
  ])('%s', (_, before, after, expected) => {
    expect(workers(before, after)).toEqual(expected);
  });

  test('a template counts with its metadata', () => {
    const relabelled = { ...A, metadata: { labels: { app: 'other' } } };
    expect(workers([B, A], [relabelled])).toEqual(['[0]']);
  });

  test('one may move to another list of the object', () => {
    expect(moves(rayCluster([B], A), rayCluster([A], B))).toEqual([
      'spec.workerGroupSpecs[0].template',
      'spec.headGroupSpec.template',
    ]);
  });

  test('where nothing stood, the object is there all the same, with its labels', () => {
    const now = workloadsOf(rayCluster([A]));
    const old = { ...rayCluster([]), metadata: { labels: { tier: 'old' } } };
    const state = earlierStates(now, workloadsOf(old)).get(now[1] as (typeof now)[0]);
    expect(state).toMatchObject({ holds: 'pod', object: old, pod: {}, containers: [], kind: 'RayCluster' });
    expect([...(state?.labels ?? [])]).toEqual([['tier', 'old']]);
    expect(state?.templatePath).toEqual(now[1]?.templatePath);
  });

  test('parts of which nothing stood share the labels of the object, which may be many', () => {
    const now = workloadsOf(rayCluster([A, B]));
    const states = earlierStates(now, workloadsOf(rayCluster([])));
    const [, one, other] = now.map((workload) => states.get(workload)?.labels);
    expect(one).toBeInstanceOf(Map);
    expect(other).toBe(one);
  });

  test('a template that came to be, and one that went', () => {
    const referring = rollout({ workloadRef: {} });
    expect(moves(referring, rollout({ template: A }))).toEqual(['new']);
    expect(moves(rollout({ template: A }), referring)).toEqual(['new']);
  });

  test('images are found among images', () => {
    expect(moves(machine(['a']), machine(['b']))).toEqual(['']);
    const bare = pipeline({ steps: [{ template: A }] });
    const equipped = pipeline({ steps: [{ template: A }], toolbox: { image: 'tools' } });
    expect(moves(bare, equipped)).toEqual(['new', 'spec.steps[0].template']);
    expect(moves(equipped, bare)).toEqual(['spec.steps[0].template']);
  });

  test('the one part of an object stands for itself, however it changed', () => {
    expect(moves(goodPod(), goodPod({ hostPID: true }))).toEqual(['']);
  });

  test('without the object of old, nothing is found', () => {
    expect(earlierStates(workloadsOf(goodPod()), undefined).size).toBe(0);
  });
});
