import { beforeEach, describe, expect, test } from '@jest/globals';
import { DENIED, outcome } from '../harness/answers.ts';
import type { Cluster } from '../harness/cluster.ts';
import { PATCH } from '../harness/kube.ts';
import { type Namespace, namespaceOf } from '../harness/namespace.ts';
import { BAD, deployment, pod } from '../harness/objects.ts';
import { SHIPPED_POLICIES } from '../harness/tidewaiter.ts';
import { useGate } from '../harness/use-gate.ts';
import { WORKLOADS } from '../harness/webhooks.ts';

const DELETES = { apiGroups: [''], resources: ['pods'], operations: ['DELETE'] };
const FINALIZER = 'tidewaiter.test/kept';

/** Objects that violate a policy which came after them. */
export function existingObjectScenarios(cluster: () => Cluster): void {
  describe('objects that are older than the policies they violate', () => {
    const here = useGate(cluster, { policies: SHIPPED_POLICIES, hook: { rules: [...WORKLOADS, DELETES] } });
    let namespace: Namespace;

    beforeEach(async () => {
      namespace = namespaceOf(cluster().kube, await cluster().newNamespace());
      const { pods, deployments } = namespace;
      const fields = { container: { ...BAD.root, ...BAD.unpinned } };
      await pods.create(pod('old', { ...fields, metadata: { finalizers: [FINALIZER] } }));
      await deployments.create(deployment('old', fields));
      await here.gate.takeOver(namespace);
      expect(outcome(await pods.create(pod('new', fields)))).toMatch(DENIED);
    });

    test('labels, annotations and tolerations can be edited', async () => {
      const metadata = { labels: { tier: 'front' }, annotations: { note: 'seen' } };
      expect(outcome(await namespace.pods.patch('old', PATCH.merge, { metadata }))).toBe('200');
      const tolerations = [{ key: 'disk', operator: 'Exists', effect: 'NoSchedule' }];
      expect(outcome(await namespace.pods.patch('old', PATCH.strategic, { spec: { tolerations } }))).toBe('200');
      expect((await namespace.pods.get('old')).body.metadata.labels.tier).toBe('front');
    });

    test('the pod can be deleted and its finalizer removed', async () => {
      expect(outcome(await namespace.pods.remove('old'))).toBe('200');
      const { metadata } = (await namespace.pods.get('old')).body;
      expect(metadata.deletionTimestamp).toEqual(expect.any(String));
      const unlocked = await namespace.pods.patch('old', PATCH.json, [{ op: 'remove', path: '/metadata/finalizers' }]);
      expect(outcome(unlocked)).toBe('200');
      expect((await namespace.pods.get('old')).status).toBe(404);
    });

    test('all pods can be deleted at once', async () => {
      const { kube } = cluster();
      expect(outcome(await kube('DELETE', `/api/v1/namespaces/${namespace.name}/pods`))).toBe('200');
      expect((await namespace.pods.get('old')).body.metadata.deletionTimestamp).toEqual(expect.any(String));
    });

    test('a new image is judged, also while the pod is being deleted', async () => {
      const change = { spec: { containers: [{ name: 'app', ...BAD.latest }] } };
      expect(outcome(await namespace.pods.patch('old', PATCH.strategic, change))).toMatch(DENIED);
      await namespace.pods.remove('old');
      expect(outcome(await namespace.pods.patch('old', PATCH.strategic, change))).toMatch(DENIED);
    });

    test('a Deployment can be scaled, but gets no new template that violates', async () => {
      const { deployments } = namespace;
      expect(outcome(await deployments.patch('old', PATCH.merge, { spec: { replicas: 3 } }))).toBe('200');
      expect(outcome(await deployments.patch('old/scale', PATCH.merge, { spec: { replicas: 5 } }))).toBe('200');
      const template = { spec: { containers: [{ name: 'app', ...BAD.latest }] } };
      expect(outcome(await deployments.patch('old', PATCH.strategic, { spec: { template } }))).toMatch(DENIED);
      expect((await deployments.get('old')).body.spec.replicas).toBe(5);
    });
  });
}
