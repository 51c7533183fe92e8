import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import type { CompiledPolicy, CompiledRule } from '../../src/model/policy.ts';
import type { Subject } from '../../src/model/subject.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { loadDocuments, policyDocument } from '../support/exceptions.ts';
import { goodPod, workloadOf } from '../support/pods.ts';
import { load, problemsOf } from './harness.ts';

function policyOf(podSecurity: JsonObject = {}, spec: JsonObject = {}): CompiledPolicy {
  const [policy] = loadDocuments(policyDocument('labels', { podSecurity, ...spec })).policies;
  if (policy === undefined) throw new Error('there is no policy');
  return policy;
}

/** The rules for a namespace with these labels of Pod Security, written without their prefix. */
function rulesFor(labels: Readonly<Record<string, string>>, podSecurity: JsonObject = {}): readonly CompiledRule[] {
  const prefixed = Object.entries(labels).map(([key, value]) => [`pod-security.kubernetes.io/${key}`, value] as const);
  return policyOf(podSecurity).rulesFor?.(new Map(prefixed)) ?? [];
}

const sizes = (rules: readonly CompiledRule[]) => {
  const count = (action: string) => rules.filter((rule) => rule.action === action).length;
  return { Deny: count('Deny'), Warn: count('Warn'), Audit: count('Audit') };
};
const ids = (rules: readonly CompiledRule[], action: string) =>
  rules.filter((rule) => rule.action === action).map(({ id }) => id);

const CHECKS = WORKLOAD_RULES.filter(({ podSecurity }) => podSecurity !== undefined);

describe('loading', () => {
  const faults = (podSecurity: unknown, spec: JsonObject = {}) =>
    problemsOf(() => load(JSON.stringify(policyDocument('labels', { ...spec, podSecurity })))).map((problem) =>
      problem.replace(/^policy\.yaml:1:\d+: /, ''),
    );

  test.each<[string, unknown, JsonObject, string]>([
    ['rules beside it', {}, { rules: [{ rule: 'run-as-non-root' }] }, 'spec.podSecurity: does not go with rules'],
    ['an action', {}, { action: 'Warn' }, 'spec.action: podSecurity has its own: enforce denies'],
    ['controllers that are denied', {}, { controllers: 'Deny' }, 'spec.controllers: podSecurity never denies them'],
    ['mutation', {}, { mutation: { controllers: true } }, 'spec.mutation: the rules of podSecurity change nothing'],
    [
      'an unknown level',
      { defaults: { enforce: 'strict' } },
      {},
      'spec.podSecurity.defaults.enforce: unknown value "strict"',
    ],
    [
      'a level in capitals',
      { defaults: { warn: 'Baseline' } },
      {},
      'unknown value "Baseline"; did you mean "baseline"?',
    ],
    [
      'a version without v',
      { defaults: { 'enforce-version': '1.29' } },
      {},
      'must be latest or a version such as v1.29',
    ],
    [
      'a version with a zero',
      { defaults: { 'audit-version': 'v1.029' } },
      {},
      'must be latest or a version such as v1.29',
    ],
    ['a patch version', { defaults: { 'warn-version': 'v1.29.1' } }, {}, 'must be latest or a version such as v1.29'],
    ['an unknown mode', { defaults: { deny: 'baseline' } }, {}, 'spec.podSecurity.defaults.deny: unknown field'],
    [
      'a glob of namespaces',
      { exemptions: { namespaces: ['kube-*'] } },
      {},
      'spec.podSecurity.exemptions.namespaces[0]: a name has',
    ],
    [
      'a glob of users',
      { exemptions: { usernames: ['system:*'] } },
      {},
      'exemptions.usernames[0]: must be an exact name',
    ],
    [
      'a glob of classes',
      { exemptions: { runtimeClasses: ['kata?'] } },
      {},
      'exemptions.runtimeClasses[0]: must be an exact name',
    ],
    [
      'a policy that asks for nothing',
      { namespaceLabels: 'Ignore' },
      {},
      'spec.podSecurity.namespaceLabels: Ignore needs a default level',
    ],
    [
      'the same with a level that says so',
      { namespaceLabels: 'Ignore', defaults: { warn: 'privileged' } },
      {},
      'Ignore needs a default level',
    ],
  ])('refuses %s', (_, podSecurity, spec, fault) => {
    expect(faults(podSecurity, spec)).toEqual([expect.stringContaining(fault)]);
  });

  test('takes nothing at all: the defaults are those of the plugin', () => {
    expect(sizes(rulesFor({}))).toEqual({ Deny: 0, Warn: 0, Audit: 0 });
    expect(policyOf().controllers).toBe('Warn');
    expect(policyOf({}, { controllers: 'Off' }).controllers).toBe('Off');
  });

  test('names every check in every mode, so that exceptions and metrics know them', () => {
    expect(sizes(policyOf().rules)).toEqual({ Deny: CHECKS.length, Warn: CHECKS.length, Audit: CHECKS.length });
    expect(ids(policyOf().rules, 'Deny')).toEqual(CHECKS.map(({ id }) => id));
  });

  test('without labels, the defaults are all there is, and nobody asks for labels', () => {
    const fixed = policyOf({ namespaceLabels: 'Ignore', defaults: { enforce: 'baseline', warn: 'restricted' } });
    expect(fixed.rulesFor).toBeUndefined();
    expect(sizes(fixed.rules)).toMatchObject({ Deny: 12, Audit: 0 });
    expect(ids(fixed.rules, 'Warn')).toContain('pss-run-as-non-root');
  });
});

