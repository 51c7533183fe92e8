import type { SecretReader, SecretReaderOptions } from '../cluster/secrets.ts';
import type { SecretKey } from '../policy/resources.ts';
import type { SecretConfig } from '../registry/credentials/keychains.ts';
import { withCredentials } from './cluster-credentials.ts';
import type { ClusterSecrets } from './image-connections.ts';

/** Secrets of the cluster: credentials that images are pulled with, and keys of policies. */
export interface SecretSource extends ClusterSecrets {
  /** The text of an entry of a Secret. @throws Error with a plain reason */
  secretText(secret: SecretKey): Promise<string>;
}

/** Loads the client library when it is first called. @throws Error where no credentials are found */
export type SecretLoader = () => Promise<SecretSource>;

/** Where Secrets of these types keep credentials (Kubernetes API, SecretType). */
const CONFIG_KEYS: ReadonlyMap<string, string> = new Map([
  ['kubernetes.io/dockerconfigjson', '.dockerconfigjson'],
  ['kubernetes.io/dockercfg', '.dockercfg'],
]);

/** Asks the API server. */
export function secretSource(options: SecretReaderOptions): SecretLoader {
  let loading: Promise<SecretSource> | undefined;
  return () => {
    loading ??= load(options).catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}

async function load(options: SecretReaderOptions): Promise<SecretSource> {
  const { clusterSecretReader } = await import('../cluster/index.ts');
  const { kubeconfig } = options;
  const reader = await withCredentials('--pull-secrets cluster', kubeconfig, () => clusterSecretReader(options));
  return {
    pullSecretsOf: async (namespace, account) => (await unlessAbsent(reader.pullSecretsOf(namespace, account))) ?? [],
    pullSecret: ({ namespace, name }) => readConfig(reader, namespace, name),
    secretText: async ({ namespace, name, key }) => {
      const { data } = await reader.secret(namespace, name);
      const bytes = data.get(key);
      if (bytes === undefined) throw new Error(`Secret "${namespace}/${name}" has no entry "${key}"`);
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    },
  };
}

/** A Secret of another type holds no credentials, and the kubelet passes over it. */
async function readConfig(reader: SecretReader, namespace: string, name: string): Promise<SecretConfig | undefined> {
  const secret = await unlessAbsent(reader.secret(namespace, name));
  const key = secret && CONFIG_KEYS.get(secret.type);
  const bytes = key === undefined ? undefined : secret?.data.get(key);
  if (bytes === undefined) return undefined;
  return { name: `${namespace}/${name}`, text: bytes.toString('utf8'), legacy: key === '.dockercfg' };
}

async function unlessAbsent<Result>(reading: Promise<Result>): Promise<Result | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (Error.isError(error) && error.name === 'AbsentObject') return undefined;
    throw error;
  }
}
