import { describe, expect, test } from '@jest/globals';
import { DENIED, outcome } from '../harness/answers.ts';
import { auditEvent } from '../harness/audit.ts';
import { startBusyFront } from '../harness/busy-front.ts';
import type { Cluster } from '../harness/cluster.ts';
import { type Gate, openGate } from '../harness/gate.ts';
import { BAD, pod } from '../harness/objects.ts';
import { SHIPPED_POLICIES } from '../harness/tidewaiter.ts';
import { UNRELIABLE } from '../harness/webhooks.ts';

/** A webhook that is gone, or busy. */
export function outageScenarios(cluster: () => Cluster): void {
  const openUnreliable = (failurePolicy: 'Fail' | 'Ignore') =>
    openGate(cluster(), { policies: SHIPPED_POLICIES, hook: { failurePolicy, name: UNRELIABLE } });
  const crash = ({ webhook: { program } }: Gate) => {
    program.signal('SIGKILL');
    return program.exited;
  };

  describe('a webhook that is down', () => {
    test('stops pods with failurePolicy Fail, until its configuration is deleted', async () => {
      await using gate = await openUnreliable('Fail');
      const { pods } = await gate.newNamespace();
      await crash(gate);
      const answer = await pods.create(pod('stopped'));
      expect(outcome(answer)).toMatch(/^500: .*failed calling webhook "unreliable\.tidewaiter\.test": .*refused/);
      await gate[Symbol.asyncDispose]();
      expect(outcome(await pods.create(pod('free')))).toBe('201');
    });

    test('lets pods pass with failurePolicy Ignore, and the audit log says so', async () => {
      await using gate = await openUnreliable('Ignore');
      const { pods } = await gate.newNamespace();
      const bad = pod('bad', { container: BAD.root });
      expect(outcome(await pods.create(bad))).toMatch(DENIED);
      await crash(gate);
      const answer = await pods.create(bad);
      expect(outcome(answer)).toBe('201');
      const { annotations } = await auditEvent(cluster().apiserver.auditLog, answer.auditId);
      expect(annotations).toMatchObject({
        'failed-open.validating.webhook.admission.k8s.io/round_0_index_0': UNRELIABLE,
      });
    });
  });

  test('503 with Retry-After makes the API server ask again, and the pod gets its verdict', async () => {
    await using front = await startBusyFront(cluster().authority, 2);
    await using gate = await openGate(cluster(), { policies: SHIPPED_POLICIES, front });
    const { pods } = await gate.newNamespace();
    expect(outcome(await pods.create(pod('good')))).toBe('201');
    expect(front.refused).toBe(2);
    expect(outcome(await pods.create(pod('bad', { container: BAD.root })))).toMatch(DENIED);
  });
}
