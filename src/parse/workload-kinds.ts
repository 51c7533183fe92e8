import type { FieldPath } from '../model/path.ts';

/** Where each built-in kind keeps its pod template, the object with `metadata` and `spec`. */
const TEMPLATES: ReadonlyMap<string, { readonly path: FieldPath; readonly resource: string }> = new Map([
  ['Pod', { path: [], resource: 'pods' }],
  ['PodTemplate', { path: ['template'], resource: 'podtemplates' }],
  ['ReplicationController', { path: ['spec', 'template'], resource: 'replicationcontrollers' }],
  ['ReplicaSet', { path: ['spec', 'template'], resource: 'replicasets' }],
  ['Deployment', { path: ['spec', 'template'], resource: 'deployments' }],
  ['StatefulSet', { path: ['spec', 'template'], resource: 'statefulsets' }],
  ['DaemonSet', { path: ['spec', 'template'], resource: 'daemonsets' }],
  ['Job', { path: ['spec', 'template'], resource: 'jobs' }],
  ['CronJob', { path: ['spec', 'jobTemplate', 'spec', 'template'], resource: 'cronjobs' }],
]);

/** Kinds that hold a pod template. */
export const WORKLOAD_KINDS: readonly string[] = [...TEMPLATES.keys()];

const RESOURCES = new Set([...TEMPLATES.values()].map(({ resource }) => resource));

/** True for the plural resource names of the workload kinds. */
export function isWorkloadResource(resource: string): boolean {
  return RESOURCES.has(resource);
}

/**
 * Path of the pod template in an object of this kind; undefined where the kind holds none.
 * A dot in the group marks a custom resource: a `Job` of another group is not a `batch` Job.
 */
export function templatePath(group: string, kind: string): FieldPath | undefined {
  return group.includes('.') ? undefined : TEMPLATES.get(kind)?.path;
}
