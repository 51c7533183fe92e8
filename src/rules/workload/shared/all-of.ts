import type { Check } from '../../../model/rule.ts';

/** All of the checks, one after the other. */
export function allOf(...checks: readonly Check[]): Check {
  return (workload, report, surroundings) => {
    for (const check of checks) check(workload, report, surroundings);
  };
}
