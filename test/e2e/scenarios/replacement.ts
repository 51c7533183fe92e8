import { once } from 'node:events';
import { connect } from 'node:tls';
import { describe, expect, test } from '@jest/globals';
import { createAuthority } from '../../support/certificates.ts';
import { DENIED, outcome } from '../harness/answers.ts';
import { type Balancer, startBalancer } from '../harness/balancer.ts';
import type { Cluster } from '../harness/cluster.ts';
import { openGate } from '../harness/gate.ts';
import { startLoad } from '../harness/load.ts';
import { DRY_RUN, type Namespace } from '../harness/namespace.ts';
import { pod, policy } from '../harness/objects.ts';
import { SHIPPED_POLICIES, startTidewaiter, type Tidewaiter } from '../harness/tidewaiter.ts';
import { until } from '../harness/wait.ts';

const nameIs = (equals: string) => ({
  id: 'name',
  message: 'the name is not {{ value }}',
  assert: { path: '$.metadata.name', equals },
});

/** Certificates, policies and replicas that are replaced while pods are being created. */
export function replacementScenarios(cluster: () => Cluster): void {
  const createPod =
    ({ pods }: Namespace) =>
    () =>
      pods.create(pod('web'), DRY_RUN);

  describe('under load', () => {
    test('a certificate of another authority takes over without a failed request', async () => {
      const next = await createAuthority();
      const ca = `${cluster().authority.cert}\n${next.cert}`;
      await using front = await startBalancer();
      await using gate = await openGate(cluster(), { policies: SHIPPED_POLICIES, hook: { ca }, front });
      const namespace = await gate.newNamespace();
      await using load = startLoad(4, '201', createPod(namespace));
      await answeredMore(load, 20);

      const fingerprint = await gate.webhook.renewCertificate(next);
      await until('the new certificate to be served', async () => {
        return (await servedFingerprint(gate.webhook.port, ca)) === fingerprint;
      });
      const { connections } = front;
      await using more = startLoad(12, '201', createPod(namespace));
      await until('the API server to have met the new certificate', () => front.connections > connections);
      await answeredMore(more, 50);

      expect(await load.stop()).toEqual([]);
      expect(await more.stop()).toEqual([]);
    });

    test('changed policies count without a restart, and broken ones do not count', async () => {
      const text = (value: string) => policy('names', { rules: [nameIs(value)] });
      await using gate = await openGate(cluster(), { policies: text('web') });
      const namespace = await gate.newNamespace();
      await using load = startLoad(4, '201', createPod(namespace));
      await gate.webhook.writePolicies({ 'names.yaml': 'kind: Nonsense' });
      await until('the failure in the metrics', async () => {
        const { body } = await gate.webhook.get('/metrics');
        return /^tidewaiter_reload_last_failed\{target="policies"\} 1$/m.test(body);
      });
      await answeredMore(load, 20);
      expect(await load.stop()).toEqual([]);

      await gate.webhook.writePolicies(text('api'));
      const verdict = async (name: string) => outcome(await namespace.pods.create(pod(name), DRY_RUN));
      await until('the new policy to count', async () => (await verdict('api')) === '201');
      expect(await verdict('web')).toMatch(DENIED);
    });

    test('two replicas are replaced one after the other without a failed request', async () => {
      const options = { policies: SHIPPED_POLICIES, drainWait: '2s' };
      const startReplica = () => startTidewaiter(cluster(), options);
      await using replicas = new AsyncDisposableStack();
      const second = replicas.use(await startReplica());
      await using front = await startBalancer();
      await using gate = await openGate(cluster(), { ...options, front });
      const first = gate.webhook;
      front.pointTo(first.port, second.port);
      await using load = startLoad(6, '201', createPod(await gate.newNamespace()));
      await answeredMore(load, 50);

      const third = replicas.use(await startReplica());
      await retire(first, front, [second, third]);
      const fourth = replicas.use(await startReplica());
      await retire(second, front, [third, fourth]);
      await answeredMore(load, 50);

      expect(await load.stop()).toEqual([]);
    });
  });
}

/** As in a cluster, the replica hears of its end before the balancer does. */
async function retire(replica: Tidewaiter, balancer: Balancer, others: readonly Tidewaiter[]): Promise<void> {
  replica.program.signal('SIGTERM');
  await until('the replica to say that it is not ready', async () => (await replica.get('/readyz')).status === 503);
  balancer.pointTo(...others.map(({ port }) => port));
  expect(await replica.program.exited).toBe(0);
}

function answeredMore(load: { readonly answered: number }, count: number): Promise<boolean> {
  const goal = load.answered + count;
  return until(`${count} more requests to be answered`, () => load.answered >= goal);
}

async function servedFingerprint(port: number, ca: string): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, ca });
  await once(socket, 'secureConnect');
  const { fingerprint256 } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprint256;
}
