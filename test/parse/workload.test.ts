import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject } from '../../src/model/json.ts';
import { formatPath } from '../../src/model/path.ts';
import { addedEphemeralContainers, parseWorkloads } from '../../src/parse/workload.ts';
import { BUILT_IN_KIND_NAMES } from '../../src/parse/workload-kinds.ts';
import { DIGEST, goodContainer, goodPod, workloadOf } from '../support/pods.ts';

const template = goodPod();
const fields = (object: JsonObject) => workloadOf(object).malformed.map(({ path }) => formatPath(path));

describe('where the pod is', () => {
  test.each([
    ['v1', 'Pod', template, 'spec'],
    ['v1', 'PodTemplate', { template }, 'template.spec'],
    ['v1', 'ReplicationController', { spec: { template } }, 'spec.template.spec'],
    ['apps/v1', 'Deployment', { spec: { template } }, 'spec.template.spec'],
    ['apps/v1', 'ReplicaSet', { spec: { template } }, 'spec.template.spec'],
    ['apps/v1', 'StatefulSet', { spec: { template } }, 'spec.template.spec'],
    ['apps/v1', 'DaemonSet', { spec: { template } }, 'spec.template.spec'],
    ['batch/v1', 'Job', { spec: { template } }, 'spec.template.spec'],
    ['batch/v1', 'CronJob', { spec: { jobTemplate: { spec: { template } } } }, 'spec.jobTemplate.spec.template.spec'],
  ])('%s %s', (apiVersion, kind, object, path) => {
    const workload = workloadOf({ ...(object as JsonObject), apiVersion, kind });
    expect(formatPath(workload.podPath)).toBe(path);
    expect(workload.containers.map(({ name }) => name)).toEqual(['app']);
    expect(workload.malformed).toEqual([]);
    expect(BUILT_IN_KIND_NAMES).toContain(kind);
  });

  test.each([
    ['v1', 'ConfigMap'],
    ['batch.volcano.sh/v1alpha1', 'Job'],
    ['v1', 'constructor'],
  ])('%s %s holds no pod', (apiVersion, kind) => {
    expect(parseWorkloads({ apiVersion, kind }, { kind, namespace: 'shop' })).toBeUndefined();
  });
});

describe('what a pod holds', () => {
  const pod = goodPod({
    os: { name: 'windows' },
    initContainers: [goodContainer({ name: 'init' }), goodContainer({ name: 'proxy', restartPolicy: 'Always' })],
    containers: [goodContainer({ restartPolicy: 'Always' })],
    ephemeralContainers: [{ name: 'debug', image: 'busybox' }],
    volumes: [
      { name: 'models', image: { reference: 'ghcr.io/acme/models:1' } },
      { name: 'tmp', emptyDir: {} },
    ],
  });
  const workload = workloadOf(pod);

  test('containers of all three lists, in starting order; only an init container can be a sidecar', () => {
    expect(workload.containers.map(({ name, sidecar }) => [name, sidecar])).toEqual([
      ['init', false],
      ['proxy', true],
      ['app', false],
      ['debug', false],
    ]);
    expect(workload.containers.map(({ path }) => formatPath(path))).toEqual([
      'spec.initContainers[0]',
      'spec.initContainers[1]',
      'spec.containers[0]',
      'spec.ephemeralContainers[0]',
    ]);
  });

  test('images of containers and of image volumes', () => {
    expect(workload.images.map(({ owner, text, path }) => [owner, text, formatPath(path)])).toEqual([
      ['init container "init"', `registry.example.com/shop/web:1.4.2@${DIGEST}`, 'spec.initContainers[0].image'],
      ['sidecar container "proxy"', `registry.example.com/shop/web:1.4.2@${DIGEST}`, 'spec.initContainers[1].image'],
      ['container "app"', `registry.example.com/shop/web:1.4.2@${DIGEST}`, 'spec.containers[0].image'],
      ['ephemeral container "debug"', 'busybox', 'spec.ephemeralContainers[0].image'],
      ['image volume "models"', 'ghcr.io/acme/models:1', 'spec.volumes[0].image.reference'],
    ]);
  });

  test('labels, volumes and the operating system', () => {
    expect([...workload.labels]).toEqual([['app', 'web']]);
    expect(workload.volumes.map(({ name }) => name)).toEqual(['models', 'tmp']);
    expect(workload.windows).toBe(true);
    expect(workloadOf(goodPod({ nodeSelector: { 'kubernetes.io/os': 'windows' } })).windows).toBe(false);
  });

  test('the name: its own, else the prefix it will be made from, else what the request says', () => {
    const named = (metadata: JsonObject) =>
      parseWorkloads({ ...pod, metadata }, { kind: 'Pod', namespace: 'shop', name: 'asked' })?.[0]?.name;
    expect(named({ name: 'web', generateName: 'web-' })).toBe('web');
    expect(named({ generateName: 'web-' })).toBe('web-*');
    expect(named({})).toBe('asked');
  });

  test('labels named like object internals stay labels', () => {
    const labels = JSON.parse('{"__proto__":"x","constructor":"y"}');
    expect([...workloadOf(goodPod({}, { labels })).labels]).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    expect(workloadOf(goodPod({}, { labels })).malformed).toEqual([]);
  });
});

