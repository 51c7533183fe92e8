import type { JsonObject } from '../../src/model/json.ts';
import type { Workload } from '../../src/model/workload.ts';
import { parseWorkloads } from '../../src/parse/workload.ts';

export const DIGEST = `sha256:${'a'.repeat(64)}`;

/** A pod that no shipped policy objects to; `spec` fields replace those of the same name. */
export function goodPod(spec: Record<string, unknown> = {}, metadata: Record<string, unknown> = {}): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'shop', labels: { app: 'web' }, ...metadata },
    spec: {
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [goodContainer()],
      ...spec,
    },
  };
}

export function goodContainer(fields: Record<string, unknown> = {}): JsonObject {
  return {
    name: 'app',
    image: `registry.example.com/shop/web:1.4.2@${DIGEST}`,
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    resources: { requests: { cpu: '100m', memory: '64Mi' }, limits: { memory: '128Mi' } },
    readinessProbe: { httpGet: { path: '/ready', port: 8080 } },
    livenessProbe: { httpGet: { path: '/live', port: 8080 } },
    ...fields,
  };
}

/** Parses an object of a workload kind; throws where the kind is none. */
export function workloadOf(object: JsonObject, kind = String(object.kind)): Workload {
  const workload = parseWorkloads(object, { kind, namespace: 'shop' })?.[0];
  if (workload === undefined) throw new Error(`${kind} is not a workload kind`);
  return workload;
}
