import { refuseSysctls, safeSysctls } from '../shared/sysctls.ts';
import { podSecurityRule } from './pod-security-rule.ts';

/**
 * spec.securityContext.sysctls[*]
 *   name  a name that is safe in the version of the standard
 */
export const pssSysctls = podSecurityRule({
  id: 'pss-sysctls',
  check: 'sysctls',
  level: 'baseline',
  since: 0,
  reason: 'forbidden sysctls',
  summary: 'The pod sets only safe sysctls (baseline)',
  remediation: 'Remove the sysctl from securityContext.sysctls, or have it set on the node.',
  compile(minor) {
    const safe: ReadonlySet<unknown> = new Set(safeSysctls(minor));
    return refuseSysctls((name) => safe.has(name));
  },
});
