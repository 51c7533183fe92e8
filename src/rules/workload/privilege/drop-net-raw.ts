import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import { type Container, describeContainer, type Workload } from '../../../model/workload.ts';
import { problemAt, showSome, stated } from '../shared/fields.ts';
import { ownSecurity, ownSecurityPath } from '../shared/security-context.ts';
import { plainCapability, refuseAdded } from './added-capabilities.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext.capabilities
 *   drop  a list that holds "NET_RAW" or "ALL", in exactly this spelling
 *   add   undefined, or names without NET_RAW and ALL in any spelling
 */
const DROP = ['capabilities', 'drop'];
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
    const refuseNetRaw = refuseAdded(
      (name) => typeof name === 'string' && !WITH_NET_RAW.has(plainCapability(name)),
      'with it a process can forge packets',
    );
    return (workload, report, surroundings) => {
      if (workload.windows) return;
      for (const container of workload.containers) {
        const dropped = ownSecurity(container, DROP);
        if (Array.isArray(dropped) && (dropped.includes('ALL') || dropped.includes('NET_RAW'))) continue;
        report(dropProblem(workload, container, dropped));
      }
      refuseNetRaw(workload, report, surroundings);
    };
  },
});

function dropProblem(workload: Workload, container: Container, dropped: unknown) {
  const what =
    Array.isArray(dropped) && dropped.length > 0
      ? `drops ${showSome(dropped)} and neither "NET_RAW" nor "ALL"`
      : stated('capabilities.drop', dropped);
  const message = `${describeContainer(container)} can forge packets: it ${what}`;
  return problemAt(workload, ownSecurityPath(container, DROP), message);
}
