import { refuseAllBut } from '../shared/capabilities.ts';
import { podSecurityRule } from './pod-security-rule.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext.capabilities
 *   add  undefined, or names from the list below in exactly this spelling
 */
/** What container runtimes give by default, without NET_RAW. */
const DEFAULTS = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
];

export const pssCapabilitiesBaseline = podSecurityRule({
  id: 'pss-capabilities-baseline',
  check: 'capabilities_baseline',
  level: 'baseline',
  since: 0,
  reason: 'non-default capabilities',
  summary: 'No container adds capabilities beyond the default ones (baseline)',
  remediation: 'Remove the capability from securityContext.capabilities.add.',
  compile: () => refuseAllBut(DEFAULTS),
});
