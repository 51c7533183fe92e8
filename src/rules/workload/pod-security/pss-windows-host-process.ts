import { fieldOf, show } from '../shared/fields.ts';
import { podSecurityRule } from '../shared/pod-security.ts';
import { judgeEachSecurityContext, reportSecurity } from './offenders.ts';

/**
 * spec.securityContext.windowsOptions
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext.windowsOptions
 *   hostProcess  undefined, false
 */
const HOST_PROCESS = ['windowsOptions', 'hostProcess'];

export const pssWindowsHostProcess = podSecurityRule({
  id: 'pss-windows-host-process',
  check: 'windowsHostProcess',
  level: 'baseline',
  since: 0,
  reason: 'hostProcess',
  summary: 'No container is a process of its Windows node (baseline)',
  remediation: 'Remove windowsOptions.hostProcess from the security contexts of the pod and its containers.',
  compile: () =>
    judgeEachSecurityContext('windowsOptions', (options, holder, workload, report) => {
      const hostProcess = fieldOf(options, 'hostProcess');
      if (hostProcess === undefined || hostProcess === false) return;
      const fault = `must not set windowsOptions.hostProcess: ${show(hostProcess)}`;
      reportSecurity(workload, holder, HOST_PROCESS, fault, report);
    }),
});
