import { hasExpired } from '../model/exception.ts';
import type { PolicySet } from '../model/policy.ts';
import type { WebhookOptions } from './options.ts';
import { PolicyMetrics } from './policy-metrics.ts';
import { Reloadable, type ReloadParts } from './reloadable.ts';

export interface PolicyStore {
  /** A request asks for `current` once, so that it is judged by one set. */
  readonly policies: Reloadable<PolicySet>;
  readonly policyMetrics: PolicyMetrics;
}

/** The loaded policies: replaced whole at each change of their files, kept where the new ones are broken. */
export function policyStore(
  { paths, load }: WebhookOptions['policies'],
  today: () => string,
  parts: ReloadParts,
): PolicyStore {
  const policyMetrics = new PolicyMetrics(parts.metrics.registry, today);
  const policies = new Reloadable<PolicySet>(
    {
      target: 'policies',
      paths,
      load,
      use: (policySet) => policyMetrics.load(policySet),
      describe: ({ version, policies, exceptions }) => ({
        policyVersion: version,
        policies: policies.length,
        exceptions: exceptions.length,
        expiredExceptions: exceptions.filter(({ expires }) => hasExpired(expires, today())).map(({ name }) => name),
        offlineOnlyRules: offlineOnly(policies),
      }),
    },
    parts,
  );
  return { policies, policyMetrics };
}

/** Rules that look at several objects are left out of reviews, which bring one: the log says which. */
function offlineOnly(policies: PolicySet['policies']): readonly string[] {
  return policies.flatMap(({ name, rules }) =>
    rules.filter(({ crossObject }) => crossObject === true).map(({ id }) => `${name}/${id}`),
  );
}

/** Why this set makes the process unready. */
export function policyProblems(policySet: PolicySet | undefined): readonly string[] {
  return policySet === undefined ? ['policies: none loaded yet'] : [];
}
