import type { Check } from '../../../model/rule.ts';
import { fieldOf, problemAt, show } from '../shared/fields.ts';
import { pathFault } from './host-paths.ts';

/**
 * A check over every hostPath volume. `complaint` gives what is wrong with an absolute path, as a clause after it;
 * undefined when nothing is. What is no such path is reported as well.
 */
export function hostPathCheck(complaint: (path: string, onWindows: boolean) => string | undefined): Check {
  return (workload, report) => {
    for (const volume of workload.volumes) {
      const { hostPath } = volume.spec;
      if (hostPath === undefined || hostPath === null) continue;
      const path = fieldOf(hostPath, 'path');
      const wrong = pathFault(path, workload.windows) ?? complaint(String(path), workload.windows);
      if (wrong === undefined) continue;
      const what = path === undefined ? 'names no host path' : `mounts the host path ${show(path, 256)}, ${wrong}`;
      const message = `volume ${show(volume.name)} ${what}`;
      report(problemAt(workload, [...volume.path, 'hostPath', 'path'], message));
    }
  };
}
