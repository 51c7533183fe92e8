import type { Report } from '../../../model/problem.ts';
import { workloadRule } from '../../../model/rule.ts';
import { list, optional, record, type TextCheck, text } from '../../../model/schema.ts';
import type { Workload } from '../../../model/workload.ts';
import { fieldOf, problemAt, show } from '../shared/fields.ts';
import { offendersOf } from '../shared/offenders.ts';
import { describeSysctl, refuseSysctls, safeSysctls, sysctlPath, sysctlsOf } from '../shared/sysctls.ts';

/**
 * spec.securityContext.sysctls[*]
 *   name   a name of the option allowed
 *   value  undefined, or letters, digits, spaces and , . : _ / -
 */
const NAME = /^[A-Za-z0-9._/-]+$/;
const NAME_OR_PREFIX = /^(?:[A-Za-z0-9._/-]+\*?|\*)$/;
/** Enough for numbers, lists and ranges of them, and words. CRI-O read `+` as the next setting (CVE-2022-0811). */
const VALUE = /^[A-Za-z0-9 \t,.:_/-]*$/;

const checkName: TextCheck = (name) =>
  NAME_OR_PREFIX.test(name) ? undefined : 'must be the name of a sysctl, or a prefix that ends in *: net.ipv4.*';

export const restrictSysctls = workloadRule<{ readonly allowed?: readonly string[] }>({
  id: 'restrict-sysctls',
  severity: 'error',
  summary: 'Pods set only allowed sysctls, and to plain values',
  remediation: 'Remove the sysctl from securityContext.sysctls, or have it set on the node.',
  aliases: {
    kubeLinter: ['unsafe-sysctls'],
    kyverno: ['restrict-sysctls', 'prevent-cr8escape'],
    pss: ['sysctls'],
  },
  options: record('Which sysctls may be set', {
    allowed: optional(
      list(
        'Names, or prefixes that end in * (default: those that Kubernetes calls safe)',
        text('A sysctl: net.core.somaxconn', { maxLength: 253, check: checkName, examples: ['net.core.somaxconn'] }),
        { minItems: 0 },
      ),
    ),
  }),
  compile({ allowed = safeSysctls() }) {
    const names = new Set<unknown>(allowed);
    const prefixes = allowed.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1));
    const judgeNames = refuseSysctls((name) => {
      if (typeof name !== 'string' || !NAME.test(name)) return false;
      return names.has(name) || prefixes.some((prefix) => name.startsWith(prefix));
    });
    return (workload, report, surroundings) => {
      if (workload.narrowed) return;
      judgeNames(workload, report, surroundings);
      judgeValues(workload, report);
    };
  },
});

function judgeValues(workload: Workload, report: Report): void {
  const sysctls = sysctlsOf(workload);
  for (const index of offendersOf(sysctls, hasPlainValue)) {
    const value = show(fieldOf(sysctls[index], 'value'));
    const message = `the pod sets ${describeSysctl(sysctls[index])} to ${value}, which is not a plain value`;
    report(problemAt(workload, sysctlPath(workload, index, 'value'), message));
  }
}

function hasPlainValue(sysctl: unknown): boolean {
  const value = fieldOf(sysctl, 'value');
  return value === undefined || (typeof value === 'string' && VALUE.test(value));
}
