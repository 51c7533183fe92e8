import type { CompiledPolicy, CompiledRule, PolicySet } from '../../src/model/policy.ts';
import { BUILT_IN_KINDS } from '../../src/parse/workload-kinds.ts';

/** A compiled rule that reports nothing unless told otherwise. */
export function rule(fields: Partial<CompiledRule> = {}): CompiledRule {
  return {
    id: 'a-rule',
    action: 'Deny',
    severity: 'error',
    remediation: 'Mend it.',
    check: () => {},
    aliases: {},
    reads: ['pod'],
    crossObject: false,
    ...fields,
  };
}

/** A rule that objects to every workload. */
export function objection(fields: Partial<CompiledRule> = {}): CompiledRule {
  return rule({ check: (_, report) => report({ message: 'no', path: ['spec'] }), ...fields });
}

/** A compiled policy that applies to everything unless told otherwise. */
export function policy(rules: readonly CompiledRule[], fields: Partial<CompiledPolicy> = {}): CompiledPolicy {
  return {
    name: 'a-policy',
    source: { file: 'policy.yaml', line: 1, column: 1 },
    matches: () => true,
    selectsObject: () => true,
    controllers: 'Deny',
    followsToPods: true,
    mutation: { controllers: false, ephemeralContainers: false },
    rules,
    ...fields,
  };
}

export function policySet(...policies: readonly CompiledPolicy[]): PolicySet {
  return {
    version: '0123456789ab',
    policies,
    exceptions: [],
    dockerfiles: [],
    kinds: BUILT_IN_KINDS,
    images: { onNoMatch: 'Allow', refreshPublicGood: false, registries: [], trustRoots: [] },
    readsManagedFields: false,
  };
}