describe('levels and versions', () => {
  test('baseline has 12 checks; restricted those that are not replaced, and its own 7', () => {
    expect(sizes(rulesFor({ enforce: 'baseline' })).Deny).toBe(12);
    const replaced = CHECKS.filter(({ podSecurity }) => podSecurity?.overrides !== undefined).length;
    expect(sizes(rulesFor({ enforce: 'restricted' })).Deny).toBe(12 + 7 - replaced);
  });

  test.each([
    ['v1.0', ['pss-capabilities-baseline'], ['pss-capabilities-restricted', 'pss-seccomp-profile-restricted']],
    ['v1.19', ['pss-seccomp-profile-restricted'], ['pss-capabilities-restricted']],
    ['v1.22', ['pss-capabilities-restricted'], ['pss-capabilities-baseline']],
    ['latest', ['pss-capabilities-restricted', 'pss-run-as-user'], ['pss-capabilities-baseline']],
    ['v1.999', ['pss-capabilities-restricted', 'pss-run-as-user'], ['pss-capabilities-baseline']],
  ])('restricted at %s has %j and not %j', (version, present, absent) => {
    const found = ids(rulesFor({ enforce: 'restricted', 'enforce-version': version }), 'Deny');
    expect(found).toEqual(expect.arrayContaining(present));
    expect(found.filter((id) => absent.includes(id))).toEqual([]);
  });

  test('the same standard in several modes is looked at once: it denies pods, and warns of controllers', () => {
    const rules = rulesFor({ enforce: 'restricted', warn: 'restricted', audit: 'restricted' });
    expect(sizes(rules)).toEqual({ Deny: 15, Warn: 0, Audit: 0 });
    expect(new Set(rules.map(({ controllerAction }) => controllerAction))).toEqual(new Set(['Warn']));
  });

  test('enforcing alone says nothing of controllers', () => {
    const rules = rulesFor({ enforce: 'baseline', warn: 'privileged' });
    expect(new Set(rules.map(({ controllerAction }) => controllerAction))).toEqual(new Set(['Off']));
  });

  test('a stricter warning adds what it asks for beyond the enforced level', () => {
    const rules = rulesFor({ enforce: 'baseline', warn: 'restricted' });
    expect(sizes(rules).Deny).toBe(12);
    expect(ids(rules, 'Warn')).toContain('pss-run-as-non-root');
    expect(ids(rules, 'Warn')).not.toContain('pss-host-ports');
  });

  test('two versions of a check are two rules', () => {
    const rules = rulesFor({
      enforce: 'baseline',
      'enforce-version': 'v1.20',
      warn: 'baseline',
      'warn-version': 'latest',
    });
    expect(rules.filter(({ id }) => id === 'pss-sysctls').map(({ action }) => action)).toEqual(['Deny', 'Warn']);
  });

  test('ever new labels do not fill the memory', () => {
    const { rulesFor: choose } = policyOf();
    const at = (minor: number) =>
      choose?.(new Map([['pod-security.kubernetes.io/enforce-version', `v1.${minor}`]])) ?? [];
    for (let minor = 0; minor < 2_000; minor += 1) expect(at(minor)).toEqual([]);
    expect(at(3)).toBe(at(3));
    expect(at(1_999)).not.toBe(at(1_999));
  });
});

describe('exemptions', () => {
  const { matches } = policyOf({
    exemptions: { namespaces: ['system'], usernames: ['root'], runtimeClasses: ['sandbox'] },
  });
  const subject = (pod: JsonObject, username?: string): Subject => ({
    operation: 'CREATE',
    workload: workloadOf(pod),
    ...(username !== undefined && { requester: { username, groups: ['root'] } }),
  });

  test.each<[string, Subject, boolean]>([
    ['nobody', subject(goodPod(), 'alice'), true],
    ['a user', subject(goodPod(), 'root'), false],
    ['a user with a longer name', subject(goodPod(), 'root2'), true],
    ['a runtime class', subject(goodPod({ runtimeClassName: 'sandbox' })), false],
    ['another runtime class', subject(goodPod({ runtimeClassName: 'sandbox2' })), true],
    ['no runtime class', subject(goodPod({ runtimeClassName: '' })), true],
  ])('%s', (_, one, judged) => {
    expect(matches(one)).toBe(judged);
  });

  test('a namespace, by its exact name', () => {
    const inNamespace = (namespace: string): Subject => {
      const { workload } = subject(goodPod());
      return { operation: 'CREATE', workload: Object.assign(Object.create(workload), { namespace }) };
    };
    expect(matches(inNamespace('system'))).toBe(false);
    expect(matches(inNamespace('system2'))).toBe(true);
  });

  test('the pod template of a controller counts for it', () => {
    const deployment = (runtimeClassName: string) => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: { template: goodPod({ runtimeClassName }) },
    });
    expect(matches(subject(deployment('sandbox')))).toBe(false);
    expect(matches(subject(deployment('other')))).toBe(true);
  });

  test('an empty list exempts nobody', () => {
    expect(policyOf({ exemptions: { namespaces: [] } }).matches(subject(goodPod()))).toBe(true);
  });
});
