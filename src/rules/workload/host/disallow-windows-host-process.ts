import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import { refuseHostProcess } from '../shared/host-process.ts';

/**
 * spec.securityContext.windowsOptions
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext.windowsOptions
 *   hostProcess  undefined, false
 */
export const disallowWindowsHostProcess = workloadRule({
  id: 'disallow-windows-host-process',
  severity: 'error',
  summary: 'No container runs as a process of its Windows node',
  remediation: 'Remove windowsOptions.hostProcess from the security contexts of the pod and of its containers.',
  aliases: { polaris: ['hostProcess'], kyverno: ['disallow-host-process'], pss: ['windowsHostProcess'] },
  options: record('No options', {}),
  compile: () => refuseHostProcess,
});
