import type { Kube, KubeAnswer, KubeOptions, PATCH } from './kube.ts';

/** The objects of one kind in one namespace. `query` is what follows the path: `?dryRun=All`. */
export interface Collection {
  create(object: unknown, query?: string): Promise<KubeAnswer>;
  get(name: string): Promise<KubeAnswer>;
  replace(name: string, object: unknown, query?: string): Promise<KubeAnswer>;
  /** `name` may go on to a sub-resource: `web/ephemeralcontainers`. */
  patch(
    name: string,
    contentType: (typeof PATCH)[keyof typeof PATCH],
    body: unknown,
    query?: string,
  ): Promise<KubeAnswer>;
  remove(name: string): Promise<KubeAnswer>;
}

/** A namespace and what the tests put into it. */
export interface Namespace {
  readonly name: string;
  readonly pods: Collection;
  readonly deployments: Collection;
  readonly cronJobs: Collection;
}

/** Query of a request that stores nothing. */
export const DRY_RUN = '?dryRun=All';

/** The namespace of this name, as the given user sees it. */
export function namespaceOf(kube: Kube, name: string, as?: KubeOptions['as']): Namespace {
  const at = (api: string, resource: string) =>
    collection((method, path, options) =>
      kube(method, `${api}/namespaces/${name}/${resource}${path}`, { ...options, ...(as && { as }) }),
    );
  return {
    name,
    pods: at('/api/v1', 'pods'),
    deployments: at('/apis/apps/v1', 'deployments'),
    cronJobs: at('/apis/batch/v1', 'cronjobs'),
  };
}

function collection(kube: Kube): Collection {
  return {
    create: (body, query = '') => kube('POST', query, { body }),
    get: (name) => kube('GET', `/${name}`),
    replace: (name, body, query = '') => kube('PUT', `/${name}${query}`, { body }),
    patch: (name, contentType, body, query = '') => kube('PATCH', `/${name}${query}`, { body, contentType }),
    remove: (name) => kube('DELETE', `/${name}`),
  };
}
