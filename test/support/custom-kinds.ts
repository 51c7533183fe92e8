import type { JsonObject } from '../../src/model/json.ts';
import type { Subject, Subjects } from '../../src/model/subject.ts';
import type { Workload } from '../../src/model/workload.ts';
import type { WorkloadKind, WorkloadKinds } from '../../src/model/workload-kind.ts';
import { earlierStates } from '../../src/parse/earlier.ts';
import { parseWorkloads, type Workloads } from '../../src/parse/workload.ts';
import { withCustomKinds } from '../../src/parse/workload-kinds.ts';
import { goodContainer } from './pods.ts';

const RAY: WorkloadKind = {
  group: 'ray.io',
  version: 'v1',
  kind: 'RayCluster',
  templates: [
    { path: ['spec', 'headGroupSpec', 'template'] },
    { path: ['spec', 'workerGroupSpecs', '*', 'template'], optional: true },
  ],
  images: [],
};

const ROLLOUT: WorkloadKind = {
  group: 'argoproj.io',
  version: 'v1alpha1',
  kind: 'Rollout',
  templates: [{ path: ['spec', 'template'], optional: true }],
  images: [],
};

const MACHINE: WorkloadKind = {
  group: 'kubevirt.io',
  version: 'v1',
  kind: 'VirtualMachineInstance',
  templates: [],
  images: [['spec', 'volumes', '*', 'containerDisk', 'image']],
};

/** A kind whose templates must be there, and which names images besides. */
const PIPELINE: WorkloadKind = {
  group: 'example.com',
  version: 'v1',
  kind: 'Pipeline',
  templates: [{ path: ['spec', 'steps', '*', 'template'] }],
  images: [['spec', 'toolbox', 'image']],
};

export const KINDS: WorkloadKinds = withCustomKinds([RAY, ROLLOUT, MACHINE, PIPELINE]);

const METADATA = { name: 'web', namespace: 'shop', labels: { app: 'web' } };

/** A pod template with one container, whose fields may be replaced. */
export function template(container: JsonObject = {}): JsonObject {
  return { metadata: { labels: { app: 'web' } }, spec: { containers: [goodContainer(container)] } };
}

/** A RayCluster with these worker groups. */
export function rayCluster(workers: unknown, head: unknown = template()): JsonObject {
  const workerGroupSpecs = Array.isArray(workers) ? workers.map((group) => ({ template: group })) : workers;
  const spec = { headGroupSpec: { template: head }, workerGroupSpecs };
  return { apiVersion: 'ray.io/v1', kind: 'RayCluster', metadata: METADATA, spec };
}

export function rollout(spec: unknown): JsonObject {
  return { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', metadata: METADATA, spec };
}

/** A virtual machine with disks from these images. */
export function machine(images: readonly unknown[], metadata: JsonObject = METADATA): JsonObject {
  const volumes = images.map((image, index) => ({ name: `disk${index}`, containerDisk: { image } }));
  return { apiVersion: 'kubevirt.io/v1', kind: 'VirtualMachineInstance', metadata, spec: { volumes } };
}

export function pipeline(spec: unknown): JsonObject {
  return { apiVersion: 'example.com/v1', kind: 'Pipeline', metadata: METADATA, spec };
}

/** The workloads of an object of one of these kinds, or of a built-in one. */
export function workloadsOf(object: JsonObject, kinds = KINDS): Workloads {
  const workloads = parseWorkloads(object, { kind: String(object.kind), namespace: 'shop' }, kinds);
  if (workloads === undefined) throw new Error(`${object.kind} is not a workload kind`);
  return workloads;
}

/** What a CREATE of an object is judged as; with an earlier state, its UPDATE. */
export function subjectsOf(object: JsonObject, earlier?: JsonObject): Subjects {
  const [first, ...rest] = workloadsOf(object);
  const states = earlierStates([first, ...rest], earlier && workloadsOf(earlier));
  const subject = (workload: Workload): Subject => {
    const before = states.get(workload);
    return { operation: earlier ? 'UPDATE' : 'CREATE', workload, ...(before && { before }) };
  };
  return [subject(first), ...rest.map(subject)];
}
