import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import type { WorkloadRule } from '../../src/model/rule.ts';
import { loadPolicies } from '../../src/policy/load.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { goodPod } from '../support/pods.ts';
import { judge, readProjectFile } from './marked-yaml.ts';
import { BARE, CASES, NEWEST, podSecure, secure, type Violations, volume } from './pod-security-cases.ts';

/** The Pod Security Standards, level by level and version by version: which checks a pod violates. */

const MINORS = Array.from({ length: NEWEST + 1 }, (_, minor) => minor);

type Standard = WorkloadRule & { readonly podSecurity: NonNullable<WorkloadRule['podSecurity']> };
const isOfStandard = (rule: WorkloadRule): rule is Standard => rule.podSecurity !== undefined;
const RULES = WORKLOAD_RULES.filter(isOfStandard);
const BASELINE = RULES.filter(({ podSecurity }) => podSecurity.level === 'baseline');
const RESTRICTED = RULES.filter(({ podSecurity }) => podSecurity.level === 'restricted');

const checkOf = ({ aliases }: WorkloadRule): string => aliases?.pss?.[0] ?? '';
const isViolated = (rule: WorkloadRule, version: string, pod: JsonObject) =>
  judge(rule.compile({ version }), pod).problems.length > 0;

/** As the standard says it: every check that exists in the version and that no other one takes the place of. */
function violatedByStandard(minor: number, pod: JsonObject): readonly string[] {
  const inForce = (rule: Standard) => rule.podSecurity.since <= minor;
  const replaced = new Set(RESTRICTED.filter(inForce).map(({ podSecurity }) => podSecurity.overrides));
  return RULES.filter((rule) => inForce(rule) && !replaced.has(rule.id))
    .filter((rule) => isViolated(rule, `1.${minor}`, pod))
    .map(checkOf)
    .sort();
}

/** As a policy does: the same rules for every version, where an overriding one stands for the other before its time. */
function violatedByPolicy(minor: number, pod: JsonObject): readonly string[] {
  const replaced = new Set(RESTRICTED.map(({ podSecurity }) => podSecurity.overrides));
  return RULES.filter(({ id }) => !replaced.has(id))
    .filter((rule) => isViolated(rule, `v1.${minor}`, pod))
    .map((rule) => {
      const { since, overrides } = rule.podSecurity;
      return checkOf(since > minor ? (RULES.find(({ id }) => id === overrides) ?? rule) : rule);
    })
    .sort();
}

function expectedAt(minor: number, violations: Violations): readonly string[] {
  return Object.entries(violations)
    .filter(([, [first, last]]) => first <= minor && minor <= last)
    .map(([check]) => check)
    .sort();
}

test.each(CASES)('level restricted: %s', (_, pod, violations) => {
  const inEachVersion = (violated: (minor: number) => readonly string[]) =>
    MINORS.map((minor) => [`1.${minor}`, ...violated(minor)]);
  const expected = inEachVersion((minor) => expectedAt(minor, violations));
  expect(inEachVersion((minor) => violatedByStandard(minor, pod))).toEqual(expected);
  expect(inEachVersion((minor) => violatedByPolicy(minor, pod))).toEqual(expected);
});

describe('level baseline', () => {
  test('lets a pod pass that says nothing', () => {
    for (const minor of MINORS) {
      expect(BASELINE.filter((rule) => isViolated(rule, `1.${minor}`, goodPod(BARE))).map(checkOf)).toEqual([]);
    }
  });

  test.each([
    ['hostPath', volume({ hostPath: { path: '/' } }), ['hostPathVolumes']],
    ['another old kind of volume', volume({ nfs: { server: 's', path: '/' } }), []],
    ['/proc unmasked', goodPod(secure({ procMount: 'Unmasked' })), ['procMount']],
    ['/proc unmasked in a user namespace', goodPod({ hostUsers: false, ...secure({ procMount: 'Unmasked' }) }), []],
    ['no seccomp profile', goodPod(podSecure({ seccompProfile: { type: 'Unconfined' } })), ['seccompProfile_baseline']],
    ['a default capability', goodPod(secure({ capabilities: { add: ['CHOWN'] } })), []],
  ])('latest: %s', (_, pod, checks) => {
    expect(BASELINE.filter((rule) => isViolated(rule, 'latest', pod)).map(checkOf)).toEqual(checks);
  });
});

test('there are the checks of the standard, each since its version', () => {
  const table = (rules: readonly Standard[]) =>
    Object.fromEntries(
      rules.map((rule) => {
        const overridden = RULES.find(({ id }) => id === rule.podSecurity.overrides);
        return [checkOf(rule), [rule.podSecurity.since, ...(overridden ? [checkOf(overridden)] : [])]];
      }),
    );
  expect(table(BASELINE)).toEqual({
    appArmorProfile: [0],
    capabilities_baseline: [0],
    hostNamespaces: [0],
    hostPathVolumes: [0],
    hostPorts: [0],
    hostProbesAndHostLifecycle: [34],
    privileged: [0],
    procMount: [0],
    seLinuxOptions: [0],
    seccompProfile_baseline: [0],
    sysctls: [0],
    windowsHostProcess: [0],
  });
  expect(table(RESTRICTED)).toEqual({
    allowPrivilegeEscalation: [8],
    capabilities_restricted: [22, 'capabilities_baseline'],
    procMount_restricted: [35, 'procMount'],
    restrictedVolumes: [0, 'hostPathVolumes'],
    runAsNonRoot: [0],
    runAsUser: [23],
    seccompProfile_restricted: [19, 'seccompProfile_baseline'],
  });
});

test('the shipped policies hold the checks of their level', () => {
  const rulesOf = (folder: string) => {
    const file = `policies/${folder}/policy.yaml`;
    const { policies } = loadPolicies([{ file, text: readProjectFile(file) }], WORKLOAD_RULES);
    return policies.flatMap(({ rules }) => rules.map(({ id }) => id)).sort();
  };
  const replaced = new Set(RESTRICTED.map(({ podSecurity }) => podSecurity.overrides));
  expect(rulesOf('pod-security-baseline')).toEqual(BASELINE.map(({ id }) => id).sort());
  expect(rulesOf('pod-security-restricted')).toEqual(
    RULES.map(({ id }) => id)
      .filter((id) => !replaced.has(id))
      .sort(),
  );
});
