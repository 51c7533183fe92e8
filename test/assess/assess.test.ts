import { describe, expect, jest, test } from '@jest/globals';
import { assess, mutate, type World } from '../../src/assess.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { CompiledRule } from '../../src/model/policy.ts';
import type { Check } from '../../src/model/rule.ts';
import type { Operation, Subject, Subjects } from '../../src/model/subject.ts';
import type { Workload } from '../../src/model/workload.ts';
import { subjectsOf as customSubjects, rollout } from '../support/custom-kinds.ts';
import { goodPod, workloadOf } from '../support/pods.ts';
import { objection, policy, policySet, rule } from '../support/policies.ts';

const subject: Subject = { operation: 'CREATE', workload: workloadOf(goodPod()) };
const subjects: Subjects = [subject];
const quiet: World = {
  namespaceLabels: () => Promise.reject(new Error('nobody should ask')),
  signal: new AbortController().signal,
  today: () => '2026-11-20',
  honoursAnnotations: false,
};
const labelled = (labels: Record<string, string>): World => ({
  ...quiet,
  namespaceLabels: async () => new Map(Object.entries(labels)),
});

describe('assess', () => {
  test('no finding: allowed', async () => {
    expect(await assess(subjects, policySet(policy([rule()])), quiet)).toEqual({
      allowed: true,
      findings: [],
      waived: [],
      failures: [],
      images: [],
      unchecked: [],
      patches: [],
    });
  });

  test.each([
    ['Deny', false],
    ['Warn', true],
    ['Audit', true],
  ] as const)('a finding under %s: allowed is %s', async (action, allowed) => {
    const decision = await assess(subjects, policySet(policy([objection({ action })])), quiet);
    expect([decision.allowed, decision.findings.length]).toEqual([allowed, 1]);
  });

  test('a policy that does not match is not asked', async () => {
    const set = policySet(policy([objection()], { matches: () => false }));
    expect((await assess(subjects, set, quiet)).findings).toEqual([]);
  });

  test('a rule that throws denies, even where it would only warn', async () => {
    const broken: Check = () => {
      throw new TypeError('x');
    };
    const set = policySet(policy([rule({ action: 'Warn', check: broken })]));
    expect(await assess(subjects, set, quiet)).toMatchObject({ allowed: false, failures: [{ code: 'rule' }] });
  });
});

describe('labels of the namespace', () => {
  const production = policy([objection({ id: 'production' })], {
    selectsNamespace: (labels) => labels.get('env') === 'prod',
  });

  test('decide whether a policy applies', async () => {
    expect((await assess(subjects, policySet(production), labelled({ env: 'prod' }))).allowed).toBe(false);
    expect((await assess(subjects, policySet(production), labelled({ env: 'test' }))).allowed).toBe(true);
  });

  test('are asked for once, and only where a matching policy needs them', async () => {
    const namespaceLabels = jest.fn(labelled({}).namespaceLabels);
    await assess(subjects, policySet(production, production), { ...quiet, namespaceLabels });
    expect(namespaceLabels.mock.calls).toEqual([['shop', quiet.signal]]);
    await assess(subjects, policySet(policy([]), { ...production, matches: () => false }), quiet);
  });

  test('that cannot be read deny, while the other policies still speak', async () => {
    const decision = await assess(subjects, policySet(production, policy([objection({ id: 'other' })])), quiet);
    expect(decision).toMatchObject({
      allowed: false,
      findings: [{ rule: 'other' }],
      failures: [{ code: 'namespace-lookup', message: 'the labels of namespace shop could not be read' }],
    });
  });

  test('that do not come before the deadline deny', async () => {
    const controller = new AbortController();
    const hanging: World = { ...quiet, signal: controller.signal, namespaceLabels: () => new Promise(() => {}) };
    const decision = assess(subjects, policySet(production), hanging);
    controller.abort(new Error('time is up'));
    expect(await decision).toMatchObject({ allowed: false, failures: [{ code: 'deadline' }] });
  });

  test('are not asked for where there is no namespace: no selector leaves that out', async () => {
    const [{ workload }] = customSubjects({ ...rollout({}), metadata: { name: 'web' } });
    const nowhere: Subjects = [{ operation: 'CREATE', workload: { ...workload, namespace: '' } as Workload }];
    const anything = objection({ reads: [{ from: 'object', path: [] }] });
    const selecting = policySet(policy([anything], { selectsNamespace: () => false }));
    expect((await assess(nowhere, selecting, quiet)).findings).toHaveLength(1);
    const labelless = policySet(policy([anything], { rulesFor: (labels) => (labels.size === 0 ? [anything] : []) }));
    expect((await assess(nowhere, labelless, quiet)).findings).toHaveLength(1);
  });

  test('are not asked for by policies that have nothing to say of the object', async () => {
    const about = (reads: CompiledRule['reads']) => policy([objection({ reads })], { selectsNamespace: () => true });
    expect((await assess(subjects, policySet(about(['connection'])), quiet)).failures).toEqual([]);
    const connection: Subject = { operation: 'CONNECT', workload: { ...subject.workload, holds: 'connection' } };
    expect((await assess([connection], policySet(about(['pod'])), quiet)).failures).toEqual([]);
    expect((await assess([connection], policySet(about(['connection'])), quiet)).failures).toHaveLength(1);
  });

  test('are not asked for after the deadline', async () => {
    const namespaceLabels = jest.fn(labelled({ env: 'test' }).namespaceLabels);
    const late = { ...quiet, signal: AbortSignal.abort(), namespaceLabels };
    expect(await assess(subjects, policySet(production), late)).toMatchObject({ failures: [{ code: 'deadline' }] });
    expect(namespaceLabels).not.toHaveBeenCalled();
  });
});

