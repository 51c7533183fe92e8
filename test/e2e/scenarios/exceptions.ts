import { describe, expect, test } from '@jest/globals';
import { DENIED, outcome } from '../harness/answers.ts';
import { ourAnnotations } from '../harness/audit.ts';
import type { Cluster } from '../harness/cluster.ts';
import type { KubeAnswer } from '../harness/kube.ts';
import { BAD, pod, policy, policyFile } from '../harness/objects.ts';
import { useGate } from '../harness/use-gate.ts';
import { until } from '../harness/wait.ts';

const exception = (name: string, expires: string, match: object) =>
  policyFile('PolicyException', name, {
    policies: [{ name: 'pinned', rules: ['pin-image-digest'] }],
    match,
    reason: 'The vendor publishes no digests',
    owner: 'team-web',
    expires,
  });

const POLICIES = {
  ...policy('pinned', { rules: [{ rule: 'pin-image-digest' }, { rule: 'run-as-non-root' }] }),
  ...exception('vendor-image', '2999-12-31', { names: ['vendor-*'] }),
  ...exception('old-image', '2020-02-29', { names: ['old-*'] }),
};

/** Exceptions in the cluster: they have an owner and an end. */
export function exceptionScenarios(cluster: () => Cluster): void {
  describe('an exception', () => {
    const here = useGate(cluster, { policies: POLICIES });

    const annotations = ({ auditId }: KubeAnswer) => ourAnnotations(cluster().apiserver.auditLog, auditId);

    test('lets a pod in, and the audit log and the log name it', async () => {
      const answer = await here.namespace.pods.create(pod('vendor-db', { container: BAD.unpinned }));
      expect(outcome(answer)).toBe('201');
      expect(await annotations(answer)).toMatchObject({ decision: 'allowed', 'excepted-by': 'vendor-image' });
      const decision = await until('the decision in the log', () =>
        here.gate.webhook.log().find(({ name }) => name === 'vendor-db'),
      );
      expect(JSON.stringify(decision)).toContain('vendor-image');
    });

    test('lets in what it names, and nothing else', async () => {
      const { pods } = here.namespace;
      expect(outcome(await pods.create(pod('web', { container: BAD.unpinned })))).toMatch(DENIED);
      const answer = await pods.create(pod('vendor-app', { container: { ...BAD.unpinned, ...BAD.root } }));
      expect(outcome(answer)).toMatch(DENIED);
      expect(answer.body.details.causes.map(({ reason }: { reason: string }) => reason)).toEqual([
        'pinned/run-as-non-root',
      ]);
      expect(await annotations(answer)).toMatchObject({
        decision: 'denied',
        'denied-by': 'pinned/run-as-non-root',
        'excepted-by': 'vendor-image',
      });
    });

    test('does nothing once it has expired, and the message says so', async () => {
      const answer = await here.namespace.pods.create(pod('old-db', { container: BAD.unpinned }));
      expect(outcome(answer)).toMatch(DENIED);
      expect(answer.body.message).toContain('and exception old-image expired on 2020-02-29');
      expect(await annotations(answer)).not.toHaveProperty('excepted-by');
    });

    test('that comes later counts without a restart', async () => {
      const late = exception('late', '2999-12-31', { namespaces: [here.namespace.name] });
      const unpinned = pod('web', { container: BAD.unpinned });
      expect(outcome(await here.namespace.pods.create(unpinned))).toMatch(DENIED);
      await here.gate.webhook.writePolicies(late);
      await until('the exception to count', async () => (await here.namespace.pods.create(unpinned)).status === 201);
    });
  });
}
