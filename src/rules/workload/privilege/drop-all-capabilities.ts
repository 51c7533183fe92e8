import { workloadRule } from '../../../model/rule.ts';
import { list, optional, record, text } from '../../../model/schema.ts';
import { allOf } from '../shared/all-of.ts';
import { checkCapability, refuseAllBut, requireDropped } from '../shared/capabilities.ts';
import { MUTATE } from '../shared/mutate-option.ts';
import { exceptOnWindows } from '../shared/windows.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext.capabilities
 *   drop  a list that holds "ALL", in exactly this spelling
 *   add   undefined, or names from the option allowAdd
 */
export const dropAllCapabilities = workloadRule<{
  readonly allowAdd?: readonly string[];
  readonly mutate?: boolean;
}>({
  id: 'drop-all-capabilities',
  severity: 'error',
  summary: 'Every container drops all capabilities and adds back only allowed ones',
  remediation: 'Set securityContext.capabilities.drop: [ALL] and add only capabilities that the policy allows.',
  aliases: {
    polaris: ['insecureCapabilities'],
    kyverno: ['require-drop-all', 'disallow-capabilities-strict'],
    pss: ['capabilities_restricted'],
  },
  options: record('Which capabilities may be added', {
    allowAdd: optional(
      list(
        'Capabilities that may be added (default NET_BIND_SERVICE alone)',
        text('A capability as Kubernetes spells it: NET_BIND_SERVICE', { maxLength: 64, check: checkCapability }),
        { minItems: 0, maxItems: 64 },
      ),
    ),
    mutate: MUTATE,
  }),
  compile({ allowAdd = ['NET_BIND_SERVICE'], mutate = false }) {
    const requireAll = requireDropped(['ALL'], 'keeps default capabilities', mutate ? ['ALL'] : undefined);
    return exceptOnWindows(allOf(requireAll, refuseAllBut(allowAdd)));
  },
});
