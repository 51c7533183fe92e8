import { allOf } from '../shared/all-of.ts';
import { refuseAllBut, requireDropped } from '../shared/capabilities.ts';
import { sparingWindows } from './exemptions.ts';
import { podSecurityRule } from './pod-security-rule.ts';
import { pssCapabilitiesBaseline } from './pss-capabilities-baseline.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext.capabilities
 *   drop  a list that holds "ALL", in exactly this spelling
 *   add   undefined, or "NET_BIND_SERVICE" alone
 * spec.os.name
 *   windows: from 1.25 on nothing is asked
 */
const requireAll = requireDropped(['ALL'], 'keeps default capabilities');
const judge = allOf(requireAll, refuseAllBut(['NET_BIND_SERVICE']));

export const pssCapabilitiesRestricted = podSecurityRule({
  id: 'pss-capabilities-restricted',
  check: 'capabilities_restricted',
  level: 'restricted',
  since: 22,
  overrides: pssCapabilitiesBaseline,
  reason: 'unrestricted capabilities',
  summary: 'Every container drops ALL capabilities and adds at most NET_BIND_SERVICE (restricted)',
  remediation: 'Set securityContext.capabilities.drop: [ALL] and add nothing but NET_BIND_SERVICE.',
  compile: (minor) => sparingWindows(minor, judge),
});
