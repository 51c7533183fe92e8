import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AdmissionRequest } from '../../src/model/admission.ts';
import { formatPath } from '../../src/model/path.ts';
import { parseConnection } from '../../src/parse/connection.ts';
import { subjectsOf } from '../../src/parse/subject.ts';

const exec: AdmissionRequest = {
  uid: 'u',
  kind: { group: '', version: 'v1', kind: 'PodExecOptions' },
  resource: 'pods',
  subResource: 'exec',
  name: 'web',
  namespace: 'shop',
  operation: 'CONNECT',
  requester: { username: 'alice', groups: ['devs'] },
  dryRun: false,
  object: { apiVersion: 'v1', kind: 'PodExecOptions', container: 'app', command: ['sh'], stdin: true, tty: true },
  oldObject: null,
};
const connection = (changes: Partial<AdmissionRequest> = {}) => parseConnection({ ...exec, ...changes });
const faults = (object: unknown) =>
  connection({ object })?.malformed.map(({ path, message }) => `${formatPath(path)}: ${message}`);

describe('a connection to a pod', () => {
  test('names the pod and holds what is asked of it, and no pod', () => {
    expect(connection()).toMatchObject({
      holds: 'connection',
      apiVersion: 'v1',
      kind: 'PodExecOptions',
      namespace: 'shop',
      name: 'web',
      object: exec.object,
      pod: {},
      template: {},
      containers: [],
      volumes: [],
      images: [],
      malformed: [],
    });
    expect(connection()?.labels.size).toBe(0);
  });

  test.each(['attach', 'exec', 'portforward', 'proxy'])('pods/%s', (subResource) => {
    expect(connection({ subResource })?.holds).toBe('connection');
  });

  test.each([
    ['services', 'proxy'],
    ['nodes', 'proxy'],
    ['pods', ''],
    ['pods', 'log'],
    ['pods', 'constructor'],
  ])('not %s/%s', (resource, subResource) => {
    expect(connection({ resource, subResource })).toBeUndefined();
  });

  test.each([
    ['proxy', 'web', 'web'],
    ['proxy', 'web:8080', 'web'],
    ['proxy', 'https:web:8080', 'web'],
    ['proxy', 'https:web:', 'web'],
    ['proxy', ':web:8080', 'web'],
    ['proxy', 'a:b:c:d', 'a:b:c:d'],
    ['exec', 'web:8080', 'web:8080'],
  ])('the pod of pods/%s to %s is %s', (subResource, name, pod) => {
    expect(connection({ subResource, name })?.name).toBe(pod);
  });

  test('is judged with who asks, and never as a change of something', () => {
    expect(subjectsOf(exec)).toMatchObject({
      kind: 'judge',
      subjects: [{ operation: 'CONNECT', workload: { name: 'web' }, requester: exec.requester }],
    });
    const nobody = subjectsOf({ ...exec, requester: { username: '', groups: [] } });
    expect(nobody.kind === 'judge' && 'requester' in nobody.subjects[0]).toBe(false);
  });

  test('lies in a namespace', () => {
    expect(subjectsOf({ ...exec, namespace: '' })).toEqual({
      kind: 'deny',
      message: 'malformed request: request.namespace is missing: a Pod lies in a namespace',
    });
  });
});

describe('options that cannot be read', () => {
  test.each([
    ['null', null],
    ['a list', []],
    ['a string', 'sh'],
    ['absent', undefined],
  ])('%s', (_, object) => {
    expect(faults(object)).toEqual([': malformed: the options of the connection are missing']);
    expect(connection({ object })?.object).toEqual({});
  });

  test.each<[string, unknown, string]>([
    ['container', 7, 'container: malformed: must be a string, not a number'],
    ['command', 'sh', 'command: malformed: must be a list, not a string'],
    ['command', [7], 'command[0]: malformed: must be a string, not a number'],
    ['tty', 'true', 'tty: malformed: must be true or false, not a string'],
    ['ports', ['80'], 'ports[0]: malformed: must be a whole number, not a string'],
    ['path', {}, 'path: malformed: must be a string, not an object'],
  ])('%s: %j', (field, value, fault) => {
    expect(faults({ [field]: value })).toEqual([fault]);
  });

  test('null is absent, and fields that are not known may be anything', () => {
    expect(faults({ container: null, command: null, of: { tomorrow: [] } })).toEqual([]);
  });

  test('never throws', () => {
    return fc.assert(fc.property(fc.jsonValue(), (object) => expect(connection({ object })).toBeDefined()));
  });
});
