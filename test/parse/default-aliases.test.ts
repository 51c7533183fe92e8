import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { withDefaults } from '../../src/parse/defaulting.ts';

const complete = (object: JsonObject, kind = 'Pod', apiVersion = 'v1') => withDefaults(object, { apiVersion, kind });
const inPod = (spec: JsonObject) => complete({ spec }).spec as JsonObject;
const inTemplate = (spec: JsonObject) =>
  (complete({ template: { spec } }, 'PodTemplate').template as { spec: JsonObject }).spec;

describe('the service account has two names', () => {
  test.each<[JsonObject, JsonObject]>([
    [{ serviceAccount: 'web' }, { serviceAccount: 'web', serviceAccountName: 'web' }],
    [{ serviceAccountName: 'web' }, { serviceAccount: 'web', serviceAccountName: 'web' }],
    [
      { serviceAccount: 'old', serviceAccountName: 'web' },
      { serviceAccount: 'web', serviceAccountName: 'web' },
    ],
    [
      { serviceAccount: 'old', serviceAccountName: '' },
      { serviceAccount: 'old', serviceAccountName: 'old' },
    ],
    [{ serviceAccount: ['web'] }, { serviceAccount: ['web'] }],
    [
      { serviceAccount: 'web', serviceAccountName: 7 },
      { serviceAccount: 'web', serviceAccountName: 7 },
    ],
  ])('%j becomes %j', (written, stored) => {
    for (const inside of [inPod, inTemplate]) {
      const { serviceAccount, serviceAccountName } = inside(written);
      expect(JSON.stringify({ serviceAccount, serviceAccountName })).toBe(JSON.stringify(stored));
    }
  });

  test('a pod that names none keeps none', () => {
    expect(inPod({})).not.toHaveProperty('serviceAccount');
    expect(inPod({ serviceAccount: '' })).toMatchObject({ serviceAccount: '' });
  });
});

describe('an AppArmor profile of the time before there was a field', () => {
  const KEY = 'container.apparmor.security.beta.kubernetes.io/app';
  const profileIn = (annotation: unknown, spec: JsonObject = {}, container: JsonObject = {}) => {
    const object = {
      metadata: { annotations: { [KEY]: annotation } },
      spec: { ...spec, containers: [{ name: 'app', ...container }] },
    };
    const { containers } = complete(object).spec as { containers: [{ securityContext?: JsonObject }] };
    return containers[0].securityContext;
  };

  test.each([
    ['unconfined', { type: 'Unconfined' }],
    ['runtime/default', { type: 'RuntimeDefault' }],
    ['localhost/strict', { type: 'Localhost', localhostProfile: 'strict' }],
  ])('%s', (annotation, appArmorProfile) => {
    expect(profileIn(annotation)).toEqual({ appArmorProfile });
    expect(profileIn(annotation, {}, { securityContext: { privileged: true } })).toEqual({
      privileged: true,
      appArmorProfile,
    });
  });

  test.each(['', 'localhost/', 'localhost/ strict', 'docker/default', `localhost/${'x'.repeat(4_096)}`, 7, null])(
    '%j is none',
    (annotation) => {
      expect(profileIn(annotation)).toBeUndefined();
    },
  );

  test('counts for containers of every kind, by name', () => {
    const lists = ['initContainers', 'containers', 'ephemeralContainers'];
    const containers = [{ name: 'app' }, { name: 'other' }];
    const object = {
      metadata: { annotations: { [KEY]: 'unconfined' } },
      spec: Object.fromEntries(lists.map((list) => [list, containers])),
    };
    const { spec } = complete(object);
    for (const list of lists) {
      const [app, other] = (spec as Record<string, [JsonObject, JsonObject]>)[list] ?? [];
      expect(app).toMatchObject({ securityContext: { appArmorProfile: { type: 'Unconfined' } } });
      expect(other).not.toHaveProperty('securityContext');
    }
  });

  test('gives way to the field, and to one that says the same for the whole pod', () => {
    const stated = { securityContext: { appArmorProfile: { type: 'RuntimeDefault' } } };
    expect(profileIn('unconfined', {}, stated)).toEqual(stated.securityContext);
    expect(profileIn('runtime/default', stated)).toBeUndefined();
    expect(profileIn('unconfined', stated)).toEqual({ appArmorProfile: { type: 'Unconfined' } });
  });

  test('means nothing on Windows and in templates', () => {
    expect(profileIn('unconfined', { os: { name: 'windows' } })).toBeUndefined();
    const template = { metadata: { annotations: { [KEY]: 'unconfined' } }, spec: { containers: [{ name: 'app' }] } };
    const { containers } = (complete({ template }, 'PodTemplate').template as { spec: { containers: [JsonObject] } })
      .spec;
    expect(containers[0]).not.toHaveProperty('securityContext');
  });

  test('a security context that is none is left alone', () => {
    expect(profileIn('unconfined', {}, { securityContext: 'none' })).toBe('none');
  });
});

test('references to fields say of which version of the API they are', () => {
  const fieldRef = { fieldPath: 'metadata.name' };
  const items = [{ path: 'name', fieldRef }, { path: 'cpu' }];
  const spec = inPod({
    containers: [
      {
        env: [
          { name: 'A', valueFrom: { fieldRef } },
          { name: 'B', value: 'b' },
        ],
      },
    ],
    volumes: [
      { name: 'one', downwardAPI: { items } },
      { name: 'two', projected: { sources: [{ downwardAPI: { items } }] } },
    ],
  });
  expect(JSON.stringify(spec).match(/"fieldRef":\{"fieldPath":"metadata.name","apiVersion":"v1"\}/g)).toHaveLength(3);
});

test('what becomes of volumes and pods when a controller goes on', () => {
  const retention = (spec: JsonObject) =>
    (complete({ spec }, 'StatefulSet', 'apps/v1').spec as JsonObject).persistentVolumeClaimRetentionPolicy;
  expect(retention({})).toEqual({ whenDeleted: 'Retain', whenScaled: 'Retain' });
  expect(retention({ persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete' } })).toEqual({
    whenDeleted: 'Retain',
    whenScaled: 'Delete',
  });
  const replacement = (spec: JsonObject) =>
    (complete({ spec }, 'Job', 'batch/v1').spec as JsonObject).podReplacementPolicy;
  expect(replacement({})).toBe('TerminatingOrFailed');
  expect(replacement({ podFailurePolicy: { rules: [] } })).toBe('Failed');
});
