import { refuseHostProcess } from '../shared/host-process.ts';
import { podSecurityRule } from './pod-security-rule.ts';

/**
 * spec.securityContext.windowsOptions
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext.windowsOptions
 *   hostProcess  undefined, false
 */
export const pssWindowsHostProcess = podSecurityRule({
  id: 'pss-windows-host-process',
  check: 'windowsHostProcess',
  level: 'baseline',
  since: 0,
  reason: 'hostProcess',
  summary: 'No container is a process of its Windows node (baseline)',
  remediation: 'Remove windowsOptions.hostProcess from the security contexts of the pod and its containers.',
  compile: () => refuseHostProcess,
});
