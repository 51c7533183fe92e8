import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { workloadOf } from '../support/pods.ts';
import { faultsOf, messagesOf, ownRule, problemsIn } from './harness.ts';

const POD_SPEC: JsonObject = {
  initContainers: [
    { name: 'setup', image: 'i' },
    { name: 'proxy', image: 'p', restartPolicy: 'Always' },
  ],
  containers: [
    { name: 'app', image: 'a', ports: [{ containerPort: 80 }, { containerPort: 8080 }] },
    { name: 'side', image: 's' },
  ],
  ephemeralContainers: [{ name: 'debug', image: 'd' }],
  volumes: [
    { name: 'data', emptyDir: {} },
    { name: 'host', hostPath: { path: '/' } },
  ],
  hostAliases: [],
};
const pod = (spec: JsonObject = POD_SPEC): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', annotations: { a: '1', b: '2' }, finalizers: ['x/y', 'z'] },
  spec,
});
const deployment: JsonObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: { replicas: 1, template: { metadata: { labels: { app: 'web' } }, spec: POD_SPEC } },
};

/** A rule that no element keeps, so that its messages list the elements. */
const listing = (forEach: string, rest: JsonObject = {}): JsonObject => ({
  forEach,
  message: '{{ name }} at {{ path }}',
  assert: { path: '$', absent: true },
  ...rest,
});

describe('lists of the workload', () => {
  test.each<[string, readonly string[]]>([
    ['containers', ['app at spec.containers[0]', 'side at spec.containers[1]']],
    ['initContainers', ['setup at spec.initContainers[0]', 'proxy at spec.initContainers[1]']],
    ['ephemeralContainers', ['debug at spec.ephemeralContainers[0]']],
    [
      'allContainers',
      [
        'setup at spec.initContainers[0]',
        'proxy at spec.initContainers[1]',
        'app at spec.containers[0]',
        'side at spec.containers[1]',
        'debug at spec.ephemeralContainers[0]',
      ],
    ],
    ['volumes', ['data at spec.volumes[0]', 'host at spec.volumes[1]']],
    ['pod', ['web at $']],
  ])('%s', (forEach, messages) => {
    expect(messagesOf(listing(forEach), pod())).toEqual(messages);
  });

  test.each(['initContainers', 'ephemeralContainers', 'volumes'])('%s may be empty', (forEach) => {
    expect(messagesOf(listing(forEach), pod({ containers: [] }))).toEqual([]);
  });

  test('paths are those of the whole object', () => {
    const rule = { forEach: 'containers', assert: { path: '$.ports[*].containerPort', atLeast: 1_024 } };
    expect(
      problemsIn(ownRule(rule), workloadOf(deployment)).map(({ path, message }) => [message, path.join('.')]),
    ).toEqual([
      [
        'broken at spec.template.spec.containers[0].ports[0].containerPort: 80',
        'spec.template.spec.containers.0.ports.0.containerPort',
      ],
      ['broken at spec.template.spec.containers[1].ports[*].containerPort: <none>', 'spec.template.spec.containers.1'],
    ]);
  });

  test('pod is the pod template of every kind', () => {
    const rule = { forEach: 'pod', assert: { path: '$.metadata.labels.app', equals: 'web' } };
    expect(messagesOf(rule, deployment)).toEqual([]);
    expect(messagesOf(rule, pod())).toEqual(['broken at metadata.labels.app: <none>']);
    const unjudged = { forEach: 'pod', assert: { path: '$.spec.containers.image', exists: true } };
    expect(messagesOf(unjudged, deployment)[0]).toContain('spec.template.spec.containers: [{"name":"app"');
  });
});

