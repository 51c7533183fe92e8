import { describe, expect, test } from '@jest/globals';
import { DENIED, outcome } from '../harness/answers.ts';
import type { Cluster } from '../harness/cluster.ts';
import { BAD, cronJob, deployment } from '../harness/objects.ts';
import { SHIPPED_POLICIES } from '../harness/tidewaiter.ts';
import { useGate } from '../harness/use-gate.ts';

/** Kinds with a pod template. */
export function workloadScenarios(cluster: () => Cluster): void {
  describe('kinds with a pod template under the shipped policies', () => {
    const here = useGate(cluster, { policies: SHIPPED_POLICIES });

    test('a good Deployment is stored', async () => {
      expect(outcome(await here.namespace.deployments.create(deployment('good')))).toBe('201');
    });

    test('a bad Deployment is denied, and the fields are named from its root', async () => {
      const answer = await here.namespace.deployments.create(deployment('bad', { container: BAD.unpinned }));
      expect(outcome(answer)).toMatch(DENIED);
      expect(answer.body.details.causes).toEqual([
        expect.objectContaining({ field: 'spec.template.spec.containers[0].image' }),
      ]);
      expect((await here.namespace.deployments.get('bad')).status).toBe(404);
    });

    test('a CronJob is judged by the pod inside its job', async () => {
      expect(outcome(await here.namespace.cronJobs.create(cronJob('good')))).toBe('201');
      const bad = await here.namespace.cronJobs.create(cronJob('bad', { container: BAD.unpinned }));
      expect(outcome(bad)).toMatch(DENIED);
      expect(bad.body.details.causes[0].field).toBe('spec.jobTemplate.spec.template.spec.containers[0].image');
    });
  });
}
