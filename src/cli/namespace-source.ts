import type { NamespaceLabels } from '../assess.ts';
import type { NamespaceReader, NamespaceReaderOptions } from '../cluster/namespace-labels.ts';
import type { PolicySet } from '../model/policy.ts';
import { withCredentials } from './cluster-credentials.ts';
import { needsNamespaceLabels, type StaticNamespaces } from './namespace-labels.ts';

/** Where a server has the labels of namespaces from. */
export interface NamespaceSource {
  readonly labels: NamespaceLabels;
  /**
   * Loads what a policy set is going to need, before the first request needs it.
   *
   * @throws Error where the cluster cannot be asked at all: no credentials, no usable kubeconfig
   */
  prepareFor(policySet: PolicySet): Promise<void>;
}

/** Labels that stand in a file, or none at all. */
export function staticSource(namespaces: StaticNamespaces): NamespaceSource {
  return { labels: namespaces.labels, prepareFor: async () => {} };
}

/** Asks the API server. The client library is loaded when a policy needs it and not before. */
export function clusterSource(options: NamespaceReaderOptions): NamespaceSource {
  let loading: Promise<NamespaceReader> | undefined;
  const reader = (): Promise<NamespaceReader> => {
    loading ??= loadReader(options).catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
  return {
    labels: async (namespace) => (await reader())(namespace),
    prepareFor: async (policySet) => {
      if (needsNamespaceLabels(policySet)) await reader();
    },
  };
}

async function loadReader(options: NamespaceReaderOptions): Promise<NamespaceReader> {
  const { clusterNamespaceReader } = await import('../cluster/index.ts');
  return withCredentials('--namespaces-from cluster', options.kubeconfig, () => clusterNamespaceReader(options));
}
