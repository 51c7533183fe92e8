import { beforeEach, describe, expect, test } from '@jest/globals';
import { DENIED, outcome } from '../harness/answers.ts';
import type { Cluster } from '../harness/cluster.ts';
import { type Gate, openGate } from '../harness/gate.ts';
import type { KubeObject } from '../harness/kube.ts';
import { type Namespace, namespaceOf } from '../harness/namespace.ts';
import { pod, policy } from '../harness/objects.ts';
import { startStubWebhook } from '../harness/stub-webhook.ts';
import { useGate } from '../harness/use-gate.ts';
import { until } from '../harness/wait.ts';
import { installWebhook } from '../harness/webhooks.ts';

const CONNECTIONS = [
  {
    apiGroups: [''],
    resources: ['pods/exec', 'pods/attach', 'pods/portforward', 'pods/proxy'],
    operations: ['CONNECT'],
  },
];

/** What the API server says once nobody objects: there are no nodes. */
const NO_HOST = '400: pod web does not have a host assigned';
const NO_ADDRESS = '400: address not allowed';

/** People who reach into running pods. */
export function connectionScenarios(cluster: () => Cluster): void {
  const withPod = async (gate: Gate): Promise<Namespace> => {
    const namespace = namespaceOf(cluster().kube, await cluster().newNamespace());
    expect(outcome(await namespace.pods.create(pod('web')))).toBe('201');
    await gate.takeOver(namespace);
    return namespace;
  };
  const connect = ({ name }: Namespace, what: string, method = 'POST') =>
    cluster().kube(method, `/api/v1/namespaces/${name}/pods/${what}`);

  describe('deny-exec', () => {
    const here = useGate(cluster, {
      policies: policy('no-entry', { rules: [{ rule: 'deny-exec', options: { allowCommands: ['pg_isready'] } }] }),
      hook: { rules: CONNECTIONS },
    });
    let namespace: Namespace;

    beforeEach(async () => {
      namespace = await withPod(here.gate);
    });

    test.each([
      ['exec', 'web/exec?command=sh&container=app&stdin=true&tty=true', 'exec of "sh" is refused'],
      ['exec without a command', 'web/exec', 'exec is refused'],
      ['attach', 'web/attach?container=app', 'attach is refused'],
      ['port-forward', 'web/portforward?ports=8080', 'portforward is refused'],
      ['the proxy', 'web/proxy/metrics', 'proxy is refused'],
      ['the proxy to a port', 'https:web:8443/proxy/', 'proxy is refused'],
    ])('refuses %s, before any node is asked', async (_, what, reason) => {
      for (const method of ['GET', 'POST']) {
        const answer = await connect(namespace, what, method);
        expect(outcome(answer)).toMatch(DENIED);
        expect(answer.body).toMatchObject({ code: 403, reason: 'Forbidden' });
        expect(answer.body.message).toContain('no-entry/deny-exec: the pod "web" is not to be reached into');
        expect(answer.body.message).toContain(reason);
      }
    });

    test('lets the allowed command pass', async () => {
      expect(outcome(await connect(namespace, 'web/exec?command=pg_isready&command=-q'))).toBe(NO_HOST);
      expect(outcome(await connect(namespace, 'web/exec?command=sh&command=pg_isready'))).toMatch(DENIED);
    });
  });

  test('deny-exec means the pods that it names, and the namespaces of its policy', async () => {
    const free = await cluster().newNamespace();
    const spec = {
      match: { namespaces: { exclude: [free] } },
      rules: [{ rule: 'deny-exec', options: { pods: ['web'], subResources: ['exec', 'proxy'] } }],
    };
    await using gate = await openGate(cluster(), { policies: policy('no-entry', spec), hook: { rules: CONNECTIONS } });
    const guarded = await withPod(gate);
    expect(outcome(await guarded.pods.create(pod('other')))).toBe('201');
    for (const what of ['web/exec?command=sh', 'web/proxy/', 'web:8080/proxy/', 'http:web:8080/proxy/']) {
      expect(outcome(await connect(guarded, what))).toMatch(DENIED);
    }
    expect(outcome(await connect(guarded, 'web/portforward?ports=8080'))).toBe(NO_HOST);
    expect(outcome(await connect(guarded, 'other:8080/proxy/'))).toBe(NO_ADDRESS);
    expect(outcome(await connect(guarded, 'other/exec?command=sh'))).toMatch(/^400: pod other does not have a host/);

    const excluded = namespaceOf(cluster().kube, free);
    expect(outcome(await excluded.pods.create(pod('web')))).toBe('201');
    await gate.takeOver(excluded);
    expect(outcome(await connect(excluded, 'web/exec?command=sh'))).toBe(NO_HOST);
    const [line] = await until('the decision in the log', () => {
      const lines = gate.webhook.log().filter((one) => one.namespace === free && one.operation === 'CONNECT');
      return lines.length > 0 && lines;
    });
    expect(line).toMatchObject({ kind: 'PodExecOptions', name: 'web', allowed: true, rules: [] });
  });

  test('the API server tells of a connection what we read', async () => {
    const { authority, kube, newNamespace } = cluster();
    const namespace = namespaceOf(kube, await newNamespace());
    await namespace.pods.create(pod('web'));
    const requests: KubeObject[] = [];
    await using stub = await startStubWebhook(authority, (request) => {
      requests.push(request);
      return [];
    });
    const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': namespace.name } };
    const hook = { url: stub.url, ca: authority.cert, namespaceSelector, rules: CONNECTIONS };
    await using _ = await installWebhook(kube, { kind: 'mutating', ...hook }, namespace.name);
    await connect(namespace, 'web/exec?command=ls&command=-l&stdin=true');
    await connect(namespace, 'web/portforward?ports=8080&ports=9090');
    await connect(namespace, 'web:8080/proxy/metrics');
    const common = { resource: { group: '', version: 'v1', resource: 'pods' }, oldObject: null, operation: 'CONNECT' };
    expect(requests).toEqual(
      [
        {
          subResource: 'exec',
          name: 'web',
          object: { apiVersion: 'v1', kind: 'PodExecOptions', command: ['ls', '-l'], stdin: true },
        },
        {
          subResource: 'portforward',
          name: 'web',
          object: { apiVersion: 'v1', kind: 'PodPortForwardOptions', ports: [8080, 9090] },
        },
        {
          subResource: 'proxy',
          name: 'web:8080',
          object: { apiVersion: 'v1', kind: 'PodProxyOptions', path: '/metrics' },
        },
      ].map((request) =>
        expect.objectContaining({
          ...common,
          ...request,
          namespace: namespace.name,
          kind: { group: '', version: 'v1', kind: request.object.kind },
        }),
      ),
    );
  });
}
