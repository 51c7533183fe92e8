import { describe, expect, test } from '@jest/globals';
import { concerns, evaluate, isPodItself } from '../../src/evaluate/evaluate.ts';
import type { CompiledPolicy, CompiledRule, ControllerMode } from '../../src/model/policy.ts';
import type { Action } from '../../src/model/problem.ts';
import type { Workload } from '../../src/model/workload.ts';
import { parseConnection } from '../../src/parse/connection.ts';
import { machine, rollout, template, workloadsOf } from '../support/custom-kinds.ts';
import { goodPod, workloadOf } from '../support/pods.ts';
import { objection, policy } from '../support/policies.ts';

/** `controllers`: what a policy means for objects whose pods are judged again when they are made. */

const POD = workloadOf(goodPod());
const CONTROLLERS: readonly (readonly [string, Workload])[] = [
  ['a Deployment', workloadOf({ apiVersion: 'apps/v1', kind: 'Deployment', spec: { template: goodPod() } })],
  ['a PodTemplate', workloadOf({ apiVersion: 'v1', kind: 'PodTemplate', template: goodPod() })],
  ['a Rollout', workloadsOf(rollout({ template: template() }))[0]],
  ['a virtual machine', workloadsOf(machine(['disk']))[0]],
];
const CONNECTION = parseConnection({
  uid: 'u',
  kind: { group: '', version: 'v1', kind: 'PodExecOptions' },
  resource: 'pods',
  subResource: 'exec',
  name: 'web',
  namespace: 'shop',
  operation: 'CONNECT',
  requester: { username: 'alice', groups: [] },
  dryRun: false,
  object: {},
  oldObject: null,
}) as Workload;

const actions = (workload: Workload, rule: Partial<CompiledRule>, fields: Partial<CompiledPolicy>) =>
  evaluate({ operation: 'CREATE', workload }, [policy([objection(rule)], fields)]).findings.map(({ action }) => action);
const EVERYTHING = { reads: ['images'] } as const;

describe.each(CONTROLLERS)('%s', (_, workload) => {
  test.each<[ControllerMode, Action, readonly Action[]]>([
    ['Deny', 'Deny', ['Deny']],
    ['Deny', 'Warn', ['Warn']],
    ['Deny', 'Audit', ['Audit']],
    ['Warn', 'Deny', ['Warn']],
    ['Warn', 'Warn', ['Warn']],
    ['Warn', 'Audit', ['Audit']],
    ['Off', 'Deny', []],
    ['Off', 'Warn', []],
    ['Off', 'Audit', []],
  ])('under controllers: %s, what would %s comes to %j', (controllers, action, expected) => {
    expect(actions(workload, { ...EVERYTHING, action }, { controllers })).toEqual(expected);
  });

  test('a rule may have an action of its own for controllers', () => {
    expect(actions(workload, { ...EVERYTHING, controllerAction: 'Audit' }, { controllers: 'Deny' })).toEqual(['Audit']);
    expect(actions(workload, { ...EVERYTHING, controllerAction: 'Deny' }, { controllers: 'Warn' })).toEqual(['Deny']);
    expect(actions(workload, { ...EVERYTHING, controllerAction: 'Off' }, { controllers: 'Deny' })).toEqual([]);
  });

  test('is no pod', () => {
    expect(isPodItself(workload)).toBe(false);
  });
});

describe.each([
  ['a pod', POD, EVERYTHING],
  ['a connection', CONNECTION, { reads: ['connection'] }],
] as const)('%s', (_, workload, reads) => {
  test('is judged as the rule says, whatever the policy says of controllers', () => {
    for (const controllers of ['Deny', 'Warn', 'Off'] as const) {
      expect(actions(workload, { ...reads, action: 'Deny' }, { controllers })).toEqual(['Deny']);
      expect(actions(workload, { ...reads, controllerAction: 'Off' }, { controllers })).toEqual(['Deny']);
    }
    expect(isPodItself(workload)).toBe(true);
  });
});

