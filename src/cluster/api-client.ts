import type { CoreV1Api } from '@kubernetes/client-node';

/** Where the API server is, and how long it may take. */
export interface ClusterOptions {
  /** Path of a kubeconfig; absent: the pod's own credentials, else the user's default kubeconfig. */
  readonly kubeconfig?: string;
  /** Longest wait for one answer, in milliseconds. Default 5,000. */
  readonly timeoutMs?: number;
}

type CallOptions = NonNullable<Parameters<CoreV1Api['readNamespace']>[1]>;

/** A client of the API server. */
export interface ApiClient {
  readonly api: CoreV1Api;
  /** For one call: the answer is JSON and comes in time. The clock runs from here on. */
  call(): CallOptions;
}

/** Default of `ClusterOptions.timeoutMs`. */
export const DEFAULT_TIMEOUT_MS = 5_000;

/**
 * Loads the client library, and the credentials.
 * @throws Error where no credentials are found or the kubeconfig cannot be read
 */
export async function connect({ kubeconfig, timeoutMs = DEFAULT_TIMEOUT_MS }: ClusterOptions): Promise<ApiClient> {
  const client = await import('@kubernetes/client-node');
  const config = new client.KubeConfig();
  if (kubeconfig === undefined) config.loadFromDefault();
  else config.loadFromFile(kubeconfig);
  const json = client.setHeaderMiddleware('Accept', 'application/json');
  return {
    api: config.makeApiClient(client.CoreV1Api),
    call: () => {
      const signal = AbortSignal.timeout(timeoutMs);
      const bounded: typeof json = {
        pre: (context) => {
          context.setSignal(signal);
          return json.pre(context);
        },
        post: json.post,
      };
      return { middleware: [bounded], middlewareMergeStrategy: 'append' };
    },
  };
}
