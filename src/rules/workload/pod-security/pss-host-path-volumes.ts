import { isObject } from '../../../model/json.ts';
import { fieldOf, problemAt, show } from '../shared/fields.ts';
import { podSecurityRule } from './pod-security-rule.ts';

/**
 * spec.volumes[*]
 *   hostPath  undefined
 */
const LONGEST_PATH = 256;

export const pssHostPathVolumes = podSecurityRule({
  id: 'pss-host-path-volumes',
  check: 'hostPathVolumes',
  level: 'baseline',
  since: 0,
  reason: 'hostPath volumes',
  summary: 'No volume is a path of the node (baseline)',
  remediation: 'Replace hostPath by another kind of volume, such as emptyDir, configMap or persistentVolumeClaim.',
  compile: () => (workload, report) => {
    for (const volume of workload.volumes) {
      const { hostPath } = volume.spec;
      if (hostPath === undefined || hostPath === null) continue;
      const shown = isObject(hostPath) ? show(fieldOf(hostPath, 'path') ?? '', LONGEST_PATH) : show(hostPath);
      const message = `volume ${show(volume.name)} must not set hostPath: ${shown}`;
      report(problemAt(workload, [...volume.path, 'hostPath'], message));
    }
  },
});
