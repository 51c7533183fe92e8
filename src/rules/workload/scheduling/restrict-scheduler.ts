import { workloadRule } from '../../../model/rule.ts';
import { list, optional, record } from '../../../model/schema.ts';
import { problemAt, stated } from '../shared/fields.ts';
import { compileNameGlobs, NAME_GLOB } from '../shared/name-globs.ts';

/**
 * spec.schedulerName  a name that matches the option allowed; undefined and '' mean default-scheduler
 */
const DEFAULT_SCHEDULER = 'default-scheduler';

export const restrictScheduler = workloadRule<{ readonly allowed?: readonly string[] }>({
  id: 'restrict-scheduler',
  severity: 'warning',
  summary: 'Pods are placed by an allowed scheduler',
  remediation: 'Remove spec.schedulerName, or set it to a scheduler that the policy allows.',
  options: record('Which schedulers are allowed', {
    allowed: optional(list(`Globs of schedulers (default ${DEFAULT_SCHEDULER} alone)`, NAME_GLOB)),
  }),
  compile({ allowed = [DEFAULT_SCHEDULER] }) {
    const isAllowed = compileNameGlobs(allowed);
    return (workload, report) => {
      const written = workload.pod.schedulerName ?? '';
      const name = written === '' ? DEFAULT_SCHEDULER : written;
      if ((typeof name === 'string' && isAllowed(name)) || workload.narrowed) return;
      const fault =
        written === ''
          ? `${stated('schedulerName', undefined)}, which means ${DEFAULT_SCHEDULER}`
          : stated('schedulerName', written);
      const path = [...workload.podPath, 'schedulerName'];
      report(problemAt(workload, path, `the pod uses a scheduler that is not allowed: it ${fault}`));
    };
  },
});
