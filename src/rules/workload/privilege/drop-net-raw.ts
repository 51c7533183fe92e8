import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import { allOf } from '../shared/all-of.ts';
import { plainCapability, refuseAdded, requireDropped } from '../shared/capabilities.ts';
import { exceptOnWindows } from '../shared/windows.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext.capabilities
 *   drop  a list that holds "NET_RAW" or "ALL", in exactly this spelling
 *   add   undefined, or names without NET_RAW and ALL in any spelling
 */
const WITH_NET_RAW = new Set(['NET_RAW', 'ALL']);

export const dropNetRaw = workloadRule({
  id: 'drop-net-raw',
  severity: 'warning',
  summary: 'Every container drops the capability NET_RAW',
  remediation: 'Set securityContext.capabilities.drop: [ALL], or [NET_RAW], and do not add NET_RAW.',
  aliases: {
    kubeLinter: ['drop-net-raw-capability'],
    kyverno: ['require-drop-cap-net-raw'],
  },
  options: record('No options', {}),
  compile() {
    const requireNetRaw = requireDropped([...WITH_NET_RAW], 'can forge packets');
    const refuseNetRaw = refuseAdded(
      (name) => typeof name === 'string' && !WITH_NET_RAW.has(plainCapability(name)),
      'with it a process can forge packets',
    );
    return exceptOnWindows(allOf(requireNetRaw, refuseNetRaw));
  },
});
