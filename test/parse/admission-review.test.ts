import { describe, expect, test } from '@jest/globals';
import { ReviewError } from '../../src/model/admission.ts';
import { parseAdmissionReview } from '../../src/parse/admission-review.ts';

const request = {
  uid: '705ab4f5-6393-11e8-b7cc-42010a800002',
  kind: { group: '', version: 'v1', kind: 'Pod' },
  resource: { group: '', version: 'v1', resource: 'pods' },
  name: 'web',
  namespace: 'shop',
  operation: 'CREATE',
  userInfo: { username: 'alice', groups: ['system:authenticated'], extra: { key: ['value'] } },
  object: { kind: 'Pod' },
  oldObject: null,
  dryRun: false,
  futureField: {},
};
const review = (changes: object = {}) => ({
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  request: { ...request, ...changes },
});

test('reads the envelope and leaves the objects alone', () => {
  expect(parseAdmissionReview(review())).toEqual({
    uid: request.uid,
    kind: request.kind,
    resource: 'pods',
    subResource: '',
    name: 'web',
    namespace: 'shop',
    operation: 'CREATE',
    requester: { username: 'alice', groups: ['system:authenticated'] },
    dryRun: false,
    object: { kind: 'Pod' },
    oldObject: null,
  });
});

test('optional fields may be absent or null', () => {
  const bare = { uid: 'u', kind: { group: null, version: 'v1', kind: 'Pod' }, operation: 'DELETE', userInfo: null };
  expect(parseAdmissionReview({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', request: bare })).toEqual({
    uid: 'u',
    kind: { group: '', version: 'v1', kind: 'Pod' },
    resource: '',
    subResource: '',
    name: '',
    namespace: '',
    operation: 'DELETE',
    requester: { username: '', groups: [] },
    dryRun: false,
    object: null,
    oldObject: null,
  });
});

describe('refusals', () => {
  test.each<[string, unknown, string]>([
    ['a scalar', 7, 'AdmissionReview object'],
    ['a list', [review()], 'AdmissionReview object'],
    ['null', null, 'AdmissionReview object'],
    ['an empty object', {}, 'admission.k8s.io/v1'],
    ['v1beta1', { ...review(), apiVersion: 'admission.k8s.io/v1beta1' }, 'admission.k8s.io/v1'],
    ['another kind', { ...review(), kind: 'Pod' }, 'admission.k8s.io/v1'],
    ['no request', { ...review(), request: undefined }, 'request is missing'],
    ['a request that is a list', { ...review(), request: [] }, 'request is missing'],
    ['no uid', review({ uid: undefined }), 'request.uid'],
    ['an empty uid', review({ uid: '' }), 'request.uid'],
    ['a numeric uid', review({ uid: 7 }), 'request.uid'],
    ['a huge uid', review({ uid: 'x'.repeat(129) }), 'request.uid'],
    ['a uid with a line break', review({ uid: 'a\nb' }), 'request.uid'],
    ['no kind', review({ kind: undefined }), 'request.kind.kind'],
    ['a kind that is a string', review({ kind: 'Pod' }), 'request.kind must be an object'],
    ['a kind that holds a number', review({ kind: { kind: 7 } }), 'request.kind.kind must be a string'],
    ['a resource that is a list', review({ resource: [] }), 'request.resource must be an object'],
    ['a resource name that is a number', review({ resource: { resource: 1 } }), 'request.resource.resource'],
    ['a namespace that is an object', review({ namespace: {} }), 'request.namespace'],
    ['an operation that does not exist', review({ operation: 'PATCH' }), 'request.operation must be one of CREATE'],
    ['no operation', review({ operation: undefined }), 'request.operation'],
    ['dryRun as a string', review({ dryRun: 'true' }), 'request.dryRun must be true or false'],
    ['userInfo as a string', review({ userInfo: 'alice' }), 'request.userInfo must be an object'],
    ['a numeric user name', review({ userInfo: { username: 1 } }), 'request.userInfo.username'],
    ['groups as a string', review({ userInfo: { groups: 'a' } }), 'request.userInfo.groups'],
    ['a numeric group', review({ userInfo: { groups: ['a', 1] } }), 'request.userInfo.groups'],
    ['too many groups', review({ userInfo: { groups: Array(10_001).fill('a') } }), 'request.userInfo.groups'],
  ])('%s', (_, body, message) => {
    const parse = () => parseAdmissionReview(body);
    expect(parse).toThrow(ReviewError);
    expect(parse).toThrow(message);
    expect(parse).toThrow(expect.objectContaining({ status: 400 }));
  });
});
