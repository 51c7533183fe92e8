import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { valueAt } from '../../src/model/value-at.ts';
import { withDefaults, withTemplateDefaults } from '../../src/parse/defaulting.ts';

const DIGEST = `@sha256:${'0'.repeat(64)}`;

/** What becomes of a pod spec: that of a pod, or that of a template in a Deployment. */
const inPod = (spec: JsonObject) => withDefaults({ spec }, { apiVersion: 'v1', kind: 'Pod' }).spec as JsonObject;
const inTemplate = (spec: JsonObject) =>
  valueAt(withDefaults({ spec: { template: { spec } } }, { apiVersion: 'apps/v1', kind: 'Deployment' }), [
    'spec',
    'template',
    'spec',
  ]) as JsonObject;
const inBoth = [
  ['a pod', inPod],
  ['a template', inTemplate],
] as const;

describe.each(inBoth)('in %s', (_, complete) => {
  test('the pod spec', () => {
    const always = {
      restartPolicy: 'Always',
      dnsPolicy: 'ClusterFirst',
      schedulerName: 'default-scheduler',
      securityContext: {},
      terminationGracePeriodSeconds: 30,
    };
    expect(complete({})).toMatchObject(always);
    expect(complete({ restartPolicy: '', dnsPolicy: null, securityContext: null })).toMatchObject(always);
    const written = { restartPolicy: 'Never', dnsPolicy: 'None', schedulerName: 's', terminationGracePeriodSeconds: 0 };
    expect(complete(written)).toMatchObject(written);
  });

  test.each<[string | undefined, string]>([
    ['nginx', 'Always'],
    ['nginx:latest', 'Always'],
    [`nginx:latest${DIGEST}`, 'Always'],
    ['nginx:1.29', 'IfNotPresent'],
    [`nginx${DIGEST}`, 'IfNotPresent'],
    ['localhost:5000/nginx', 'Always'],
    ['', 'IfNotPresent'],
    ['NOT an image', 'IfNotPresent'],
    [undefined, 'IfNotPresent'],
  ])('the pull policy of the image %j: %s', (image, policy) => {
    for (const list of ['containers', 'initContainers', 'ephemeralContainers']) {
      expect(complete({ [list]: [{ image }] })).toMatchObject({ [list]: [{ imagePullPolicy: policy }] });
      expect(complete({ [list]: [{ image, imagePullPolicy: '' }] })).toMatchObject({
        [list]: [{ imagePullPolicy: policy }],
      });
    }
    const volume = (image: JsonObject) => complete({ volumes: [{ name: 'v', image }] }).volumes;
    expect(volume({ reference: image })).toMatchObject([{ image: { pullPolicy: policy } }]);
    expect(volume({ reference: image, pullPolicy: 'Never' })).toMatchObject([{ image: { pullPolicy: 'Never' } }]);
  });

  test('containers, their ports, probes and hooks', () => {
    const probe = { httpGet: { port: 80 } };
    const containers = [
      {
        ports: [{ containerPort: 1 }, { containerPort: 2, protocol: 'UDP' }],
        livenessProbe: probe,
        readinessProbe: { exec: {}, timeoutSeconds: 0, periodSeconds: 5 },
        startupProbe: { httpGet: { path: '', scheme: 'HTTPS' } },
        lifecycle: { preStop: probe, postStart: { exec: {} } },
      },
    ];
    const times = { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 };
    expect(complete({ containers }).containers).toEqual([
      {
        imagePullPolicy: 'IfNotPresent',
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
        ports: [
          { containerPort: 1, protocol: 'TCP' },
          { containerPort: 2, protocol: 'UDP' },
        ],
        livenessProbe: { httpGet: { port: 80, path: '/', scheme: 'HTTP' }, ...times },
        readinessProbe: { exec: {}, ...times, periodSeconds: 5 },
        startupProbe: { httpGet: { path: '/', scheme: 'HTTPS' }, ...times },
        lifecycle: { preStop: { httpGet: { port: 80, path: '/', scheme: 'HTTP' } }, postStart: { exec: {} } },
      },
    ]);
  });

  test.each<[string, JsonObject, JsonObject]>([
    ['without a source', {}, { emptyDir: {} }],
    ['whose source is null', { hostPath: null }, { hostPath: null, emptyDir: {} }],
    ['with a source that nobody knows', { tomorrow: {} }, { tomorrow: {} }],
    ['secret', { secret: { secretName: 's' } }, { secret: { secretName: 's', defaultMode: 0o644 } }],
    ['configMap', { configMap: {} }, { configMap: { defaultMode: 0o644 } }],
    ['downwardAPI', { downwardAPI: { defaultMode: 0 } }, { downwardAPI: { defaultMode: 0 } }],
    ['hostPath', { hostPath: { path: '/' } }, { hostPath: { path: '/', type: '' } }],
    [
      'projected',
      { projected: { sources: [{ serviceAccountToken: {} }, { secret: {} }] } },
      {
        projected: {
          defaultMode: 0o644,
          sources: [{ serviceAccountToken: { expirationSeconds: 3_600 } }, { secret: {} }],
        },
      },
    ],
  ])('a volume: %s', (_, source, expected) => {
    expect(complete({ volumes: [{ name: 'v', ...source }] }).volumes).toEqual([{ name: 'v', ...expected }]);
  });

  test.each([
    ['1500u', '2m'],
    ['0.0001', '1m'],
    ['1000000001n', '1001m'],
    ['-1500u', '-2m'],
    [0.0005, '1m'],
    ['100m', '100m'],
    ['0.5', '0.5'],
    [2, 2],
    ['1Gi', '1Gi'],
    ['much', 'much'],
    [null, null],
  ])('the quantity %j is rounded up to a thousandth: %j', (written, kept) => {
    const resources = (amount: unknown) => ({ requests: { cpu: amount }, limits: { cpu: amount } });
    const lists = ['containers', 'initContainers', 'ephemeralContainers'];
    const spec = Object.fromEntries(lists.map((list) => [list, [{ resources: resources(written) }]]));
    const completed = complete({ ...spec, resources: resources(written) });
    for (const list of lists) expect(completed[list]).toMatchObject([{ resources: resources(kept) }]);
    expect(completed.resources).toEqual(resources(kept));
  });
});

