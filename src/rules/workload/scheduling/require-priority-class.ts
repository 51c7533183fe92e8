import { workloadRule } from '../../../model/rule.ts';
import { list, optional, record } from '../../../model/schema.ts';
import { problemAt, stated } from '../shared/fields.ts';
import { compileNameGlobs, NAME_GLOB } from '../shared/name-globs.ts';

/**
 * spec.priorityClassName  a name that matches the option allowed; without the option, any but those of the system
 */
const SYSTEM_PREFIX = 'system-';

export const requirePriorityClass = workloadRule<{ readonly allowed?: readonly string[] }>({
  id: 'require-priority-class',
  severity: 'warning',
  summary: 'Every pod names a priority class that it may use',
  remediation: 'Set spec.priorityClassName to one of the allowed priority classes.',
  aliases: {
    kubeLinter: ['priority-class-name'],
    polaris: ['priorityClassNotSet'],
    kyverno: ['require-pod-priorityclassname', 'allowed-pod-priorities'],
  },
  options: record('Which priority classes are allowed', {
    allowed: optional(list('Globs of priority classes (default any but those that begin with system-)', NAME_GLOB)),
  }),
  compile({ allowed }) {
    const isAllowed = allowed === undefined ? isOrdinary : compileNameGlobs(allowed);
    return (workload, report) => {
      const name = workload.pod.priorityClassName ?? undefined;
      if (typeof name === 'string' && name !== '' && isAllowed(name)) return;
      if (workload.narrowed) return;
      const fault =
        name === undefined || name === ''
          ? 'has no priority class: it'
          : 'has a priority class that is not allowed: it';
      const path = [...workload.podPath, 'priorityClassName'];
      report(problemAt(workload, path, `the pod ${fault} ${stated('priorityClassName', name)}`));
    };
  },
});

function isOrdinary(name: string): boolean {
  return !name.startsWith(SYSTEM_PREFIX);
}