describe('malformed objects', () => {
  test.each([
    ['spec is a string', { ...template, spec: 'x' }, ['spec']],
    ['spec is absent', { apiVersion: 'v1', kind: 'Pod', metadata: {} }, ['spec']],
    ['metadata is a list', { ...template, metadata: [] }, ['metadata']],
    ['a label is a number', goodPod({}, { labels: { a: 1 } }), ['metadata.labels.a']],
    ['containers is a string', goodPod({ containers: 'app' }), ['spec.containers']],
    ['containers is empty', goodPod({ containers: [] }), ['spec.containers']],
    ['containers is null', goodPod({ containers: null }), ['spec.containers']],
    ['a container is null', goodPod({ containers: [null, goodContainer()] }), ['spec.containers[0]']],
    ['an init container is a list', goodPod({ initContainers: [[]] }), ['spec.initContainers[0]']],
    ['an image is a number', goodPod({ containers: [goodContainer({ image: 7 })] }), ['spec.containers[0].image']],
    ['securityContext is a string', goodPod({ securityContext: 'root' }), ['spec.securityContext']],
    ['runAsUser is a string', goodPod({ securityContext: { runAsUser: '0' } }), ['spec.securityContext.runAsUser']],
    ['runAsUser is 1.5', goodPod({ securityContext: { runAsUser: 1.5 } }), ['spec.securityContext.runAsUser']],
    [
      'privileged is "true"',
      goodPod({ containers: [goodContainer({ securityContext: { privileged: 'true' } })] }),
      ['spec.containers[0].securityContext.privileged'],
    ],
    [
      'drop is a string',
      goodPod({ containers: [goodContainer({ securityContext: { capabilities: { drop: 'ALL' } } })] }),
      ['spec.containers[0].securityContext.capabilities.drop'],
    ],
    [
      'a limit is an object',
      goodPod({ containers: [goodContainer({ resources: { limits: { memory: {} } } })] }),
      ['spec.containers[0].resources.limits.memory'],
    ],
    ['a volume is a string', goodPod({ volumes: ['x'] }), ['spec.volumes[0]']],
    ['an image volume is a string', goodPod({ volumes: [{ name: 'x', image: 'y' }] }), ['spec.volumes[0].image']],
  ])('%s', (_, object, expected) => {
    expect(fields(object as JsonObject)).toEqual(expected);
  });

  test('every wrong field is named, and the sentence says what belongs there', () => {
    const container = goodContainer({ name: 4, env: {}, envFrom: [null] });
    const workload = workloadOf(goodPod({ hostPID: 'yes', containers: [container] }));
    expect(workload.malformed.map(({ message }) => message)).toEqual([
      'malformed: must be a string, not a number',
      'malformed: must be a list, not an object',
      'malformed: must be an object, not null',
      'malformed: must be true or false, not a string',
    ]);
  });

  test('a controller without a template, and templates with wrong metadata', () => {
    const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', spec: { template: null } };
    expect(fields(deployment)).toEqual(['spec.template.spec']);
    const labelled = { ...deployment, spec: { template: { ...template, metadata: { labels: [] } } } };
    expect(fields(labelled)).toEqual(['spec.template.metadata.labels']);
  });

  test('an absent or null optional field is fine', () => {
    expect(fields(goodPod({ initContainers: null, volumes: null, securityContext: null }))).toEqual([]);
  });

  test('not an object at all', () => {
    for (const object of [null, 'pod', 7, [], undefined]) {
      expect(parseWorkloads(object, { kind: 'Pod', namespace: 'shop' })?.[0]?.malformed).toHaveLength(1);
    }
  });

  test('more than 1,000 containers or volumes, of which no more than 1,000 are read', () => {
    const containers = Array.from({ length: 1_001 }, () => goodContainer());
    const volumes = containers.map((_, index) => ({ name: `v${index}`, emptyDir: {} }));
    const workload = workloadOf(goodPod({ containers, volumes }));
    expect(workload.malformed.map(({ message, path }) => [message, formatPath(path)])).toEqual([
      ['malformed: 1001 containers, at most 1000 are judged', 'spec'],
      ['malformed: 1001 volumes, at most 1000 are judged', 'spec.volumes'],
    ]);
    expect([workload.containers.length, workload.volumes.length]).toEqual([1_000, 1_000]);
  });

  test('the container lists are counted together', () => {
    const list = Array.from({ length: 400 }, () => goodContainer());
    const pod = goodPod({ containers: list, initContainers: list, ephemeralContainers: list });
    expect(fields(pod)).toEqual(['spec']);
  });

  test.each<[string, JsonObject]>([
    ['a list', goodPod({ containers: [goodContainer({ command: Array(200_000).fill(1) })] })],
    ['a map', goodPod({}, { labels: Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [index, 1])) })],
  ])('of the faults of %s, 100 are named', (_, object) => {
    const messages = workloadOf(object).malformed.map(({ message }) => message);
    expect(messages).toHaveLength(101);
    expect(messages[99]).toBe('malformed: must be a string, not a number');
    expect(messages[100]).toBe('malformed: more than 100 fields have the wrong type, and the rest is not listed');
  });

  test('null among strings is what the API server reads as an empty string', () => {
    const metadata = { labels: { a: null }, annotations: { b: null } };
    expect(fields(goodPod({ containers: [goodContainer({ args: [null] })] }, metadata))).toEqual([]);
    expect(workloadOf(goodPod({}, metadata)).labels.get('a')).toBe('');
  });

  test('never throws, whatever the pod is made of', () => {
    return fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (spec, metadata) => {
        const workload = parseWorkloads({ kind: 'Pod', metadata, spec }, { kind: 'Pod', namespace: 'shop' })?.[0];
        expect([workload?.images.length, workload?.labels.size, workload?.volumes.length]).toBeDefined();
      }),
    );
  });
});

