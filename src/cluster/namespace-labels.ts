import type { CoreV1Api } from '@kubernetes/client-node';
import { isObject } from '../model/json.ts';

/** Where the API server is and how long its answers are good for. */
export interface NamespaceReaderOptions {
  /** Path of a kubeconfig; absent: the pod's own credentials, else the user's default kubeconfig. */
  readonly kubeconfig?: string;
  /** Longest wait for the API server, in milliseconds. Default 5,000. */
  readonly timeoutMs?: number;
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
  const { timeoutMs = 5_000, ttlMs = 2_000 } = options;
  const client = await import('@kubernetes/client-node');
  const config = new client.KubeConfig();
  if (options.kubeconfig === undefined) config.loadFromDefault();
  else config.loadFromFile(options.kubeconfig);
  const api: CoreV1Api = config.makeApiClient(client.CoreV1Api);

  const fetchLabels: NamespaceReader = async (name) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const json = client.setHeaderMiddleware('Accept', 'application/json');
    const bounded = {
      pre: (context: Parameters<typeof json.pre>[0]) => {
        context.setSignal(signal);
        return json.pre(context);
      },
      post: json.post,
    };
    const { metadata } = await api.readNamespace(
      { name },
      { middleware: [bounded], middlewareMergeStrategy: 'append' },
    );
    // What is no Namespace has no labels either, and would pass for one that no policy selects.
    const labels: unknown = metadata?.labels ?? {};
    if (metadata?.name !== name || !isLabels(labels)) throw new Error(`the answer is not about namespace ${name}`);
    return new Map(Object.entries(labels));
  };
  return shared(fetchLabels, ttlMs);
}

function isLabels(labels: unknown): labels is Readonly<Record<string, string>> {
  return isObject(labels) && Object.values(labels).every((value) => typeof value === 'string');
}

function shared(read: NamespaceReader, ttlMs: number): NamespaceReader {
  const cache = new Map<string, { readonly labels: Promise<ReadonlyMap<string, string>>; readonly expires: number }>();
  return (namespace) => {
    const known = cache.get(namespace);
    if (known !== undefined && known.expires > performance.now()) return known.labels;
    const labels = read(namespace);
    const entry = { labels, expires: performance.now() + ttlMs };
    cache.delete(namespace);
    if (cache.size >= MAX_CACHED) cache.delete(cache.keys().next().value ?? '');
    cache.set(namespace, entry);
    labels.catch(() => {
      if (cache.get(namespace) === entry) cache.delete(namespace);
    });
    return labels;
  };
}
