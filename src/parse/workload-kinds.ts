import type { PlacePath, WorkloadKind, WorkloadKinds } from '../model/workload-kind.ts';

/** Where each built-in kind keeps its pod template, the object with `metadata` and `spec`. */
const TEMPLATES: ReadonlyMap<string, { readonly path: PlacePath; readonly resource: string }> = new Map([
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

/** The built-in kinds that hold a pod template. */
export const BUILT_IN_KIND_NAMES: readonly string[] = [...TEMPLATES.keys()];

const RESOURCES = new Set([...TEMPLATES.values()].map(({ resource }) => resource));

/** True for the plural resource names of the built-in workload kinds. */
export function isWorkloadResource(resource: string): boolean {
  return RESOURCES.has(resource);
}

const BUILT_IN: ReadonlyMap<string, WorkloadKind> = new Map(
  Array.from(TEMPLATES, ([kind, { path }]) => [kind, { group: '', kind, templates: [{ path }], images: [] }]),
);

/** True for what `BUILT_IN_KINDS` finds. */
export function isBuiltIn(kind: WorkloadKind): boolean {
  return BUILT_IN.get(kind.kind) === kind;
}

/** Splits `apps/v1` into group and version; the group of `v1` is ''. */
export function splitApiVersion(apiVersion: string): { readonly group: string; readonly version: string } {
  const slash = apiVersion.indexOf('/');
  return { group: apiVersion.slice(0, Math.max(slash, 0)), version: apiVersion.slice(slash + 1) };
}

/**
 * A dot in the group marks a custom resource: a `Job` of another group is not a `batch` Job. The built-in
 * groups with workloads (core, apps, batch, extensions) have none.
 */
function isCustomGroup(group: string): boolean {
  return group.includes('.');
}

/** The built-in kinds, and no others. */
export const BUILT_IN_KINDS: WorkloadKinds = {
  find: (apiVersion, kind) => (isCustomGroup(splitApiVersion(apiVersion).group) ? undefined : BUILT_IN.get(kind)),
};

/** The built-in kinds and those given; a version that is not given is read like the newest one that is. */
export function withCustomKinds(custom: readonly WorkloadKind[]): WorkloadKinds {
  if (custom.length === 0) return BUILT_IN_KINDS;
  const byKind = Map.groupBy(custom.toSorted(newestFirst), ({ group, kind }) => `${group}/${kind}`);
  return {
    find(apiVersion, kind) {
      const { group, version } = splitApiVersion(apiVersion);
      const entries = byKind.get(`${group}/${kind}`);
      if (entries === undefined) return BUILT_IN_KINDS.find(apiVersion, kind);
      return entries.find((entry) => entry.version === version) ?? entries[0];
    },
  };
}

function newestFirst(one: WorkloadKind, other: WorkloadKind): number {
  const [rank, otherRank] = [rankOf(one), rankOf(other)];
  for (const [index, part] of rank.entries()) {
    const difference = (otherRank[index] ?? 0) - part;
    if (difference !== 0) return difference;
  }
  return (one.version ?? '') < (other.version ?? '') ? -1 : 1;
}

const VERSION = /^v(?<major>[0-9]+)(?:(?<stage>alpha|beta)(?<minor>[0-9]+))?$/;

/** Versions as Kubernetes orders them: v2, v1, v1beta2, v1beta1, v1alpha1, then all others by name. */
function rankOf({ version = '' }: WorkloadKind): readonly number[] {
  const { major, stage, minor } = VERSION.exec(version)?.groups ?? {};
  if (major === undefined) return [0, 0, 0];
  const stability = stage === undefined ? 3 : stage === 'beta' ? 2 : 1;
  return [stability, Number(major), Number(minor ?? 0)];
}
