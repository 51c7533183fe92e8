import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority } from '../../support/certificates.ts';
import { type Apiserver, startApiserver } from './apiserver.ts';
import type { Assets } from './assets.ts';
import { startEtcd } from './etcd.ts';
import { type Kube, kubeClient } from './kube.ts';
import { copyBundle, type Home } from './tidewaiter.ts';

/** The common name in the certificate that the API server shows to webhooks. */
export const API_SERVER = 'kube-apiserver';

/** A control plane without controllers: objects stay as they were written, and namespaces never finish deleting. */
export interface Cluster extends Home {
  readonly apiserver: Apiserver;
  /** As a member of system:masters. */
  readonly kube: Kube;
  readonly assets: Assets;
  /** Makes a namespace that no test has used, and gives its name. */
  newNamespace(labels?: Readonly<Record<string, string>>): Promise<string>;
  stop(): Promise<void>;
}

/** Starts etcd and a kube-apiserver. */
export async function startCluster(assets: Assets): Promise<Cluster> {
  const stack = new AsyncDisposableStack();
  try {
    const folder = await mkdtemp(join(tmpdir(), 'tidewaiter-e2e-'));
    stack.defer(() => rm(folder, { recursive: true, force: true }));
    const bundle = await copyBundle(folder);
    const authority = await createAuthority();
    const clientIdentity = await authority.issue({ commonName: API_SERVER, usage: 'client' });
    const etcd = await startEtcd(assets.etcd, folder);
    stack.defer(() => etcd.program.stop());
    const { url: etcdUrl } = etcd;
    const apiserver = await startApiserver({ binary: assets.kubeApiserver, folder, etcdUrl, clientIdentity });
    stack.defer(() => apiserver.program.stop());
    const kube = stack.adopt(kubeClient(apiserver.admin), (client) => client.close());
    return {
      apiserver,
      kube,
      folder,
      assets,
      bundle,
      authority,
      newNamespace: (labels) => newNamespace(kube, labels),
      stop: () => stack.disposeAsync(),
    };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

let namespaces = 0;

async function newNamespace(kube: Kube, labels: Readonly<Record<string, string>> = {}): Promise<string> {
  const name = `e2e-${++namespaces}`;
  const { status, body } = await kube('POST', '/api/v1/namespaces', { body: { metadata: { name, labels } } });
  if (status !== 201) throw new Error(`namespace ${name} was not made: ${body.message}`);
  return name;
}
