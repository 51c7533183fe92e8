import { judgeEachSecurityContext, reportSecurity } from './each-security-context.ts';
import { fieldOf, stated } from './fields.ts';

const HOST_PROCESS = ['windowsOptions', 'hostProcess'];

/** Reports `windowsOptions.hostProcess`, of the pod and of each container, where it is not false. */
export const refuseHostProcess = judgeEachSecurityContext('windowsOptions', (options, holder, workload, report) => {
  const hostProcess = fieldOf(options, 'hostProcess');
  if (hostProcess === undefined || hostProcess === false) return;
  const fault = `runs as a process of its Windows node: it ${stated('hostProcess', hostProcess)}`;
  reportSecurity(workload, holder, HOST_PROCESS, fault, report);
});
