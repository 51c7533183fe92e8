import { describe, expect, test } from '@jest/globals';
import type { AdmissionRequest } from '../../src/model/admission.ts';
import { parseConnection } from '../../src/parse/connection.ts';

const request = (subResource: string, kind: string, name: string): AdmissionRequest => ({
  uid: 'one',
  kind: { group: '', version: 'v1', kind },
  resource: 'pods',
  subResource,
  name,
  namespace: 'shop',
  operation: 'CONNECT',
  requester: { username: 'alice', groups: [] },
  dryRun: false,
  object: {},
  oldObject: null,
});

describe('the pod that is reached into', () => {
  test.each([
    ['web', 'web'],
    ['web:8080', 'web'],
    ['web:', 'web'],
    ['http:web:8080', 'web'],
    ['https:web:metrics', 'web'],
    [':web:8080', 'web'],
    ['a:b:c:d', 'a:b:c:d'],
  ])('proxy to %s', (name, pod) => {
    expect(parseConnection(request('proxy', 'PodProxyOptions', name))?.name).toBe(pod);
  });

  test.each(['exec', 'attach', 'portforward'])('%s names nothing but the pod', (subResource) => {
    expect(parseConnection(request(subResource, 'PodExecOptions', 'web'))?.name).toBe('web');
    expect(parseConnection(request(subResource, 'PodExecOptions', 'web:8080'))?.name).toBe('web:8080');
  });
});