describe('ephemeral containers added by an update', () => {
  const debug = { name: 'debug', image: 'busybox' };
  const volumes = [{ name: 'models', image: { reference: 'x' } }];
  const before = workloadOf(goodPod({ ephemeralContainers: [debug], volumes }));
  const names = (list: readonly JsonObject[]) => {
    const after = workloadOf(goodPod({ ephemeralContainers: list, volumes }));
    return addedEphemeralContainers(after, before).containers.map(({ name }) => name);
  };

  test('only the new ones are left, and no volume', () => {
    expect(names([debug, { name: 'second', image: 'busybox' }])).toEqual(['second']);
    expect(addedEphemeralContainers(before, undefined).images.map(({ text }) => text)).toEqual(['busybox']);
  });

  test('one that changed under its old name counts as new', () => {
    expect(names([{ ...debug, image: 'other' }])).toEqual(['debug']);
  });

  test('a name shared with a regular container does not hide it', () => {
    expect(names([{ name: 'app', image: 'busybox' }])).toEqual(['app']);
  });

  test('the path is that of the object the user wrote', () => {
    const after = workloadOf(goodPod({ ephemeralContainers: [debug, { name: 'second', image: 'x' }] }));
    expect(addedEphemeralContainers(after, before).containers.map(({ path }) => formatPath(path))).toEqual([
      'spec.ephemeralContainers[1]',
    ]);
  });
});
