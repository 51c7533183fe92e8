import type { Kube } from './kube.ts';
import { until } from './wait.ts';

const PATH = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** A namespaced kind that takes whatever it is given, with the sub-resources status and scale. */
export interface CustomKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** Name of the resource; the kind in lower case and in the plural. */
  readonly plural: string;
}

/** Makes the API server serve a kind; disposing of it takes the kind and its objects away again. */
export async function installCustomKind(kube: Kube, custom: CustomKind): Promise<AsyncDisposable> {
  const { group, kind, plural, version } = custom;
  const name = `${plural}.${group}`;
  const served = {
    name: version,
    served: true,
    storage: true,
    schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
    subresources: { status: {}, scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' } },
  };
  const { status, body } = await kube('POST', PATH, {
    body: {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name },
      spec: { group, scope: 'Namespaced', names: { kind, plural }, versions: [served] },
    },
  });
  if (status !== 201) throw new Error(`${name} was not accepted: ${body.message}`);
  const objects = `/apis/${group}/${version}/namespaces/default/${plural}`;
  await until(`${name} to be served`, async () => (await kube('GET', objects)).status === 200);
  return {
    async [Symbol.asyncDispose]() {
      await kube('DELETE', `${PATH}/${name}`);
      await until(`${name} to be gone`, async () => (await kube('GET', objects)).status === 404);
    },
  };
}
