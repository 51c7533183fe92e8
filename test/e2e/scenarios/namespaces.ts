import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { DENIED, outcome } from '../harness/answers.ts';
import type { Cluster } from '../harness/cluster.ts';
import { openGate } from '../harness/gate.ts';
import { type Access, PATCH } from '../harness/kube.ts';
import { writeKubeconfig } from '../harness/kubeconfig.ts';
import { pod, policy } from '../harness/objects.ts';
import { until } from '../harness/wait.ts';

const POLICIES = policy('production', {
  match: { namespaceSelector: { matchLabels: { env: 'prod' } } },
  rules: [{ id: 'nothing', message: 'nothing runs here', assert: { path: '$.kind', equals: 'None' } }],
});

/** Policies that ask for the labels of namespaces, which the cluster knows. */
export function namespaceScenarios(cluster: () => Cluster): void {
  const openAsking = async (access: Partial<Access>, hook = {}) => {
    const { apiserver, folder } = cluster();
    const path = join(await mkdtemp(join(folder, 'asking-')), 'kubeconfig');
    const kubeconfig = await writeKubeconfig(path, { ...apiserver.admin, ...access });
    const flags = ['--namespaces-from=cluster', `--kubeconfig=${kubeconfig}`];
    return openGate(cluster(), { policies: POLICIES, flags, hook });
  };

  describe("a policy's namespaceSelector", () => {
    test('follows the labels that the cluster has', async () => {
      await using gate = await openAsking({});
      const production = await gate.newNamespace({ env: 'prod' });
      const { name, pods } = await gate.newNamespace({ env: 'test' });
      expect(outcome(await production.pods.create(pod('web')))).toMatch(DENIED);
      expect(outcome(await pods.create(pod('web')))).toBe('201');
      await cluster().kube('PATCH', `/api/v1/namespaces/${name}`, {
        contentType: PATCH.merge,
        body: { metadata: { labels: { env: 'prod' } } },
      });
      await until('the new label to count', async () => (await pods.create(pod('late'))).status === 403);
    });

    test('denies within the time limit where the cluster does not answer', async () => {
      await using silent = await startSilentServer();
      await using gate = await openAsking({ url: silent.url }, { timeoutSeconds: 2 });
      const { name, pods } = await gate.newNamespace({ env: 'test' });
      const answer = await pods.create(pod('web'));
      expect(outcome(answer)).toMatch(DENIED);
      expect(answer.body.message).toContain(`could not decide, so denied: no labels of namespace ${name}`);
    });
  });
}

/** Takes connections and says nothing. */
async function startSilentServer(): Promise<{ readonly url: string } & AsyncDisposable> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => socket.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of open) socket.destroy();
      await once(server, 'close');
    },
  };
}
