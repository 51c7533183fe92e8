import { isObject, type JsonObject } from '../../../model/json.ts';
import type { Problem, Report } from '../../../model/problem.ts';
import { workloadRule } from '../../../model/rule.ts';
import { list, number, optional, record, text } from '../../../model/schema.ts';
import { type Container, describeContainer, type Workload } from '../../../model/workload.ts';
import { checkGlob } from '../../../parse/glob.ts';
import { parseQuantity } from '../../../parse/quantity.ts';
import { fieldOf, problemAt, show, stated } from '../shared/fields.ts';
import { compileNameGlobs } from '../shared/name-globs.ts';
import { amountOf, amountProblem, resourcesPath } from './resource-amount.ts';
import { SECTIONS, type Section } from './resource-demand.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*]
 *   env[*] named like a device variable  value undefined, "", none or void
 *   resources.{limits,requests}.<GPU>    undefined, or a whole number; together at most the option max
 *
 * The container runtimes of the vendors read the variables (NVIDIA Container Toolkit and its likes). A device plugin sets
 * them for containers that asked for a GPU, and what the container sets by itself wins.
 */
const DEVICE_VARIABLES: ReadonlySet<unknown> = new Set([
  'NVIDIA_VISIBLE_DEVICES',
  'AMD_VISIBLE_DEVICES',
  'HABANA_VISIBLE_DEVICES',
]);
/** Values with which the runtimes give no device. */
const NO_DEVICE: ReadonlySet<unknown> = new Set([undefined, '', 'none', 'void']);

const GPU_RESOURCES = [
  'nvidia.com/gpu*',
  'nvidia.com/mig-*',
  'amd.com/gpu',
  'gpu.intel.com/i915',
  'gpu.intel.com/xe',
  'habana.ai/gaudi',
];
const NANO = 1_000_000_000n;

type IsGpu = (resource: string) => boolean;

export const restrictGpu = workloadRule<{ readonly resources?: readonly string[]; readonly max?: number }>({
  id: 'restrict-gpu',
  severity: 'error',
  summary: 'Containers get GPUs by asking the scheduler for them, and not too many',
  remediation: 'Remove the variable and set resources.limits, for example nvidia.com/gpu: 1, within what is allowed.',
  aliases: { kyverno: ['check-nvidia-gpu'] },
  reads: ['pod', 'resources'],
  options: record('Which resources are GPUs, and how many a container may have', {
    resources: optional(
      list(
        `Globs of extended resources that are GPUs (default ${GPU_RESOURCES.join(', ')})`,
        text('An extended resource, or a glob: nvidia.com/mig-*', { maxLength: 256, check: checkResource }),
      ),
    ),
    max: optional(
      number('The most GPUs that one container may ask for; 0 for none (default: any number)', {
        integer: true,
        minimum: 0,
        maximum: 1_024,
      }),
    ),
  }),
  compile({ resources = GPU_RESOURCES, max }) {
    const isGpu = compileNameGlobs(resources);
    const most = max === undefined ? undefined : BigInt(max) * NANO;
    return (workload, report) => {
      for (const container of workload.containers) checkContainer(workload, container, isGpu, most, report);
    };
  },
});

function checkResource(glob: string): string | undefined {
  return glob.includes('/') ? checkGlob(glob) : 'an extended resource has a domain: nvidia.com/gpu';
}

function checkContainer(
  workload: Workload,
  container: Container,
  isGpu: IsGpu,
  most: bigint | undefined,
  report: Report,
): void {
  checkAmounts(workload, container, isGpu, most, report);
  const { env } = container.spec;
  if (env === undefined || env === null) return;
  if (!Array.isArray(env)) {
    report(problemAt(workload, [...container.path, 'env'], `${describeContainer(container)} sets env: ${show(env)}`));
    return;
  }
  for (let index = 0; index < env.length; index += 1) {
    const entry: unknown = env[index];
    if (isObject(entry) && !takesDevices(entry)) continue;
    report(variableProblem(workload, container, entry, index));
  }
}

/** A value from elsewhere may be anything. */
function takesDevices(entry: JsonObject): boolean {
  const { name, value, valueFrom } = entry;
  if (typeof name !== 'string') return true;
  return DEVICE_VARIABLES.has(name) && ((valueFrom ?? undefined) !== undefined || !NO_DEVICE.has(value ?? undefined));
}

function variableProblem(workload: Workload, container: Container, entry: unknown, index: number): Problem {
  const name = fieldOf(entry, 'name');
  const value = fieldOf(entry, 'valueFrom') === undefined ? show(fieldOf(entry, 'value')) : 'a value from elsewhere';
  const message =
    typeof name === 'string'
      ? `${describeContainer(container)} takes GPUs past the scheduler: it sets ${name}: ${value}`
      : `${describeContainer(container)} has an entry of env that ${stated('name', name)}`;
  return problemAt(workload, [...container.path, 'env', index], message);
}

function checkAmounts(
  workload: Workload,
  container: Container,
  isGpu: IsGpu,
  most: bigint | undefined,
  report: Report,
): void {
  const { resources } = container.spec;
  if (resources === undefined || resources === null) return;
  let total = 0n;
  let place: readonly string[] = [];
  for (const section of SECTIONS) {
    const amounts = fieldOf(resources, section);
    if (amounts === undefined) continue;
    if (!isObject(amounts)) {
      const message = `${describeContainer(container)} sets resources.${section}: ${show(amounts)}`;
      report(problemAt(workload, [...resourcesPath(workload, container), section], message));
      continue;
    }
    for (const name in amounts) {
      if (!name.includes('/') || !isGpu(name) || !counts(resources, section, name)) continue;
      const amount = parseQuantity(amounts[name]);
      if (amount === undefined || amount < 0n || amount % NANO !== 0n) {
        report(amountProblem(workload, container, section, name, 'which is not a whole number'));
      } else {
        place = total === 0n ? [section, name] : [section];
        total += amount;
      }
    }
  }
  if (most !== undefined && total > most) {
    const message = `${describeContainer(container)} asks for GPUs: ${total / NANO}; allowed: ${most / NANO}`;
    report(problemAt(workload, [...resourcesPath(workload, container), ...place], message));
  }
}

/** Of extended resources request and limit are equal, the API says so: the limit stands for both. */
function counts(resources: unknown, section: Section, name: string): boolean {
  if (amountOf(resources, section, name) === undefined) return false;
  return section === 'limits' || amountOf(resources, 'limits', name) === undefined;
}
