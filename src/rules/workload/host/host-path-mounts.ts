import { isObject, type JsonObject } from '../../../model/json.ts';
import type { Report } from '../../../model/problem.ts';
import { describeContainer, type Workload } from '../../../model/workload.ts';
import { fieldOf, listOf, problemAt, show, stated } from '../shared/fields.ts';
import { offendersOf } from '../shared/offenders.ts';

/**
 * Reports each mount, of the containers that are judged, through which they can write to one of the hostPath volumes
 * that `concerns` picks. A mount that does not say of which volume it is counts as one of these.
 */
export function reportWritableMounts(
  workload: Workload,
  concerns: (hostPath: unknown) => boolean,
  report: Report,
): void {
  const names = hostPathVolumes(workload.pod, concerns);
  if (names === undefined) return;
  const isHarmless = (mount: unknown) => {
    const name = fieldOf(mount, 'name');
    return fieldOf(mount, 'readOnly') === true || (typeof name === 'string' && !names.has(name));
  };
  for (const container of workload.containers) {
    const mounts = listOf(container.spec.volumeMounts);
    for (const index of offendersOf(mounts, isHarmless)) {
      const name = fieldOf(mounts[index], 'name');
      const volume = typeof name === 'string' ? `the host path volume ${show(name)}` : 'a host path volume';
      const flaw = stated('readOnly', fieldOf(mounts[index], 'readOnly'));
      const path = [...container.path, 'volumeMounts', index, 'readOnly'];
      report(problemAt(workload, path, `${describeContainer(container)} can write to ${volume}: it ${flaw}`));
    }
  }
}

/**
 * The names of the volumes; undefined where there are none. From the pod itself, because ephemeral containers that
 * are added, and judged alone, mount the volumes that are there.
 */
function hostPathVolumes(pod: JsonObject, concerns: (hostPath: unknown) => boolean): ReadonlySet<unknown> | undefined {
  let names: Set<unknown> | undefined;
  for (const volume of listOf(pod.volumes)) {
    if (!isObject(volume)) continue;
    const { hostPath, name } = volume;
    if (hostPath === undefined || hostPath === null || !concerns(hostPath)) continue;
    names ??= new Set();
    names.add(name);
  }
  return names;
}
