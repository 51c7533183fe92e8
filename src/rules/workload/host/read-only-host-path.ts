import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import { reportWritableMounts } from './host-path-mounts.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].volumeMounts[*]
 *   readOnly  true, where the volume of spec.volumes[*] that it names is a hostPath
 */
export const readOnlyHostPath = workloadRule({
  id: 'read-only-host-path',
  severity: 'error',
  summary: 'Every container mounts the paths of its node read-only',
  remediation: 'Set readOnly: true on the mount of the hostPath volume.',
  aliases: { kubeLinter: ['writable-host-mount'], kyverno: ['ensure-readonly-hostpath'] },
  options: record('No options', {}),
  compile() {
    return (workload, report) => reportWritableMounts(workload, isAny, report);
  },
});

const isAny = () => true;
