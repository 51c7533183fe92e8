import { isObject, type JsonObject } from '../../../model/json.ts';
import type { Problem, Report } from '../../../model/problem.ts';
import { workloadRule } from '../../../model/rule.ts';
import { list, map, optional, record, scalar, word } from '../../../model/schema.ts';
import type { Workload } from '../../../model/workload.ts';
import { fieldOf, listOf, problemAt, show, showSome, stated } from '../shared/fields.ts';
import { isUnset } from '../shared/unset.ts';

/**
 * spec.dnsPolicy             an allowed policy; undefined and '' mean ClusterFirst
 * spec.hostNetwork           with true, ClusterFirst means Default
 * spec.dnsConfig.options[*]  name, value: the required ones
 */
const POLICIES = ['ClusterFirst', 'ClusterFirstWithHostNet', 'None', 'Default'] as const;

interface Options {
  readonly policies?: readonly (typeof POLICIES)[number][];
  readonly requiredOptions?: { readonly [name: string]: string | number | boolean };
}

/** An option of the resolver and the value that it must have. */
type Wanted = readonly [name: string, value: string];

export const restrictDnsConfig = workloadRule<Options>({
  id: 'restrict-dns-config',
  severity: 'warning',
  summary: 'Pods resolve names in an allowed way',
  remediation: 'Set dnsPolicy to an allowed policy and the required options under dnsConfig.options.',
  aliases: { kubeLinter: ['dnsconfig-options'], kyverno: ['dns-policy-and-dns-config'] },
  options: record('How pods may resolve names', {
    policies: optional(
      list('Allowed policies (default all but Default)', word('A dnsPolicy', POLICIES), { maxItems: POLICIES.length }),
    ),
    requiredOptions: optional(
      map(
        'Options of the resolver that every pod sets, such as ndots: 2 (default none)',
        scalar('The value; "" for an option without one', (value) =>
          typeof value === 'boolean' ? 'must be a number or a string' : undefined,
        ),
        (name) => (name === '' ? 'an option has a name, such as ndots' : undefined),
      ),
    ),
  }),
  compile({ policies = ['ClusterFirst', 'ClusterFirstWithHostNet', 'None'], requiredOptions = {} }) {
    const allowed = new Set<unknown>(policies);
    const required = Object.entries(requiredOptions).map(([name, value]): Wanted => [name, String(value)]);
    return (workload, report) => {
      if (workload.narrowed) return;
      if (!allowed.has(effectivePolicy(workload.pod))) report(policyProblem(workload, policies));
      for (const wanted of required) checkOption(workload, wanted, report);
    };
  },
});

/** core/v1: on the host network the kubelet falls back to the node's own resolver. No policy where nobody can tell. */
function effectivePolicy({ dnsPolicy, hostNetwork }: JsonObject): unknown {
  const isClusterFirst = isUnset(dnsPolicy) || dnsPolicy === 'ClusterFirst';
  if (!isClusterFirst) return dnsPolicy;
  if (hostNetwork === true) return 'Default';
  return hostNetwork === undefined || hostNetwork === null || hostNetwork === false ? 'ClusterFirst' : undefined;
}

function policyProblem(workload: Workload, policies: readonly string[]): Problem {
  const { dnsPolicy, hostNetwork } = workload.pod;
  const effective = effectivePolicy(workload.pod);
  const written = stated('dnsPolicy', isUnset(dnsPolicy) ? undefined : dnsPolicy);
  const beside = effective === 'ClusterFirst' ? '' : ` beside hostNetwork: ${show(hostNetwork)}`;
  const means = effective === undefined ? 'has no clear meaning' : `means ${show(effective)}`;
  const isAsWritten = effective !== undefined && effective === dnsPolicy;
  const meaning = isAsWritten ? '' : `, which ${means}${beside}`;
  const message = `the pod ${written}${meaning}: allowed are ${showSome(policies)}`;
  return problemAt(workload, [...workload.podPath, 'dnsPolicy'], message);
}

/** An option may be there several times; the kubelet takes the last, and this takes none that is wrong. */
function checkOption(workload: Workload, [name, value]: Wanted, report: Report): void {
  const written = fieldOf(workload.pod.dnsConfig, 'options');
  let isSet = false;
  for (const [index, entry] of listOf(written).entries()) {
    if (entry === null || (isObject(entry) && entry.name !== name)) continue;
    isSet = true;
    const found = fieldOf(entry, 'value') ?? '';
    if (found === value) continue;
    const path = [...workload.podPath, 'dnsConfig', 'options', index, 'value'];
    const message = `the pod sets the DNS option ${show(name)} to ${show(found)}, not ${show(value)}`;
    report(problemAt(workload, path, message));
  }
  if (isSet) return;
  const wanted = value === '' ? '' : ` to ${show(value)}`;
  const path = [...workload.podPath, 'dnsConfig', 'options'];
  report(problemAt(workload, path, `the pod does not set the DNS option ${show(name)}${wanted}`));
}
