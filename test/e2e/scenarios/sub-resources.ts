import { beforeEach, describe, expect, test } from '@jest/globals';
import { goodContainer } from '../../support/pods.ts';
import { DENIED, outcome } from '../harness/answers.ts';
import type { Cluster } from '../harness/cluster.ts';
import { PATCH } from '../harness/kube.ts';
import { type Namespace, namespaceOf } from '../harness/namespace.ts';
import { BAD, pod, policy } from '../harness/objects.ts';
import { SHIPPED_POLICIES } from '../harness/tidewaiter.ts';
import { useGate } from '../harness/use-gate.ts';
import { WORKLOADS } from '../harness/webhooks.ts';

/** The API refuses resources and probes in ephemeral containers. */
const DEBUGGER = { ...goodContainer(), resources: undefined, readinessProbe: undefined, livenessProbe: undefined };

/** What the chart leaves out on purpose: these must pass also where somebody registers them. */
const OTHERS = [
  { apiGroups: [''], resources: ['pods/exec', 'pods/attach', 'pods/portforward'], operations: ['CONNECT'] },
  { apiGroups: [''], resources: ['pods/status', 'pods/binding', 'pods/eviction'], operations: ['*'] },
];

/** Sub-resources of pods. */
export function subResourceScenarios(cluster: () => Cluster): void {
  describe('sub-resources of pods', () => {
    const here = useGate(cluster, { policies: SHIPPED_POLICIES, hook: { rules: [...WORKLOADS, ...OTHERS] } });
    let namespace: Namespace;

    const debug = (...containers: readonly object[]) =>
      namespace.pods.patch('web/ephemeralcontainers', PATCH.strategic, { spec: { ephemeralContainers: containers } });
    const names = async () =>
      ((await namespace.pods.get('web')).body.spec.ephemeralContainers ?? []).map((one: { name: string }) => one.name);

    beforeEach(async () => {
      namespace = namespaceOf(cluster().kube, await cluster().newNamespace());
      await namespace.pods.create(pod('web', { container: BAD.unpinned }));
    });

    test('a good debug container is added, also to a pod that violates', async () => {
      await here.gate.takeOver(namespace);
      expect(outcome(await debug({ ...DEBUGGER, name: 'good' }))).toBe('200');
      expect(await names()).toEqual(['good']);
    });

    test('a bad debug container is denied', async () => {
      await here.gate.takeOver(namespace);
      const answer = await debug({ ...DEBUGGER, ...BAD.latest, name: 'bad' });
      expect(outcome(answer)).toMatch(DENIED);
      expect(answer.body.message).toContain('ephemeral container "bad"');
      expect(answer.body.message).not.toContain('container "app"');
      expect(await names()).toEqual([]);
    });

    test('debug containers that are there already are no matter', async () => {
      expect(outcome(await debug({ ...DEBUGGER, ...BAD.latest, name: 'old' }))).toBe('200');
      await here.gate.takeOver(namespace);
      expect(outcome(await debug({ ...DEBUGGER, name: 'new' }))).toBe('200');
      expect((await names()).sort()).toEqual(['new', 'old']);
    });

    test('exec comes through to where there is no kubelet', async () => {
      await here.gate.takeOver(namespace);
      const answer = await cluster().kube('POST', `/api/v1/namespaces/${namespace.name}/pods/web/exec?command=ls`);
      expect(outcome(answer)).toBe('400: pod web does not have a host assigned');
    });

    test('status, binding and eviction come through', async () => {
      await here.gate.takeOver(namespace);
      const { pods, name } = namespace;
      const binding = { apiVersion: 'v1', kind: 'Binding', metadata: { name: 'web' }, target: { name: 'node-1' } };
      const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'web', namespace: name } };
      expect(outcome(await pods.patch('web/status', PATCH.merge, { status: { message: 'seen' } }))).toBe('200');
      const post = (what: string, body: object) =>
        cluster().kube('POST', `/api/v1/namespaces/${name}/pods/web/${what}`, { body });
      expect(outcome(await post('binding', binding))).toBe('201');
      expect(outcome(await post('eviction', eviction))).toBe('201');
    });
  });

  describe('pods/resize', () => {
    const here = useGate(cluster, {
      policies: policy('memory', {
        rules: [
          {
            id: 'modest-memory',
            forEach: 'containers',
            message: '{{ name }} asks for {{ value }} of memory',
            assert: { path: '$.resources.limits.memory', quantityAtMost: '256Mi' },
          },
        ],
      }),
    });

    test('a limit can be raised within the range and not beyond', async () => {
      const { pods } = here.namespace;
      const resize = (memory: string) =>
        pods.patch('web/resize', PATCH.strategic, {
          spec: { containers: [{ name: 'app', resources: { limits: { memory } } }] },
        });
      expect(outcome(await pods.create(pod('web')))).toBe('201');
      expect(outcome(await resize('256Mi'))).toBe('200');
      const answer = await resize('64Gi');
      expect(outcome(answer)).toMatch(DENIED);
      expect(answer.body.message).toContain('app asks for 64Gi of memory');
      expect((await pods.get('web')).body.spec.containers[0].resources.limits.memory).toBe('256Mi');
    });
  });
}
