import type { JsonObject } from '../../../src/model/json.ts';
import { goodContainer, goodPod } from '../../support/pods.ts';

interface Fields {
  /** Of the one container. */
  readonly container?: Record<string, unknown>;
  /** Of the pod spec. */
  readonly spec?: Record<string, unknown>;
  readonly metadata?: Record<string, unknown>;
}

/** A pod that no shipped policy objects to, unless the given fields do. */
export function pod(name: string, { container, spec, metadata }: Fields = {}): JsonObject {
  return goodPod(
    { ...(container && { containers: [goodContainer(container)] }), ...spec },
    { name, namespace: undefined, ...metadata },
  );
}

/** Fields of a container that break rules of the shipped policies. */
export const BAD = {
  root: { securityContext: { ...(goodContainer().securityContext as object), runAsUser: 0 } },
  latest: { image: 'registry.example.com/shop/web:latest' },
  unpinned: { image: 'registry.example.com/shop/web:1.4.2' },
} as const;

/** A Deployment of such a pod. */
export function deployment(name: string, fields: Fields = {}): JsonObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: { replicas: 1, selector: { matchLabels: { app: 'web' } }, template: template(fields) },
  };
}

/** An Argo Rollout of such a pod, which looks much like a Deployment. */
export function rollout(name: string, fields: Fields = {}): JsonObject {
  return { ...deployment(name, fields), apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' };
}

/** A CronJob of such a pod. */
export function cronJob(name: string, fields: Fields = {}): JsonObject {
  const { spec, ...rest } = fields;
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name },
    spec: {
      schedule: '0 3 * * *',
      jobTemplate: { spec: { template: template({ ...rest, spec: { restartPolicy: 'Never', ...spec } }) } },
    },
  };
}

function template(fields: Fields): JsonObject {
  const { metadata, spec } = pod('', fields);
  return { metadata: { ...(metadata as object), name: undefined }, spec };
}

/** A folder with one policy file; YAML takes JSON as it is. */
export function policy(name: string, spec: object): Readonly<Record<string, string>> {
  return policyFile('AdmissionPolicy', name, spec);
}

/** A file with another document that stands beside policies. */
export function policyFile(
  kind: 'AdmissionPolicy' | 'PolicyException' | 'WorkloadKinds',
  name: string,
  spec: object,
): Readonly<Record<string, string>> {
  const document = { apiVersion: 'tidewaiter.dev/v1alpha1', kind, metadata: { name }, spec };
  return { [`${name}.yaml`]: JSON.stringify(document, undefined, 2) };
}
