import { isObject } from '../model/json.ts';
import { type ClusterOptions, connect } from './api-client.ts';
import { shared } from './shared.ts';

/** Where the API server is and how long its answers are good for. */
export interface NamespaceReaderOptions extends ClusterOptions {
  /** How long labels are reused, in milliseconds: a change takes effect within this time. Default 2,000. */
  readonly ttlMs?: number;
}

/** Labels of a namespace by name. Rejects where there is no such namespace, no answer in time or one to something else. */
export type NamespaceReader = (namespace: string) => Promise<ReadonlyMap<string, string>>;

const MAX_CACHED = 10_000;

/**
 * Reads labels of namespaces from the API server (verb `get` on `namespaces`). Concurrent askers share
 * one request, and a failure is never remembered. Loads the client library when called.
 * @throws Error where no credentials are found or the kubeconfig cannot be read
 */
export async function clusterNamespaceReader(options: NamespaceReaderOptions = {}): Promise<NamespaceReader> {
  const { ttlMs = 2_000 } = options;
  const { api, call } = await connect(options);
  const fetchLabels: NamespaceReader = async (name) => {
    const { metadata } = await api.readNamespace({ name }, call());
    // What is no Namespace has no labels either, and would pass for one that no policy selects.
    const labels: unknown = metadata?.labels ?? {};
    if (metadata?.name !== name || !isLabels(labels)) throw new Error(`the answer is not about namespace ${name}`);
    return new Map(Object.entries(labels));
  };
  return shared(fetchLabels, { ttlMs, maxEntries: MAX_CACHED });
}

function isLabels(labels: unknown): labels is Readonly<Record<string, string>> {
  return isObject(labels) && Object.values(labels).every((value) => typeof value === 'string');
}