describe('in a pod alone', () => {
  test('service links', () => {
    expect(inPod({}).enableServiceLinks).toBe(true);
    expect(inPod({ enableServiceLinks: false }).enableServiceLinks).toBe(false);
    expect(inTemplate({})).not.toHaveProperty('enableServiceLinks');
  });

  test('requests from limits, of containers and init containers', () => {
    const resources = { limits: { cpu: 2, memory: '1Gi' }, requests: { cpu: 1 } };
    const spec = {
      containers: [{ resources }, { resources: { limits: { cpu: 1 } } }, { resources: { limits: {} } }, {}],
      initContainers: [{ resources: { limits: { 'example.com/gpu': 1 } } }],
      ephemeralContainers: [{ resources }],
    };
    expect(inPod(spec)).toMatchObject({
      containers: [
        { resources: { limits: { cpu: 2, memory: '1Gi' }, requests: { cpu: 1, memory: '1Gi' } } },
        { resources: { limits: { cpu: 1 }, requests: { cpu: 1 } } },
        { resources: { limits: {} } },
        {},
      ],
      initContainers: [{ resources: { requests: { 'example.com/gpu': 1 } } }],
      ephemeralContainers: [{ resources }],
    });
    expect(inTemplate(spec)).toMatchObject(spec);
    expect(inTemplate({ containers: [{ resources: { limits: { cpu: 1 } } }] })).toMatchObject({
      containers: [{ resources: { limits: { cpu: 1 } } }],
    });
  });

  test('ports of the node, where the network is that of the node', () => {
    const ports = [{ containerPort: 80 }, { containerPort: 81, hostPort: 0 }, { containerPort: 82, hostPort: 1 }];
    const lists = { containers: [{ ports }], initContainers: [{ ports }], ephemeralContainers: [{ ports }] };
    const hostPorts = (list: unknown) => valueAt(list, [0, 'ports']) as JsonObject[];
    const { containers, initContainers, ephemeralContainers } = inPod({ hostNetwork: true, ...lists });
    for (const list of [containers, initContainers]) {
      expect(hostPorts(list).map(({ hostPort }) => hostPort)).toEqual([80, 81, 1]);
    }
    expect(hostPorts(ephemeralContainers).map(({ hostPort }) => hostPort)).toEqual([undefined, 0, 1]);
    for (const spec of [inPod(lists), inTemplate({ hostNetwork: true, ...lists })]) {
      expect(hostPorts(spec.containers).map(({ hostPort }) => hostPort)).toEqual([undefined, 0, 1]);
    }
  });

  test('no port of the node comes from a port that is none', () => {
    const containers = [{ ports: [{ name: 'a' }, { containerPort: '80' }] }];
    expect(inPod({ hostNetwork: true, containers }).containers).toMatchObject([
      {
        ports: [
          { name: 'a', protocol: 'TCP' },
          { containerPort: '80', protocol: 'TCP' },
        ],
      },
    ]);
    expect(valueAt(inPod({ hostNetwork: true, containers }), ['containers', 0, 'ports', 0])).not.toHaveProperty(
      'hostPort',
    );
  });
});

