import { isObject, type JsonObject } from '../../../model/json.ts';
import type { Problem } from '../../../model/problem.ts';
import { workloadRule } from '../../../model/rule.ts';
import { list, optional, record, text } from '../../../model/schema.ts';
import type { Workload } from '../../../model/workload.ts';
import { problemAt, show, stated } from '../shared/fields.ts';
import { isUnset } from '../shared/unset.ts';

/**
 * spec.tolerations[*]
 *   key     a taint that does not mark the control plane
 *   effect  where there is no key, so that the toleration is for every taint: PreferNoSchedule or NoExecute
 */
const CONTROL_PLANE = ['node-role.kubernetes.io/control-plane', 'node-role.kubernetes.io/master'];

/** With these a toleration does not let a pod past the taint that keeps pods off the control plane, NoSchedule. */
const HARMLESS_EFFECTS: ReadonlySet<unknown> = new Set(['PreferNoSchedule', 'NoExecute']);

export const restrictControlPlaneScheduling = workloadRule<{ readonly taints?: readonly string[] }>({
  id: 'restrict-control-plane-scheduling',
  severity: 'error',
  summary: 'No pod tolerates the taints of the control plane',
  remediation: 'Remove the toleration, or name the taints that the pod has to tolerate.',
  aliases: { kyverno: ['restrict-controlplane-scheduling'] },
  reads: ['pod', { from: 'template', path: ['spec', 'tolerations'] }],
  options: record('Which taints mark the control plane', {
    taints: optional(
      list(`Keys of taints (default ${CONTROL_PLANE.join(' and ')})`, text('The key of a taint', { maxLength: 317 })),
    ),
  }),
  compile({ taints = CONTROL_PLANE }) {
    const keys = new Set<unknown>(taints);
    return (workload, report) => {
      const { tolerations } = workload.pod;
      if (tolerations === undefined || tolerations === null || workload.narrowed) return;
      if (!Array.isArray(tolerations)) {
        const path = [...workload.podPath, 'tolerations'];
        report(problemAt(workload, path, `the pod ${stated('tolerations', tolerations)}`));
        return;
      }
      for (let index = 0; index < tolerations.length; index += 1) {
        const toleration: unknown = tolerations[index];
        if (isObject(toleration) && !toleratesOneOf(toleration, keys)) continue;
        report(tolerationProblem(workload, toleration, index));
      }
    };
  },
});

/** Also what cannot be read: a key that is no text. */
function toleratesOneOf({ key, effect }: JsonObject, keys: ReadonlySet<unknown>): boolean {
  if (isUnset(key)) return !HARMLESS_EFFECTS.has(effect);
  return typeof key !== 'string' || keys.has(key);
}

function tolerationProblem(workload: Workload, toleration: unknown, index: number): Problem {
  const path = [...workload.podPath, 'tolerations', index];
  const key = isObject(toleration) ? (toleration.key ?? '') : undefined;
  if (key === undefined) return problemAt(workload, path, `the pod has ${show(toleration)} among its tolerations`);
  const what = key === '' ? 'every taint, also those of the control plane' : `the taint ${show(key)}`;
  return problemAt(workload, path, `the pod tolerates ${what}`);
}