describe('mutate', () => {
  const remedy = { path: ['spec', 'hostUsers'], value: false };
  const mend: Check = ({ pod }, report) => {
    if (pod.hostUsers === undefined) report({ message: 'unset', path: ['spec'], remedy });
  };
  const mending = policySet(policy([rule({ check: mend })]));
  const run = (
    object: JsonObject,
    set = mending,
    operation: Operation = 'CREATE',
    world = quiet,
    before = goodPod({ hostPID: true }),
  ) => {
    const read = (changed: JsonObject): Subjects => [
      {
        operation,
        workload: workloadOf(changed),
        ...(operation === 'UPDATE' ? { before: workloadOf(before) } : {}),
      },
    ];
    return mutate(read(object), set, world, read);
  };

  test('sends what would mend the object, and the object as it then is', async () => {
    const { decision, object } = await run(goodPod());
    expect(decision).toMatchObject({ allowed: true, findings: [], failures: [] });
    expect(decision.patches).toEqual([{ op: 'add', path: '/spec/hostUsers', value: false }]);
    expect(object).toHaveProperty('spec.hostUsers', false);
  });

  test('is idempotent: its own result needs no patch', async () => {
    const { object } = await run(goodPod());
    expect((await run(object)).decision.patches).toEqual([]);
  });

  test('leaves findings without a remedy to the validating side', async () => {
    expect((await run(goodPod(), policySet(policy([objection()])))).decision).toMatchObject({
      allowed: true,
      patches: [],
    });
  });

  test('two rules with one remedy make one operation', async () => {
    const set = policySet(policy([rule({ check: mend }), rule({ check: mend })]));
    expect((await run(goodPod(), set)).decision.patches).toHaveLength(1);
  });

  test('never touches a static pod, a pod being deleted, or the fixed spec of an existing pod', async () => {
    const mirror = goodPod({}, { annotations: { 'kubernetes.io/config.mirror': 'x' } });
    expect((await run(mirror)).decision.patches).toEqual([]);
    expect((await run(goodPod(), mending, 'DELETE')).decision.patches).toEqual([]);
    expect((await run(goodPod(), mending, 'UPDATE')).decision.patches).toEqual([]);
  });

  test('leaves controllers as they were written: their pods are mutated', async () => {
    const template = goodPod();
    for (const kind of ['Deployment', 'ReplicaSet', 'Job']) {
      const check: Check = (_, report) => {
        const path = ['spec', 'template', 'spec', 'hostUsers'];
        report({ message: 'x', path, remedy: { path, value: false } });
      };
      const object = { apiVersion: 'apps/v1', kind, metadata: { name: 'web' }, spec: { template } };
      const { decision } = await run(object, policySet(policy([rule({ check })])));
      expect(decision).toMatchObject({ allowed: true, patches: [] });
    }
  });

  test('mends an ephemeral container that an update adds, not one that is there', async () => {
    const path = ['spec', 'ephemeralContainers', 0, 'stdin'];
    const check: Check = ({ containers }, report) => {
      const debug = containers.find(({ list }) => list === 'ephemeralContainers');
      if (debug?.spec.stdin === undefined) report({ message: 'x', path, remedy: { path, value: true } });
    };
    const pod = goodPod({ ephemeralContainers: [{ name: 'debug', image: 'x' }] });
    const mutation = { controllers: false, ephemeralContainers: true };
    const set = policySet(policy([rule({ check })], { mutation }));
    const { decision } = await run(pod, set, 'UPDATE');
    expect(decision.patches).toEqual([{ op: 'add', path: '/spec/ephemeralContainers/0/stdin', value: true }]);
    expect((await run(pod, policySet(policy([rule({ check })])), 'UPDATE')).decision.patches).toEqual([]);
    const before = goodPod({ ephemeralContainers: [{ name: 'debug', image: 'x' }], hostPID: true });
    expect((await run(pod, set, 'UPDATE', quiet, before)).decision.patches).toEqual([]);
  });

  test.each<[string, Check]>([
    ['does not fit', (_, report) => report({ message: 'x', path: [], remedy: { path: ['kind', 'x'], value: 1 } })],
    ['never ends', (_, report) => report({ message: 'x', path: [], remedy: { path: ['x'], value: 1 } })],
  ])('denies rather than send a patch that %s', async (_, check) => {
    const { decision, object } = await run(goodPod(), policySet(policy([rule({ check })])));
    expect(decision).toMatchObject({ allowed: false, failures: [{ code: 'patch' }], patches: [] });
    expect(object).toEqual(goodPod());
  });

  test('denies where it cannot tell which policies apply', async () => {
    const set = policySet(policy([rule({ check: mend })], { selectsNamespace: () => true }));
    expect((await run(goodPod(), set)).decision).toMatchObject({
      allowed: false,
      failures: [{ code: 'namespace-lookup' }],
    });
  });
});
