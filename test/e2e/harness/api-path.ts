import type { Kube, KubeObject } from './kube.ts';

/** The path under which objects of this object's kind are created, as the API server's discovery tells it. */
export async function collectionPath(kube: Kube, object: KubeObject): Promise<string> {
  const { apiVersion, kind, metadata } = object;
  const api = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const { body } = await kube('GET', api);
  const resource = body.resources?.find((one: KubeObject) => one.kind === kind && !one.name.includes('/'));
  if (resource === undefined) throw new Error(`the API server knows no ${kind} of ${apiVersion}`);
  return resource.namespaced ? `${api}/namespaces/${metadata.namespace}/${resource.name}` : `${api}/${resource.name}`;
}
