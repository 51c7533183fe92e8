import { describe, expect, test } from '@jest/globals';
import { DENIED, outcome } from '../harness/answers.ts';
import type { Cluster } from '../harness/cluster.ts';
import { DRY_RUN } from '../harness/namespace.ts';
import { BAD, deployment, pod } from '../harness/objects.ts';
import { SHIPPED_POLICIES } from '../harness/tidewaiter.ts';
import { useGate } from '../harness/use-gate.ts';

const MIB = 2 ** 20;

/** In an argument, because the API allows only 256 KiB of annotations. */
const stuffed = (mebibytes: number, fields = {}) => ({
  container: { args: ['x'.repeat(mebibytes * MIB)], ...fields },
});

/** Objects as large as the API server takes them: 3 MiB in a request, 2 MiB in storage. */
export function largeObjectScenarios(cluster: () => Cluster): void {
  describe('large objects', () => {
    const here = useGate(cluster, { policies: SHIPPED_POLICIES });

    test('a pod of 2.9 MiB is judged', async () => {
      const { pods } = here.namespace;
      expect(outcome(await pods.create(pod('good', stuffed(2.9)), DRY_RUN))).toBe('201');
      expect(outcome(await pods.create(pod('bad', stuffed(2.9, BAD.root)), DRY_RUN))).toMatch(DENIED);
    });

    test('an update from 1.9 to 2.9 MiB is judged', async () => {
      const { deployments } = here.namespace;
      expect(outcome(await deployments.create(deployment('web', stuffed(1.9))))).toBe('201');
      const good = await deployments.replace('web', deployment('web', stuffed(2.9)), DRY_RUN);
      expect(outcome(good)).toBe('200');
      const bad = await deployments.replace('web', deployment('web', stuffed(2.9, BAD.root)), DRY_RUN);
      expect(outcome(bad)).toMatch(DENIED);
    });
  });
}