describe('a controller that cannot be read', () => {
  const broken = workloadOf({ apiVersion: 'apps/v1', kind: 'Deployment', spec: { template: 'text' } });
  const verdicts = (...policies: readonly Partial<CompiledPolicy>[]) =>
    evaluate(
      { operation: 'CREATE', workload: broken },
      policies.map((fields, index) => policy([objection()], { name: `p${index}`, ...fields })),
    ).findings.map(({ rule, policy: name, action }) => `${rule} ${name} ${action}`);

  test.each<[readonly ControllerMode[], readonly string[]]>([
    [['Deny'], ['well-formed p0 Deny']],
    [['Warn'], ['well-formed p0 Warn']],
    [['Off'], []],
    [['Off', 'Warn'], ['well-formed p1 Warn']],
    [['Warn', 'Deny'], ['well-formed p1 Deny']],
    [['Off', 'Warn', 'Deny', 'Deny'], ['well-formed p2 Deny']],
    [[], []],
  ])('under %j: %j', (modes, expected) => {
    expect(verdicts(...modes.map((controllers) => ({ controllers })))).toEqual(expected);
  });

  test('is denied by a policy that only warns of everything else', () => {
    expect(verdicts({ rules: [objection({ action: 'Warn' })] })).toEqual(['well-formed p0 Deny']);
  });

  test('is nothing to policies that would not look at it', () => {
    expect(verdicts({ rules: [] }, { rules: [objection({ reads: ['connection'] })] })).toEqual([]);
    expect(verdicts({ rules: [objection({ controllerAction: 'Off' })] })).toEqual([]);
  });
});

describe('whether a policy concerns a workload', () => {
  const [, deployment] = CONTROLLERS[0] as (typeof CONTROLLERS)[0];
  const [, disk] = CONTROLLERS[3] as (typeof CONTROLLERS)[0];
  const about = (...reads: CompiledRule['reads']) => policy([objection({ reads })]);

  test.each<[string, CompiledPolicy, readonly boolean[]]>([
    ['about pods', about('pod'), [true, true, false, false]],
    ['about images', about('images'), [true, true, true, false]],
    ['about connections', about('connection'), [false, false, false, true]],
    ['without rules', policy([]), [false, false, false, false]],
    ['with controllers off', policy([objection()], { controllers: 'Off' }), [true, false, false, false]],
    ['of both', policy([objection(), objection({ reads: ['connection'] })]), [true, true, false, true]],
  ])('one %s', (_, candidate, expected) => {
    expect([POD, deployment, disk, CONNECTION].map((workload) => concerns(candidate, workload))).toEqual(expected);
  });
});

describe('what a rule will write into the pods of a controller', () => {
  const remedy = { path: ['spec', 'hostUsers'], value: false };
  const check: CompiledRule['check'] = (_, report) => report({ message: 'unset', path: ['spec'], remedy });
  const mending = (workload: Workload, controllers: boolean) =>
    actions(workload, { check }, { mutation: { controllers, ephemeralContainers: false } });

  test('is only warned of where the controller itself is left alone', () => {
    const [[, deployment] = []] = CONTROLLERS;
    if (deployment === undefined) throw new Error('no controller');
    expect(mending(deployment, false)).toEqual(['Warn']);
    expect(mending(deployment, true)).toEqual(['Deny']);
    expect(mending(POD, false)).toEqual(['Deny']);
    expect(actions(deployment, { check, action: 'Audit' }, {})).toEqual(['Audit']);
  });
});

describe('a policy that is quiet when it denies', () => {
  const rules = [
    objection({ id: 'a', action: 'Warn' }),
    objection({ id: 'b' }),
    objection({ id: 'c', action: 'Audit' }),
  ];
  const idsOf = (fields: Partial<CompiledPolicy>, chosen = rules) =>
    evaluate({ operation: 'CREATE', workload: POD }, [
      policy([objection({ id: 'other', action: 'Warn' })]),
      policy(chosen, { name: 'quiet', ...fields }),
    ]).findings.map(({ rule }) => rule);

  test('takes back its own warnings, and no more', () => {
    expect(idsOf({ quietWhenDenied: true })).toEqual(['other', 'b', 'c']);
    expect(idsOf({})).toEqual(['other', 'a', 'b', 'c']);
    expect(idsOf({ quietWhenDenied: true }, rules.slice(0, 1))).toEqual(['other', 'a']);
  });
});
