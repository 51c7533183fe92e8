import { isObject } from '../model/json.ts';
import { printable } from '../model/printable.ts';
import { type ApiClient, type ClusterOptions, connect } from './api-client.ts';
import { failureOf } from './failure.ts';
import { isObjectName } from './object-name.ts';
import { shared } from './shared.ts';

/** Where the API server is and how long its answers are good for. */
export interface SecretReaderOptions extends ClusterOptions {
  /** How long an answer is reused, in milliseconds: a change takes effect within this time. Default 30,000. */
  readonly ttlMs?: number;
}

/** A Secret, decoded. */
export interface ClusterSecret {
  /** Such as `kubernetes.io/dockerconfigjson`. */
  readonly type: string;
  readonly data: ReadonlyMap<string, Buffer>;
}

/** Reads by name, never lists. Reasons of rejections name the object and hold nothing that is in it. */
export interface SecretReader {
  /** Rejects where there is no such Secret, no right to read it, no answer in time, or data beyond 1 MiB. */
  secret(namespace: string, name: string): Promise<ClusterSecret>;
  /**
   * Names in `imagePullSecrets` of a ServiceAccount. As the kubelet does, passes over what no Secret can be called.
   * Rejects where there is no such ServiceAccount, no right to read it, no answer in time, or more than 32 names.
   */
  pullSecretsOf(namespace: string, serviceAccount: string): Promise<readonly string[]>;
}

/** What the API server allows of data in one Secret. */
const MAX_SECRET_BYTES = 1_024 * 1_024;
const MAX_PULL_SECRETS = 32;
/** Kept at a time: 256 Secrets of at most 64 KiB are 16 MiB, whatever people put into their namespaces. */
const MAX_CACHED_SECRETS = 256;
const MAX_CACHED_BYTES = 64 * 1_024;
/** With 32 names of 253 characters each, 16 MiB. */
const MAX_CACHED_ACCOUNTS = 2_000;

/**
 * Reads Secrets and ServiceAccounts from the API server (verb `get` on `secrets` and `serviceaccounts`). Concurrent
 * askers share one request, and a failure is never remembered. Loads the client library when called.
 * @throws Error where no credentials are found or the kubeconfig cannot be read
 */
export async function clusterSecretReader(options: SecretReaderOptions = {}): Promise<SecretReader> {
  const { ttlMs = 30_000 } = options;
  const client = await connect(options);
  const secrets = shared((key) => readSecret(client, key), {
    ttlMs,
    maxEntries: MAX_CACHED_SECRETS,
    mayKeep: ({ data }) => bytesOf(data) <= MAX_CACHED_BYTES,
  });
  const accounts = shared((key) => readPullSecrets(client, key), { ttlMs, maxEntries: MAX_CACHED_ACCOUNTS });
  return {
    secret: async (namespace, name) => secrets(keyOf('Secret', namespace, name)),
    pullSecretsOf: async (namespace, name) => accounts(keyOf('ServiceAccount', namespace, name)),
  };
}

/** `namespace/name`. A name that no object can have would ask for another path. */
function keyOf(kind: string, namespace: string, name: string): string {
  const key = `${namespace}/${name}`;
  if (isObjectName(namespace) && isObjectName(name)) return key;
  throw new Error(`there can be no ${kind} "${printable(key)}": namespace or name is not valid`);
}

function split(key: string): { readonly namespace: string; readonly name: string } {
  const [namespace = '', name = ''] = key.split('/');
  return { namespace, name };
}

async function readSecret({ api, call }: ApiClient, key: string): Promise<ClusterSecret> {
  const what = `Secret "${key}"`;
  const asked = split(key);
  const { metadata, type, data } = await api.readNamespacedSecret(asked, call()).catch((error: unknown) => {
    throw failureOf(what, 'secrets', error);
  });
  checkAbout(what, asked, metadata);
  if (typeof type !== 'string') throw new Error(`${what} has no type`);
  return { type, data: decoded(what, data ?? {}) };
}

async function readPullSecrets({ api, call }: ApiClient, key: string): Promise<readonly string[]> {
  const what = `ServiceAccount "${key}"`;
  const asked = split(key);
  const account = await api.readNamespacedServiceAccount(asked, call()).catch((error: unknown) => {
    throw failureOf(what, 'serviceaccounts', error);
  });
  checkAbout(what, asked, account.metadata);
  const listed: unknown = account.imagePullSecrets ?? [];
  if (!Array.isArray(listed)) throw new Error(`imagePullSecrets of ${what} is not a list`);
  const names = new Set(listed.map((entry: unknown) => (isObject(entry) ? entry.name : undefined)));
  const valid = [...names].filter((name) => typeof name === 'string' && isObjectName(name)) as string[];
  if (valid.length <= MAX_PULL_SECRETS) return valid;
  throw new Error(`${what} has more than ${MAX_PULL_SECRETS} imagePullSecrets`);
}

/** The credentials of another object must never pass for those that were asked for. */
function checkAbout(
  what: string,
  asked: { readonly namespace: string; readonly name: string },
  metadata: { readonly namespace?: string; readonly name?: string } | undefined,
): void {
  const isAbout = metadata?.namespace === asked.namespace && metadata.name === asked.name;
  if (!isAbout) throw new Error(`the answer is not about ${what}`);
}

function decoded(what: string, data: unknown): ReadonlyMap<string, Buffer> {
  if (!isObject(data)) throw new Error(`data of ${what} is not an object`);
  const entries = Object.entries(data).map(([key, text]): [string, Buffer] => {
    const bytes = Buffer.from(typeof text === 'string' ? text : '', 'base64');
    if (bytes.toString('base64') === text) return [key, bytes];
    throw new Error(`data of ${what} is not base64 in "${printable(key)}"`);
  });
  const map = new Map(entries);
  if (bytesOf(map) <= MAX_SECRET_BYTES) return map;
  throw new Error(`${what} has more than ${MAX_SECRET_BYTES} bytes of data`);
}

function bytesOf(data: ReadonlyMap<string, Buffer>): number {
  return data.values().reduce((sum, { length }) => sum + length, 0);
}
