import { describe, expect, test } from '@jest/globals';
import { evaluate } from '../../src/evaluate/evaluate.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Subject } from '../../src/model/subject.ts';
import { TestCoverage } from '../../src/policy/coverage.ts';
import { loadPolicies } from '../../src/policy/load.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { goodPod, workloadOf } from '../support/pods.ts';
import { policyText } from './harness.ts';
import { has, labelled, marks, watched } from './watched.ts';

/** What is recorded of policies that are watched. */

describe('a rule', () => {
  const text = policyText([{ rule: 'disallow-privileged' }, { id: 'own', message: 'broken', ...has('a') }]);

  test.each<[string, readonly JsonObject[], string]>([
    ['never run', [], ''],
    ['passed', [labelled('a')], '+'],
    ['failed', [labelled('b')], '-'],
    ['both', [labelled('a'), labelled()], '+-'],
  ])('%s', (_, objects, shown) => {
    const { coverage, policySet } = watched(text);
    for (const object of objects) evaluate({ operation: 'CREATE', workload: workloadOf(object) }, policySet.policies);
    expect(marks(coverage, 'rule')['tested/own']).toBe(shown);
    expect(marks(coverage, 'rule')['tested/disallow-privileged']).toBe(objects.length > 0 ? '+' : '');
  });

  test('that throws has done neither', () => {
    const broken = {
      ...WORKLOAD_RULES.find(({ id }) => id === 'disallow-privileged'),
      compile: () => () => {
        throw new Error('broken');
      },
    } as unknown as (typeof WORKLOAD_RULES)[number];
    const coverage = new TestCoverage();
    const files = [{ file: 'policy.yaml', text: policyText([{ rule: 'disallow-privileged' }]) }];
    const { policies } = loadPolicies(files, [broken], { coverage });
    const { failures } = evaluate({ operation: 'CREATE', workload: workloadOf(goodPod()) }, policies);
    expect(failures).toHaveLength(1);
    expect(marks(coverage, 'rule')).toEqual({ 'tested/disallow-privileged': '' });
  });

  test('stands where the file says', () => {
    const { coverage } = watched(
      [
        'apiVersion: tidewaiter.dev/v1alpha1',
        'kind: AdmissionPolicy',
        'metadata: { name: team }',
        'spec:',
        '  match: { kinds: [Pod] }',
        '  rules:',
        '    - rule: disallow-privileged',
        '    - id: own',
        '      message: broken',
        '      any:',
        '        - assert: { path: $.a, exists: true }',
      ].join('\n'),
    );
    expect(coverage.points.map(({ kind, name, source }) => [kind, name, source])).toEqual([
      ['matcher', 'spec.match.kinds', { file: 'policy.yaml', line: 5, column: 19 }],
      ['branch', 'spec.rules[1].any[0]', { file: 'policy.yaml', line: 11, column: 11 }],
      ['rule', 'team/disallow-privileged', { file: 'policy.yaml', line: 7, column: 7 }],
      ['rule', 'team/own', { file: 'policy.yaml', line: 8, column: 7 }],
    ]);
  });
});

describe('podSecurity', () => {
  const policy = (podSecurity: JsonObject) =>
    watched(
      JSON.stringify({
        apiVersion: 'tidewaiter.dev/v1alpha1',
        kind: 'AdmissionPolicy',
        metadata: { name: 'standards' },
        spec: { podSecurity },
      }),
    );
  const standards = WORKLOAD_RULES.filter(({ podSecurity }) => podSecurity !== undefined).map(({ id }) => id);

  test('has a point for each check that labels may choose', () => {
    const { coverage, policySet } = policy({});
    expect(Object.keys(marks(coverage, 'rule')).sort()).toEqual(standards.map((id) => `standards/${id}`).sort());
    const [first] = policySet.policies;
    const labels = new Map([['pod-security.kubernetes.io/enforce', 'baseline']]);
    const chosen = first && { ...first, rules: first.rulesFor?.(labels) ?? [] };
    evaluate({ operation: 'CREATE', workload: workloadOf(goodPod({ hostPID: true })) }, chosen ? [chosen] : []);
    expect(marks(coverage, 'rule')).toMatchObject({
      'standards/pss-host-namespaces': '-',
      'standards/pss-capabilities-baseline': '+',
      'standards/pss-capabilities-restricted': '',
    });
  });

  test('has only the checks of its defaults where labels do not count', () => {
    const { coverage } = policy({ namespaceLabels: 'Ignore', defaults: { enforce: 'baseline' } });
    const baseline = WORKLOAD_RULES.filter(({ podSecurity }) => podSecurity?.level === 'baseline');
    expect(Object.keys(marks(coverage, 'rule')).sort()).toEqual(baseline.map(({ id }) => `standards/${id}`).sort());
  });

  test('has a matcher for each list of exemptions', () => {
    const { coverage, policySet } = policy({
      exemptions: { namespaces: ['kube-system'], usernames: ['root'], runtimeClasses: [] },
    });
    const subject: Subject = { operation: 'CREATE', workload: workloadOf(goodPod()) };
    expect(policySet.policies[0]?.matches(subject)).toBe(true);
    expect(policySet.policies[0]?.matches({ ...subject, requester: { username: 'root', groups: [] } })).toBe(false);
    expect(marks(coverage, 'matcher')).toEqual({
      'spec.podSecurity.exemptions.namespaces': '-',
      'spec.podSecurity.exemptions.usernames': '+',
    });
  });
});

describe('the points', () => {
  test('of an exception: it has to be applied, and no more', () => {
    const exception = JSON.stringify({
      apiVersion: 'tidewaiter.dev/v1alpha1',
      kind: 'PolicyException',
      metadata: { name: 'legacy' },
      spec: {
        policies: [{ name: 'tested', rules: ['disallow-privileged'] }],
        match: { names: ['old-*'] },
        reason: 'until it is gone',
        owner: 'team-a',
        expires: '2027-03-31',
      },
    });
    const { coverage, policySet } = watched(`${policyText([{ rule: 'disallow-privileged' }])}\n---\n${exception}`);
    expect(marks(coverage, 'exception')).toEqual({ legacy: '' });
    coverage.applied(['another'], policySet.exceptions);
    expect(marks(coverage, 'exception')).toEqual({ legacy: '' });
    coverage.applied(['legacy'], policySet.exceptions);
    expect(coverage.points.filter(({ covered }) => covered).map(({ name }) => name)).toEqual(['legacy']);
  });

  test('of a policy that is loaded twice are the same', () => {
    const coverage = new TestCoverage();
    const text = policyText([{ id: 'own', message: 'm', any: [has('a')] }], { match: { kinds: ['Pod'] } });
    for (const file of ['a.yaml', 'a.yaml', 'b.yaml']) loadPolicies([{ file, text }], WORKLOAD_RULES, { coverage });
    expect(coverage.points.map(({ source }) => source.file).sort()).toEqual([
      ...Array(3).fill('a.yaml'),
      ...Array(3).fill('b.yaml'),
    ]);
  });
});