describe('what is left alone', () => {
  test('objects of other kinds', () => {
    for (const [apiVersion, kind] of [
      ['v1', 'ConfigMap'],
      ['argoproj.io/v1alpha1', 'Rollout'],
      ['batch.volcano.sh/v1alpha1', 'Job'],
    ] as const) {
      const object = { spec: { template: { spec: {} } } };
      expect(withDefaults(object, { apiVersion, kind })).toBe(object);
      expect(object).toEqual({ spec: { template: { spec: {} } } });
    }
  });

  test('what has the wrong type', () => {
    const spec = {
      restartPolicy: 0,
      dnsPolicy: false,
      securityContext: 'x',
      containers: [
        { image: 7, imagePullPolicy: [], ports: 'x', livenessProbe: 'x', lifecycle: 'x', resources: 'x' },
        7,
      ],
      initContainers: 'x',
      volumes: [{ name: 'v', projected: 'x' }, { name: 'w', image: 'x' }, null],
      resources: { limits: 'x', requests: [] },
    };
    expect(inPod(spec)).toMatchObject(spec);
    for (const odd of ['x', 7, null, [], true]) {
      expect(inTemplate({ containers: odd, volumes: odd })).toMatchObject({ containers: odd, volumes: odd });
      for (const [apiVersion, kind] of [
        ['apps/v1', 'Deployment'],
        ['apps/v1', 'StatefulSet'],
        ['apps/v1', 'DaemonSet'],
        ['batch/v1', 'Job'],
        ['v1', 'ReplicationController'],
      ] as const) {
        expect(withDefaults({ metadata: odd, spec: odd }, { apiVersion, kind }).spec).toEqual(odd);
        const strategies = { strategy: odd ?? 'x', updateStrategy: odd ?? 'x' };
        expect(withDefaults({ spec: strategies }, { apiVersion, kind }).spec).toMatchObject(strategies);
      }
    }
  });

  test('a template that is none', () => {
    for (const odd of ['x', 7, null, [], true, undefined, {}, { spec: 'x' }]) {
      expect(withTemplateDefaults(odd)).toEqual(odd);
    }
  });
});

test('what two places share in a file is completed in each by itself', () => {
  const shared = { limits: { cpu: 1 } };
  const pod = inPod({ containers: [{ resources: shared }, { resources: shared }], resources: shared });
  expect(pod.resources).toEqual({ limits: { cpu: 1 }, requests: { cpu: '2' } });
  expect(shared).toEqual({ limits: { cpu: 1 } });
});
