import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import { judgeEachSecurityContext, reportSecurity } from '../pod-security/offenders.ts';
import { fieldOf, stated } from '../shared/fields.ts';
import { judgesPod } from '../shared/pod-scope.ts';

/**
 * spec.securityContext.windowsOptions
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext.windowsOptions
 *   hostProcess  undefined, false
 */
const HOST_PROCESS = ['windowsOptions', 'hostProcess'];

export const disallowWindowsHostProcess = workloadRule({
  id: 'disallow-windows-host-process',
  severity: 'error',
  summary: 'No container runs as a process of its Windows node',
  remediation: 'Remove windowsOptions.hostProcess from the security contexts of the pod and of its containers.',
  aliases: { polaris: ['hostProcess'], kyverno: ['disallow-host-process'], pss: ['windowsHostProcess'] },
  options: record('No options', {}),
  compile() {
    return judgeEachSecurityContext('windowsOptions', (options, holder, workload, report) => {
      const hostProcess = fieldOf(options, 'hostProcess');
      if (hostProcess === undefined || hostProcess === false) return;
      if (holder === undefined && !judgesPod(workload)) return;
      const fault = `runs as a process of its Windows node: it ${stated('hostProcess', hostProcess)}`;
      reportSecurity(workload, holder, HOST_PROCESS, fault, report);
    });
  },
});
