import { OptionsError, workloadRule } from '../../../model/rule.ts';
import { flag, list, optional, record, required } from '../../../model/schema.ts';
import { problemAt, stated } from '../shared/fields.ts';
import { compileNameGlobs, NAME_GLOB } from '../shared/name-globs.ts';

/**
 * spec.runtimeClassName  a name that matches the option allowed; undefined unless the option required is true
 */
export const restrictRuntimeClass = workloadRule<{ readonly allowed: readonly string[]; readonly required?: boolean }>({
  id: 'restrict-runtime-class',
  severity: 'warning',
  summary: 'Pods run in an allowed runtime class',
  remediation: 'Set spec.runtimeClassName to a runtime class that the policy allows.',
  options: record('Which runtime classes are allowed', {
    allowed: required(list('Globs of runtime classes; an empty list allows none', NAME_GLOB, { minItems: 0 })),
    required: optional(flag('Refuse pods that name no runtime class (default false)')),
  }),
  compile({ allowed, required: isRequired = false }) {
    if (isRequired && allowed.length === 0) throw new OptionsError('allowed', 'is empty, so that no pod could pass');
    const isAllowed = compileNameGlobs(allowed);
    return (workload, report) => {
      const name = workload.pod.runtimeClassName ?? '';
      if (name === '' ? !isRequired : typeof name === 'string' && isAllowed(name)) return;
      if (workload.narrowed) return;
      const fault = name === '' ? 'has no runtime class: it' : 'has a runtime class that is not allowed: it';
      const path = [...workload.podPath, 'runtimeClassName'];
      const stating = stated('runtimeClassName', name === '' ? undefined : name);
      report(problemAt(workload, path, `the pod ${fault} ${stating}`));
    };
  },
});
