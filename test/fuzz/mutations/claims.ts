import type { Base } from '../bases.ts';
import type { Mutation } from '../mutation.ts';
import type { Random } from '../random.ts';
import { asDraft, type Draft, draftAt, type Specimen, write } from '../specimen.ts';

/** Annotations by which other tools, or parts of Kubernetes, spare objects. Whoever writes the object can write them. */
const ANNOTATIONS: readonly (readonly [string, string])[] = [
  ['kube-linter.io/ignore-all', 'because'],
  ['ignore-check.kube-linter.io/privileged-container', 'because'],
  ['polaris.fairwinds.com/exempt', 'true'],
  ['polaris.fairwinds.com/runAsPrivileged-exempt', 'true'],
  ['kubernetes.io/config.mirror', '0123456789abcdef'],
  ['kubernetes.io/config.source', 'file'],
  ['sidecar.istio.io/inject', 'false'],
  ['sidecar.istio.io/status', '{"containers":["app"]}'],
  ['policies.kyverno.io/skip', 'true'],
  ['tidewaiter.dev/exempt', 'true'],
  ['kubectl.kubernetes.io/last-applied-configuration', '{}'],
  ['__proto__', 'x'],
  ['constructor', 'x'],
];
const LABELS: readonly (readonly [string, string])[] = [
  ['pod-security.kubernetes.io/enforce', 'privileged'],
  ['kubernetes.io/metadata.name', 'kube-system'],
  ['tidewaiter.dev/ignore', 'true'],
  ['app.kubernetes.io/managed-by', 'tidewaiter'],
  ['control-plane', 'true'],
];

function addNew(map: Draft | undefined, [key, value]: readonly [string, string]): void {
  if (map !== undefined && !Object.hasOwn(map, key)) write(map, key, value);
}

/** Metadata of the object, or of its pod template. */
function someMetadata(specimen: Specimen, random: Random): Draft | undefined {
  return draftAt(random.chance(0.5) ? specimen.object : specimen.template, 'metadata');
}

function addToSome(specimen: Specimen, random: Random, map: string, entry: readonly [string, string]): void {
  const metadata = someMetadata(specimen, random);
  if (metadata !== undefined) addNew(draftAt(metadata, map), entry);
}

const isStored = ({ holds }: Base): boolean => holds !== 'connection';

export const claimExemption: Mutation = {
  name: 'annotate an exemption of another tool',
  keeps: isStored,
  apply: (specimen, random) => addToSome(specimen, random, 'annotations', random.pick(ANNOTATIONS) ?? ['x', '']),
};

export const claimLabel: Mutation = {
  name: 'add a label that names another level or owner',
  keeps: isStored,
  apply: (specimen, random) => addToSome(specimen, random, 'labels', random.pick(LABELS) ?? ['x', '']),
};

/** On its way out, or said to be (CVE-2023-34091). */
export const markDeleted: Mutation = {
  name: 'mark the object as deleted',
  keeps: isStored,
  apply(specimen) {
    const metadata = draftAt(specimen.object, 'metadata');
    if (metadata === undefined) return;
    metadata.deletionTimestamp = '2026-11-02T09:12:44Z';
    metadata.deletionGracePeriodSeconds = 0;
    metadata.finalizers = ['example.com/hold'];
  },
};

/** Rules that spare what a controller made look at it, those over several objects for all of them. */
export const nameOwner: Mutation = {
  name: 'name a controller as the owner',
  keeps: (base) => isStored(base) && !base.rule.crossObject && !base.rule.looksAt(['metadata', 'ownerReferences']),
  apply(specimen, random) {
    const metadata = draftAt(specimen.object, 'metadata');
    const kind = random.pick(['ReplicaSet', 'DaemonSet', 'Node', 'Job']);
    if (metadata !== undefined)
      metadata.ownerReferences = [{ apiVersion: 'v1', kind, name: 'x', uid: 'y', controller: true }];
  },
};

/** Rules that ask whether a pod has been placed read its conditions. */
export const writeStatus: Mutation = {
  name: 'write a status',
  keeps: (base) => isStored(base) && !base.rule.looksAt(['status']),
  apply(specimen, random) {
    specimen.object.status = {
      phase: random.pick(['Succeeded', 'Failed', 'Running']),
      observedGeneration: 1,
      replicas: 0,
      conditions: [{ type: 'PodScheduled', status: 'True' }],
    };
  },
};

export const writeServerFields: Mutation = {
  name: 'write metadata that the server keeps',
  keeps: isStored,
  apply(specimen) {
    const metadata = asDraft(specimen.object.metadata);
    if (metadata === undefined) return;
    metadata.managedFields = [{ manager: 'kubelet', operation: 'Update', fieldsV1: { 'f:spec': {} } }];
    metadata.resourceVersion = '1';
    metadata.generation = 7;
    metadata.uid = 'c0ffee00-0000-4000-8000-000000000000';
  },
};
