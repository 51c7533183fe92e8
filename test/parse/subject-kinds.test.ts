import { describe, expect, test } from '@jest/globals';
import type { AdmissionRequest } from '../../src/model/admission.ts';
import { formatPath } from '../../src/model/path.ts';
import { subjectsOf } from '../../src/parse/subject.ts';
import { KINDS, rayCluster, template } from '../support/custom-kinds.ts';
import { goodPod } from '../support/pods.ts';

const A = template({ image: 'a' });
const B = template({ image: 'b' });
const base: AdmissionRequest = {
  uid: 'u',
  kind: { group: 'ray.io', version: 'v1', kind: 'RayCluster' },
  resource: 'rayclusters',
  subResource: '',
  name: 'training',
  namespace: 'shop',
  operation: 'CREATE',
  requester: { username: 'alice', groups: [] },
  dryRun: false,
  object: rayCluster([A, B]),
  oldObject: null,
};
const triage = (changes: Partial<AdmissionRequest> = {}) => subjectsOf({ ...base, ...changes }, KINDS);
const subjects = (changes: Partial<AdmissionRequest> = {}) => {
  const result = triage(changes);
  if (result.kind !== 'judge') throw new Error(`not judged: ${JSON.stringify(result)}`);
  return result.subjects;
};

describe('requests about custom resources', () => {
  test('are judged in every part, with the same requester and operation', () => {
    const judged = subjects();
    expect(judged.map(({ workload }) => formatPath(workload.templatePath))).toEqual([
      'spec.headGroupSpec.template',
      'spec.workerGroupSpecs[0].template',
      'spec.workerGroupSpecs[1].template',
    ]);
    for (const { operation, requester, before, workload } of judged) {
      expect([operation, requester, before, workload.namespace]).toEqual([
        'CREATE',
        { username: 'alice', groups: [] },
        undefined,
        'shop',
      ]);
    }
  });

  test('are judged in a version that is not known too', () => {
    expect(subjects({ kind: { group: 'ray.io', version: 'v2', kind: 'RayCluster' } })).toHaveLength(3);
  });

  test('are nothing to us without a document that names the kind', () => {
    expect(subjectsOf(base)).toEqual({ kind: 'allow', reason: 'not-a-workload' });
    expect(triage({ kind: { group: 'ray.io', version: 'v1', kind: 'RayCronJob' } })).toEqual({
      kind: 'allow',
      reason: 'not-a-workload',
    });
  });

  test.each([
    ['status', 'subresource'],
    ['scale', 'not-a-workload'],
  ])('to %s are out of scope', (subResource, reason) => {
    const kind = subResource === 'scale' ? { group: 'autoscaling', version: 'v1', kind: 'Scale' } : base.kind;
    expect(triage({ operation: 'UPDATE', subResource, kind })).toEqual({ kind: 'allow', reason });
  });

  test('may lie in no namespace; built-in kinds may not', () => {
    expect(subjects({ namespace: '' })[0].workload.namespace).toBe('');
    const pod = { kind: { group: '', version: 'v1', kind: 'Pod' }, resource: 'pods', object: goodPod(), namespace: '' };
    expect(triage(pod)).toMatchObject({ kind: 'deny' });
  });

  test.each([
    ['null', null, /request\.object is missing/],
    ['of another kind', { ...rayCluster([]), kind: 'RayJob' }, /not of the kind that request\.kind names, RayCluster/],
  ])('with an object that is %s contradict themselves', (_, object, message) => {
    expect(triage({ object })).toEqual({ kind: 'deny', message: expect.stringMatching(message) });
  });

  test('with an object that cannot be read are judged, as malformed', () => {
    expect(subjects({ object: 'text' }).map(({ workload }) => workload.malformed.length)).toEqual([1]);
  });
});

describe('an UPDATE', () => {
  const earlier = (oldObject: unknown) =>
    subjects({ operation: 'UPDATE', oldObject }).map(({ before }) => before?.containers[0]?.spec.image ?? before);

  test('finds each part in the object as it stood', () => {
    expect(earlier(rayCluster([B, A])).slice(1)).toEqual(['a', 'b']);
  });

  test('finds nothing where nothing stood, and says so', () => {
    expect(earlier(rayCluster([A])).at(-1)).toMatchObject({ holds: 'pod', pod: {} });
  });

  test.each([
    ['null', null],
    ['of another kind', { ...rayCluster([A, B]), kind: 'RayJob' }],
  ])('without an object of old (%s), everything counts as changed', (_, oldObject) => {
    expect(earlier(oldObject)).toEqual([undefined, undefined, undefined]);
  });
});

test('a DELETE is judged by the object as it stands', () => {
  const judged = subjects({ operation: 'DELETE', object: null, oldObject: rayCluster([A]) });
  expect(judged.map(({ operation, before }) => [operation, before])).toEqual(Array(2).fill(['DELETE', undefined]));
});
