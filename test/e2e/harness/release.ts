import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { one, type Rendered } from '../../chart/helm.ts';
import { collectionPath } from './api-path.ts';
import type { Cluster } from './cluster.ts';
import type { KubeAnswer } from './kube.ts';
import { writeKubeconfig } from './kubeconfig.ts';
import { freePort } from './program.ts';
import { type Serving, startServing } from './tidewaiter.ts';
import { installConfiguration } from './webhooks.ts';

/**
 * Brings a rendered chart to life in a cluster without nodes: its service account asks the API server,
 * its arguments, policies and certificate go to a process on this machine, and its webhook configurations
 * reach that process through its Service. Only addresses and paths differ from a real release.
 */
export async function startRelease(
  cluster: Cluster,
  objects: readonly Rendered[],
  namespace: string,
): Promise<{ readonly serving: Serving } & AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const port = await freePort();
  for (const kind of ['ServiceAccount', 'ClusterRole', 'ClusterRoleBinding']) await create(cluster, one(objects, kind));
  const service = one(objects, 'Service');
  // Without nodes nothing stands behind a cluster address, but the API server also follows a name.
  await create(cluster, { ...service, spec: { type: 'ExternalName', externalName: 'localhost' } });
  const serving = stack.use(await serveAsDeployed(cluster, objects, port));
  for (const kind of ['mutating', 'validating'] as const) {
    const { webhooks } = one(
      objects,
      kind === 'mutating' ? 'MutatingWebhookConfiguration' : 'ValidatingWebhookConfiguration',
    );
    const placed = webhooks.map((webhook: Rendered) => {
      const { clientConfig } = webhook;
      return { ...webhook, clientConfig: { ...clientConfig, service: { ...clientConfig.service, port } } };
    });
    const { namespaceSelector } = webhooks[0];
    stack.use(await installConfiguration(cluster.kube, kind, { webhooks: placed, namespaceSelector, namespace }));
  }
  const resources = stack.move();
  return { serving, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

async function create({ kube }: Cluster, object: Rendered): Promise<KubeAnswer> {
  const answer = await kube('POST', await collectionPath(kube, object), { body: object });
  if (answer.status !== 201) throw new Error(`${object.kind} was not accepted: ${answer.body.message}`);
  return answer;
}

async function serveAsDeployed(cluster: Cluster, objects: readonly Rendered[], port: number): Promise<Serving> {
  const folder = await mkdtemp(join(cluster.folder, 'release-'));
  const { data: tls } = objects.find(({ kind, type, metadata }) => {
    return kind === 'Secret' && type === 'kubernetes.io/tls' && metadata.name.endsWith('-tls');
  });
  const decoded = Object.fromEntries(Object.entries<string>(tls).map(([name, text]) => [name, decode(text)]));
  await writeFiles(join(folder, 'tls'), decoded);
  await writeFiles(join(folder, 'policies'), one(objects, 'ConfigMap').data);
  const [webhook] = one(objects, 'ValidatingWebhookConfiguration').webhooks;
  const { service, caBundle } = webhook.clientConfig;
  const deployed: string[] = one(objects, 'Deployment').spec.template.spec.containers[0].args;
  const [command, ...args] = deployed.map((arg) => arg.replace('/etc/tidewaiter', folder));
  if (command !== 'serve') throw new Error(`the Deployment runs ${command}`);
  const metricsPort = await freePort();
  return startServing({
    bundle: cluster.bundle,
    args: [
      ...args.filter((arg) => !/^--(metrics-)?port=/.test(arg)),
      '--host=127.0.0.1',
      `--port=${port}`,
      `--metrics-port=${metricsPort}`,
      `--kubeconfig=${await serviceAccountKubeconfig(cluster, one(objects, 'ServiceAccount'), folder)}`,
    ],
    logFile: join(folder, 'log'),
    port,
    trusted: [decode(caBundle)],
    serverName: `${service.name}.${service.namespace}.svc`,
  });
}

/** A kubeconfig with a token of the service account, as its pods get one. */
async function serviceAccountKubeconfig(
  { apiserver, kube }: Cluster,
  { metadata }: Rendered,
  folder: string,
): Promise<string> {
  const path = `/api/v1/namespaces/${metadata.namespace}/serviceaccounts/${metadata.name}/token`;
  const { body } = await kube('POST', path, {
    body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} },
  });
  return writeKubeconfig(join(folder, 'kubeconfig'), { ...apiserver.admin, token: body.status.token });
}

async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(folder);
  await Promise.all(Object.entries(files).map(([name, content]) => writeFile(join(folder, name), content)));
}

function decode(base64: string): string {
  return Buffer.from(base64, 'base64').toString();
}
