import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DENIED, outcome } from '../harness/answers.ts';
import type { Cluster } from '../harness/cluster.ts';
import { type CustomKind, installCustomKind } from '../harness/custom-resource.ts';
import { type Gate, openGate } from '../harness/gate.ts';
import { type KubeOptions, PATCH } from '../harness/kube.ts';
import { DRY_RUN, type Namespace, namespaceOf } from '../harness/namespace.ts';
import { BAD, policy, policyFile, rollout } from '../harness/objects.ts';

const GROUP = 'argoproj.io';
const VERSION = 'v1alpha1';
const ROLLOUT: CustomKind = { group: GROUP, version: VERSION, kind: 'Rollout', plural: 'rollouts' };
const OF_ROLLOUTS = { apiVersion: `${GROUP}/${VERSION}`, kind: 'Rollout' };

const KINDS = policyFile('WorkloadKinds', 'kinds', {
  podTemplates: [{ ...OF_ROLLOUTS, path: 'spec.template', whenMissing: 'pass' }],
});
const RULES = { rules: [{ rule: 'pin-image-digest' }] };
const REGISTERED = [
  {
    apiGroups: [GROUP],
    apiVersions: [VERSION],
    resources: ['rollouts', 'rollouts/status', 'rollouts/scale'],
    operations: ['CREATE', 'UPDATE'],
  },
];

/** Kinds that somebody else has brought into the cluster. */
export function customKindScenarios(cluster: () => Cluster): void {
  describe('a custom kind with a pod template', () => {
    let installed: AsyncDisposable | undefined;

    beforeAll(async () => {
      installed = await installCustomKind(cluster().kube, ROLLOUT);
    });
    afterAll(async () => {
      await installed?.[Symbol.asyncDispose]();
    });

    const rollouts = ({ name }: Namespace) => {
      const path = `/apis/${GROUP}/${VERSION}/namespaces/${name}/rollouts`;
      return (method: string, rest = '', options: KubeOptions = {}) =>
        cluster().kube(method, `${path}${rest}`, options);
    };
    const open = (spec: object): Promise<Gate> =>
      openGate(cluster(), {
        policies: { ...policy('pinned', { ...RULES, ...spec }), ...KINDS },
        hook: { rules: REGISTERED },
      });
    const bad = rollout('bad', { container: BAD.unpinned });

    test('is judged by its template, and the fields are named from its root', async () => {
      await using gate = await open({});
      const ask = rollouts(await gate.newNamespace());
      expect(outcome(await ask('POST', '', { body: rollout('good') }))).toBe('201');
      const denied = await ask('POST', '', { body: bad });
      expect(outcome(denied)).toMatch(DENIED);
      expect(denied.body.details.causes).toEqual([
        expect.objectContaining({ field: 'spec.template.spec.containers[0].image' }),
      ]);
      const elsewhere = { ...OF_ROLLOUTS, metadata: { name: 'elsewhere' }, spec: { workloadRef: { name: 'web' } } };
      expect(outcome(await ask('POST', '', { body: elsewhere }))).toBe('201');
      const broken = { ...OF_ROLLOUTS, metadata: { name: 'broken' }, spec: { template: 'none' } };
      expect(outcome(await ask('POST', '', { body: broken }))).toMatch(DENIED);
    });

    test('can be scaled and reported on, but gets no new template that violates', async () => {
      await using gate = await open({});
      const namespace = namespaceOf(cluster().kube, await cluster().newNamespace());
      const ask = rollouts(namespace);
      expect(outcome(await ask('POST', '', { body: bad }))).toBe('201');
      await gate.takeOver(namespace);
      const patch = (rest: string, body: object) => ask('PATCH', rest, { body, contentType: PATCH.merge });
      expect(outcome(await patch('/bad/status', { status: { phase: 'Healthy', replicas: 1 } }))).toBe('200');
      expect(outcome(await patch('/bad/scale', { spec: { replicas: 5 } }))).toBe('200');
      expect(outcome(await patch('/bad', { spec: { paused: true }, metadata: { labels: { tier: 'front' } } }))).toBe(
        '200',
      );
      expect((await ask('GET', '/bad')).body).toMatchObject({
        spec: { replicas: 5, paused: true },
        status: { phase: 'Healthy' },
      });
      const { spec } = rollout('bad', { container: BAD.latest });
      expect(outcome(await patch('/bad', { spec }))).toMatch(DENIED);
    });

    test('is warned of with controllers: Warn, and left alone with Off', async () => {
      await using warning = await open({ controllers: 'Warn' });
      const warned = await rollouts(await warning.newNamespace())('POST', DRY_RUN, { body: bad });
      expect(outcome(warned)).toBe('201');
      expect(warned.warnings).toEqual([expect.stringMatching(/^pinned\/pin-image-digest: .*spec\.template\.spec/)]);
      await using off = await open({ controllers: 'Off' });
      const ignored = await rollouts(await off.newNamespace())('POST', DRY_RUN, { body: bad });
      expect([outcome(ignored), ignored.warnings]).toEqual(['201', []]);
    });

    test('is none of our business until somebody says where its pods are', async () => {
      await using gate = await openGate(cluster(), { policies: policy('pinned', RULES), hook: { rules: REGISTERED } });
      const ask = rollouts(await gate.newNamespace());
      expect(outcome(await ask('POST', DRY_RUN, { body: bad }))).toBe('201');
    });
  });
}
