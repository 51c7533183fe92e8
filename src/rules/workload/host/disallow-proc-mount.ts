import { workloadRule } from '../../../model/rule.ts';
import { record } from '../../../model/schema.ts';
import { refuseProcMounts } from '../shared/proc-mounts.ts';

/**
 * spec.{initContainers,containers,ephemeralContainers}[*].securityContext
 *   procMount  undefined, Default
 */
export const disallowProcMount = workloadRule({
  id: 'disallow-proc-mount',
  severity: 'error',
  summary: 'Every container gets the masked /proc of the container runtime',
  remediation: 'Remove securityContext.procMount, or set it to Default.',
  aliases: {
    kubeLinter: ['unsafe-proc-mount'],
    polaris: ['procMount'],
    kyverno: ['disallow-proc-mount'],
    pss: ['procMount', 'procMount_restricted'],
  },
  options: record('No options', {}),
  compile: () => refuseProcMounts,
});
