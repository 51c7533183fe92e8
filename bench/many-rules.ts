import type { PolicyFile } from '../src/policy/load.ts';

/** Rules of one policy. */
const PER_POLICY = 26;

/** What own rules ask of containers that a good pod has. */
const ASSERTS = [
  { path: '$.imagePullPolicy', in: ['IfNotPresent', 'Always'] },
  { path: '$.securityContext.capabilities.drop', contains: 'ALL' },
  { path: '$.resources.limits.memory', quantityAtMost: '8Gi' },
  { path: '$.ports[*].hostPort', absent: true },
];

/** Policies with own rules over containers that a good pod passes. */
export function ownRules(count: number): readonly PolicyFile[] {
  const rules = Array.from({ length: count }, (_, index) => ({
    id: `rule-${index}`,
    forEach: 'containers',
    message: 'refused',
    assert: ASSERTS[index % ASSERTS.length],
  }));
  return inPolicies('own', rules);
}

/** Rules of the catalogue in policies, each rule once in each copy. */
export function builtInRules(entries: readonly object[], copies: number): readonly PolicyFile[] {
  return Array.from({ length: copies }, (_, copy) => policyFile(`built-in-${copy}`, entries));
}

function inPolicies(name: string, rules: readonly object[]): readonly PolicyFile[] {
  return Array.from({ length: Math.ceil(rules.length / PER_POLICY) }, (_, index) =>
    policyFile(`${name}-${index}`, rules.slice(index * PER_POLICY, (index + 1) * PER_POLICY)),
  );
}

function policyFile(name: string, rules: readonly object[]): PolicyFile {
  const policy = {
    apiVersion: 'tidewaiter.dev/v1alpha1',
    kind: 'AdmissionPolicy',
    metadata: { name },
    spec: { rules },
  };
  return { file: `${name}.yaml`, text: JSON.stringify(policy) };
}
