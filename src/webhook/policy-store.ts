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
export function policyStore({ paths, load }: WebhookOptions['policies'], parts: ReloadParts): PolicyStore {
  const policyMetrics = new PolicyMetrics(parts.metrics.registry);
  const policies = new Reloadable<PolicySet>(
    {
      target: 'policies',
      paths,
      load,
      use: (policySet) => policyMetrics.load(policySet),
      describe: (policySet) => ({ policyVersion: policySet.version, policies: policySet.policies.length }),
    },
    parts,
  );
  return { policies, policyMetrics };
}

/** Why this set makes the process unready. */
export function policyProblems(policySet: PolicySet | undefined): readonly string[] {
  return policySet === undefined ? ['policies: none loaded yet'] : [];
}
