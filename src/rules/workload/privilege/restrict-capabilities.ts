import { OptionsError, workloadRule } from '../../../model/rule.ts';
import { list, optional, record, type TextCheck, text } from '../../../model/schema.ts';
import { checkCapability, plainCapability, refuseAdded, refuseAllBut } from '../shared/capabilities.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext.capabilities
 *   add  undefined, or names that are not in the option forbidden; with the option allowed, only those in it
 */

/** What leads out of the container: to the node, to its other processes, or to the traffic of other pods. */
const FORBIDDEN = [
  'ALL',
  'AUDIT_CONTROL',
  'BPF',
  'CHECKPOINT_RESTORE',
  'DAC_READ_SEARCH',
  'MAC_ADMIN',
  'MAC_OVERRIDE',
  'NET_ADMIN',
  'NET_RAW',
  'PERFMON',
  'SYS_ADMIN',
  'SYS_BOOT',
  'SYS_MODULE',
  'SYS_PTRACE',
  'SYS_RAWIO',
  'SYS_TIME',
  'SYSLOG',
];

const MOST = 64;
const checkForbidden: TextCheck = (name) => (name === 'ALL' ? undefined : checkCapability(name));
const capability = (check: TextCheck) =>
  text('A capability as Kubernetes spells it: NET_ADMIN', { maxLength: 64, check });

export const restrictCapabilities = workloadRule<{
  readonly forbidden?: readonly string[];
  readonly allowed?: readonly string[];
}>({
  id: 'restrict-capabilities',
  severity: 'error',
  summary: 'No container adds a dangerous capability',
  remediation: 'Remove the capability from securityContext.capabilities.add.',
  aliases: {
    kubeLinter: ['verify-container-capabilities'],
    polaris: ['dangerousCapabilities'],
    kyverno: ['disallow-capabilities'],
  },
  options: record('Which capabilities may be added', {
    forbidden: optional(
      list('Capabilities that may not be added (default those that lead to the node)', capability(checkForbidden), {
        maxItems: MOST,
      }),
    ),
    allowed: optional(
      list('The only capabilities that may be added, in place of forbidden', capability(checkCapability), {
        minItems: 0,
        maxItems: MOST,
      }),
    ),
  }),
  compile({ forbidden, allowed }) {
    if (allowed === undefined) return refuseForbidden(forbidden ?? FORBIDDEN);
    if (forbidden !== undefined) {
      throw new OptionsError('forbidden', 'says the same as allowed in another way: give one of them');
    }
    return refuseAllBut(allowed);
  },
});

function refuseForbidden(forbidden: readonly string[]) {
  const names = new Set(forbidden);
  return refuseAdded(
    (name) => typeof name === 'string' && !names.has(plainCapability(name)),
    'the policy forbids it to every container',
  );
}
