import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { outcome } from './answers.ts';
import type { Cluster } from './cluster.ts';
import type { DockerRegistry } from './docker-registry.ts';
import { type Gate, openGate } from './gate.ts';
import type { KubeAnswer } from './kube.ts';
import { writeKubeconfig } from './kubeconfig.ts';
import type { Namespace } from './namespace.ts';

const API_VERSION = 'tidewaiter.dev/v1alpha1';

/** A gate in front of pods whose images come from a docker-registry. */
export interface ImageGate extends Gate {
  /** A namespace with a Secret `pull` for the registry, where it wants one. */
  newNamespaceWithSecret(credentials?: DockerRegistry['credentials']): Promise<Namespace>;
  /** Creates a pod with an image of the registry, `repository:tag`, in a namespace of its own. */
  create(image: string, credentials?: DockerRegistry['credentials']): Promise<KubeAnswer>;
}

/** Opens one with these policies, which writes digests into pods and reads Secrets from the cluster. */
export async function openImageGate(
  cluster: Cluster,
  registry: DockerRegistry,
  policies: readonly object[],
): Promise<ImageGate> {
  const kubeconfig = join(await mkdtemp(join(cluster.folder, 'images-')), 'kubeconfig');
  await writeKubeconfig(kubeconfig, cluster.apiserver.admin);
  const documents = [settingsFor(registry), ...policies].map((document) => JSON.stringify(document));
  const gate = await openGate(cluster, {
    policies: { 'images.yaml': documents.join('\n---\n') },
    kinds: ['mutating', 'validating'],
    flags: ['--pull-secrets=cluster', `--kubeconfig=${kubeconfig}`],
  });
  const newNamespaceWithSecret = async (credentials = registry.credentials) => {
    const namespace = await gate.newNamespace();
    if (credentials !== undefined) await createPullSecret(cluster, namespace, registry.host, credentials);
    return namespace;
  };
  return {
    ...gate,
    newNamespaceWithSecret,
    async create(image, credentials) {
      const { pods } = await newNamespaceWithSecret(credentials);
      return pods.create({ metadata: { name: 'web' }, spec: podSpec(`${registry.host}/${image}`) });
    },
  };
}

/** A pod of one container that pulls with the Secret. */
export function podSpec(image: string): object {
  return { imagePullSecrets: [{ name: 'pull' }], containers: [{ name: 'app', image }] };
}

/** The trust root `e2e`, which policies name. */
export function trustRootDocument(trustRoot: string): object {
  const spec = { json: JSON.parse(trustRoot) };
  return { apiVersion: API_VERSION, kind: 'TrustRoot', metadata: { name: 'e2e' }, spec };
}

/** An ImagePolicy over the images of a pattern. `spec`: everything but these. */
export function imagePolicy(name: string, images: string, spec: object): object {
  return { apiVersion: API_VERSION, kind: 'ImagePolicy', metadata: { name }, spec: { images: [images], ...spec } };
}

function settingsFor({ host, tokenHosts }: DockerRegistry): object {
  const registry = { host, insecure: true, allowPrivate: true, ...(tokenHosts.length > 0 && { tokenHosts }) };
  return {
    apiVersion: API_VERSION,
    kind: 'ImageSettings',
    metadata: { name: 'e2e' },
    spec: { registries: [registry] },
  };
}

async function createPullSecret(
  { kube }: Cluster,
  { name: namespace }: Namespace,
  host: string,
  { username, password }: NonNullable<DockerRegistry['credentials']>,
): Promise<void> {
  const auth = Buffer.from(`${username}:${password}`).toString('base64');
  const answer = await kube('POST', `/api/v1/namespaces/${namespace}/secrets`, {
    body: {
      metadata: { name: 'pull' },
      type: 'kubernetes.io/dockerconfigjson',
      stringData: { '.dockerconfigjson': JSON.stringify({ auths: { [host]: { auth } } }) },
    },
  });
  if (answer.status !== 201) throw new Error(`the Secret was not created: ${outcome(answer)}`);
}