describe('lists that a path leads to', () => {
  test.each<[string, readonly string[]]>([
    ['$.spec.containers', ['app at spec.containers[0]', 'side at spec.containers[1]']],
    ['$.spec.containers[*]', ['app at spec.containers[0]', 'side at spec.containers[1]']],
    ['$.spec.containers[1:]', ['side at spec.containers[1]']],
    [
      '$.spec.containers[0].ports',
      [
        'spec.containers[0].ports[0] at spec.containers[0].ports[0]',
        'spec.containers[0].ports[1] at spec.containers[0].ports[1]',
      ],
    ],
    ['$.metadata.finalizers', ['x/y at metadata.finalizers[0]', 'z at metadata.finalizers[1]']],
    ['$.metadata.annotations.*', ['1 at metadata.annotations.a', '2 at metadata.annotations.b']],
    [
      '$..ports[*]',
      [
        'spec.containers[0].ports[0] at spec.containers[0].ports[0]',
        'spec.containers[0].ports[1] at spec.containers[0].ports[1]',
      ],
    ],
    ['$.spec.hostAliases', []],
    ['$.spec.hostAliases[*]', []],
  ])('%s', (forEach, messages) => {
    expect(messagesOf(listing(forEach), pod())).toEqual(messages);
  });

  test('finding nothing is a violation unless whenMissing: pass', () => {
    const violation = 'spec.tolerations at spec.tolerations (there is no spec.tolerations to look into)';
    expect(messagesOf(listing('$.spec.tolerations'), pod())).toEqual([violation]);
    expect(messagesOf(listing('$.spec.tolerations', { whenMissing: 'pass' }), pod())).toEqual([]);
    expect(messagesOf(listing('$.spec.tolerations[*]'), pod())[0]).toContain('there is no spec.tolerations[*]');
    expect(messagesOf(listing('$..tolerations[*]'), pod())[0]).toContain('there is no ..tolerations[*]');
    expect(problemsIn(ownRule(listing('$.spec.tolerations')), workloadOf(pod()))[0]?.path).toEqual(['spec']);
  });

  test('an inner list that is missing does not vanish', () => {
    expect(messagesOf(listing('$.spec.containers[*].ports[*]'), pod())).toEqual([
      'spec.containers[0].ports[0] at spec.containers[0].ports[0]',
      'spec.containers[0].ports[1] at spec.containers[0].ports[1]',
      'spec.containers[1].ports[*] at spec.containers[1].ports[*] (there is no spec.containers[1].ports[*] to look into)',
    ]);
  });

  test('what is not a list cannot be judged, also with whenMissing: pass', () => {
    const [message] = messagesOf(listing('$.metadata.name', { whenMissing: 'pass' }), pod());
    expect(message).toBe(
      'metadata.name at metadata.name (cannot be judged: forEach needs a list here, and this is a string)',
    );
    expect(messagesOf(listing('$.metadata.name[*]'), pod())[0]).toContain('needs a list or an object here');
  });

  test('whenMissing of the rule is for the list and for its elements', () => {
    const rule = { forEach: '$.spec.containers', whenMissing: 'pass', assert: { path: '$.command', contains: 'sh' } };
    expect(messagesOf(rule, pod())).toEqual([]);
    expect(messagesOf({ ...rule, assert: { ...rule.assert, exists: true } }, pod())).toHaveLength(2);
  });

  test('null elements are missing, not skipped', () => {
    const rule = { forEach: '$.spec.list', assert: { path: '$.name', exists: true } };
    expect(messagesOf(rule, pod({ containers: [], list: [null, { name: 'x' }] }))).toEqual([
      'broken at spec.list[0].name: <none>',
    ]);
  });

  test('more elements than are looked at cannot be judged', () => {
    const list = Array.from({ length: 100_001 }, () => 'x');
    const rule = { forEach: '$.spec.list', assert: { path: '$', exists: true } };
    expect(messagesOf(rule, pod({ containers: [], list }))[0]).toContain('more than 100000 values to look at');
  });

  test.each([
    ['container', 'unknown list "container"; did you mean "containers"?; there are pod, containers,'],
    ['$.spec.containers[?(@.x)]', 'a filter ("?") is not supported'],
    ['spec.containers', 'unknown list "spec.containers"'],
  ])('%s is refused', (forEach, fault) => {
    const faults = faultsOf({ id: 'own', ...listing(forEach) });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(`spec.rules[0].forEach: `);
    expect(faults[0]).toContain(fault);
  });
});

test('at most 100 places are reported, and then that there are more', () => {
  const containers = Array.from({ length: 300 }, (_, index) => ({ name: `c${index}`, image: 'x' }));
  const object = pod({ containers, list: containers });
  for (const rule of [
    listing('containers'),
    listing('pod', { assert: { path: '$.spec.containers[*]', absent: true } }),
    listing('$.spec.list'),
    { assert: { path: '$.spec.list[*].name', equals: '-' } },
    { all: [{ rule: 'pin-image-digest' }] },
  ]) {
    const messages = messagesOf(rule, object);
    expect(messages).toHaveLength(101);
    expect(messages[100]).toBe('more than 100 places break this rule; the rest is not listed');
  }
});

test('one place is reported once, however many parts of a rule it breaks', () => {
  const assert = { path: '$.metadata.name', equals: 'db' };
  const all = [{ assert }, { assert: { ...assert, equals: 'api' } }];
  expect(messagesOf({ all }, pod())).toEqual(['broken at metadata.name: web']);
});
