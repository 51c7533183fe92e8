import { describe, expect, test } from '@jest/globals';
import type { AdmissionRequest } from '../../src/model/admission.ts';
import { subjectsOf } from '../../src/parse/subject.ts';
import { goodContainer, goodPod } from '../support/pods.ts';

const pod = goodPod();
const base: AdmissionRequest = {
  uid: 'u',
  kind: { group: '', version: 'v1', kind: 'Pod' },
  resource: 'pods',
  subResource: '',
  name: 'web',
  namespace: 'shop',
  operation: 'CREATE',
  requester: { username: 'alice', groups: [] },
  dryRun: false,
  object: pod,
  oldObject: null,
};
const triage = (changes: Partial<AdmissionRequest>) => subjectsOf({ ...base, ...changes });
const subject = (changes: Partial<AdmissionRequest>) => {
  const result = triage(changes);
  if (result.kind !== 'judge') throw new Error(`not judged: ${JSON.stringify(result)}`);
  return result.subjects[0];
};

describe('what is judged', () => {
  test('a CREATE: the object, in the namespace of the request', () => {
    const { operation, workload, before, requester } = subject({ namespace: 'other' });
    expect([operation, workload.name, workload.namespace, workload.apiVersion]).toEqual([
      'CREATE',
      'web',
      'other',
      'v1',
    ]);
    expect(before).toBeUndefined();
    expect(requester?.username).toBe('alice');
  });

  test('an UPDATE: the object, with the old one beside it where there is one', () => {
    const oldObject = goodPod({}, { name: 'old' });
    expect(subject({ operation: 'UPDATE', oldObject }).before?.name).toBe('old');
    expect(subject({ operation: 'UPDATE' }).before).toBeUndefined();
  });

  test('a DELETE: the old object', () => {
    expect(subject({ operation: 'DELETE', object: null, oldObject: pod }).workload.name).toBe('web');
  });

  test('pods/ephemeralcontainers: only what is added', () => {
    const object = goodPod({ ephemeralContainers: [{ name: 'debug', image: 'busybox' }] });
    const update = { operation: 'UPDATE', subResource: 'ephemeralcontainers', object, oldObject: pod } as const;
    expect(subject(update).workload.containers.map(({ name }) => name)).toEqual(['debug']);
  });

  test.each(['resize', 'a-subresource-of-tomorrow'])('pods/%s: the whole pod', (subResource) => {
    expect(subject({ operation: 'UPDATE', subResource }).workload.containers).toHaveLength(1);
  });

  test('a controller: kind and group come from the request', () => {
    const object = { spec: { template: { spec: { containers: [goodContainer()] } } } };
    const kind = { group: 'apps', version: 'v1', kind: 'Deployment' };
    const { workload } = subject({ kind, resource: 'deployments', object });
    expect([workload.apiVersion, workload.kind, workload.name]).toEqual(['apps/v1', 'Deployment', 'web']);
  });

  test('an object marked for deletion is judged like any other', () => {
    const object = goodPod({}, { deletionTimestamp: '2026-01-01T00:00:00Z' });
    expect(subject({ operation: 'UPDATE', object, oldObject: pod }).workload.malformed).toEqual([]);
  });

  test('a request that names nobody: conditions on users then count as met', () => {
    const requester = { username: '', groups: ['system:masters'] };
    expect(subject({ requester }).requester).toBeUndefined();
    expect(subject({ requester, operation: 'UPDATE', oldObject: pod }).requester).toBeUndefined();
  });

  test('an object of the wrong shape is judged, as malformed', () => {
    expect(subject({ object: 'pod' }).workload.malformed).toHaveLength(1);
  });
});

describe('what is out of scope', () => {
  test.each<[string, Partial<AdmissionRequest>, string]>([
    [
      'a connection to a Service',
      { operation: 'CONNECT', resource: 'services', subResource: 'proxy', object: {} },
      'connect',
    ],
    ['a status update', { operation: 'UPDATE', subResource: 'status' }, 'subresource'],
    ['a binding', { subResource: 'binding', kind: { group: '', version: 'v1', kind: 'Binding' } }, 'subresource'],
    [
      'a ConfigMap',
      { kind: { group: '', version: 'v1', kind: 'ConfigMap' }, resource: 'configmaps' },
      'not-a-workload',
    ],
    [
      'a Job of another group',
      { kind: { group: 'batch.example.com', version: 'v1', kind: 'Job' }, resource: 'jobs' },
      'not-a-workload',
    ],
    [
      'a Scale',
      {
        kind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
        resource: 'deployments',
        subResource: 'scale',
        operation: 'UPDATE',
      },
      'not-a-workload',
    ],
    [
      'the namespace controller at work',
      {
        operation: 'DELETE',
        oldObject: pod,
        requester: { username: 'system:serviceaccount:kube-system:namespace-controller', groups: [] },
      },
      'clean-up',
    ],
    [
      'the garbage collector at work',
      {
        operation: 'DELETE',
        oldObject: pod,
        requester: { username: 'system:serviceaccount:kube-system:generic-garbage-collector', groups: [] },
      },
      'clean-up',
    ],
  ])('%s', (_, changes, reason) => {
    expect(triage(changes)).toEqual({ kind: 'allow', reason });
  });

  test('those controllers are judged when they create', () => {
    const requester = { username: 'system:serviceaccount:kube-system:namespace-controller', groups: [] };
    expect(triage({ requester }).kind).toBe('judge');
  });
});

describe('requests that contradict themselves', () => {
  test.each<[string, Partial<AdmissionRequest>, string]>([
    ['CREATE without object', { object: null }, 'request.object is missing'],
    ['UPDATE without object', { operation: 'UPDATE', object: null, oldObject: pod }, 'request.object is missing'],
    ['DELETE without oldObject', { operation: 'DELETE', object: null }, 'request.oldObject is missing'],
    ['an object of another kind', { object: { ...pod, kind: 'ConfigMap' } }, 'not of the kind'],
    ['a workload without a namespace', { namespace: '' }, 'request.namespace is missing'],
    [
      'ephemeral containers in a form that is not a pod',
      {
        kind: { group: '', version: 'v1', kind: 'EphemeralContainers' },
        subResource: 'ephemeralcontainers',
        operation: 'UPDATE',
      },
      'request.kind EphemeralContainers does not belong to request.resource pods',
    ],
    [
      'a kind that hides a pod',
      { kind: { group: '', version: 'v1', kind: 'ConfigMap' } },
      'does not belong to request.resource pods',
    ],
  ])('%s', (_, changes, message) => {
    expect(triage(changes)).toEqual({ kind: 'deny', message: expect.stringContaining(message) });
  });
});
