import { describe, expect, test } from '@jest/globals';
import { evaluate } from '../../src/evaluate/evaluate.ts';
import { waiversFor } from '../../src/evaluate/waivers.ts';
import { waivingAnnotation } from '../../src/evaluate/waiving-annotation.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { goodPod, workloadOf } from '../support/pods.ts';
import { objection, policy, rule } from '../support/policies.ts';

const BOTH = rule({
  aliases: { kubeLinter: ['host-pid', 'host-ipc'], polaris: ['hostPIDSet'], kyverno: ['x'], pss: ['y'] },
});
const annotated = (annotations: unknown) => workloadOf(goodPod({}, { annotations }));

describe('the annotation of another tool', () => {
  test.each<[JsonObject, string]>([
    [{ 'ignore-check.kube-linter.io/host-pid': 'the agent needs it' }, 'ignore-check.kube-linter.io/host-pid'],
    [{ 'ignore-check.kube-linter.io/host-ipc': '' }, 'ignore-check.kube-linter.io/host-ipc'],
    [{ 'kube-linter.io/ignore-all': '' }, 'kube-linter.io/ignore-all'],
    [{ 'polaris.fairwinds.com/hostPIDSet-exempt': 'true' }, 'polaris.fairwinds.com/hostPIDSet-exempt'],
    [{ 'polaris.fairwinds.com/hostPIDSet-exempt': 'True' }, 'polaris.fairwinds.com/hostPIDSet-exempt'],
    [{ 'polaris.fairwinds.com/exempt': 'true' }, 'polaris.fairwinds.com/exempt'],
  ])('%j is found', (annotations, key) => {
    expect(waivingAnnotation(BOTH, annotated(annotations))).toBe(key);
  });

  test.each<[unknown]>([
    [{}],
    [null],
    [{ 'ignore-check.kube-linter.io/latest-tag': 'x' }],
    [{ 'ignore-check.kube-linter.io/hostPIDSet': 'x' }],
    [{ 'ignore-check.kube-linter.io/x': 'a name of Kyverno' }],
    [{ 'ignore-check.kube-linter.io/': '' }],
    [{ 'polaris.fairwinds.com/hostPIDSet-exempt': 'false' }],
    [{ 'polaris.fairwinds.com/hostPIDSet-exempt': '' }],
    [{ 'polaris.fairwinds.com/host-pid-exempt': 'true' }],
    [{ 'polaris.fairwinds.com/exempt': 'yes' }],
  ])('%j says nothing of the rule', (annotations) => {
    expect(waivingAnnotation(BOTH, annotated(annotations))).toBeUndefined();
  });

  test('that speaks of all checks of a tool leaves rules alone that the tool does not have', () => {
    const everything = annotated({ 'kube-linter.io/ignore-all': '', 'polaris.fairwinds.com/exempt': 'true' });
    expect(waivingAnnotation(rule({ aliases: {} }), everything)).toBeUndefined();
    expect(waivingAnnotation(rule({ aliases: { kyverno: ['a'], pss: ['b'] } }), everything)).toBeUndefined();
    expect(waivingAnnotation(rule({ aliases: { polaris: ['a'] } }), everything)).toBe('polaris.fairwinds.com/exempt');
  });

  test('is that of the object, not of the pod in it', () => {
    const key = 'kube-linter.io/ignore-all';
    const template = goodPod({}, { annotations: { [key]: '' } });
    const deployment = (annotations: JsonObject) =>
      workloadOf({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'w', annotations },
        spec: { template },
      });
    expect(waivingAnnotation(BOTH, deployment({}))).toBeUndefined();
    expect(waivingAnnotation(BOTH, deployment({ [key]: '' }))).toBe(key);
  });

  test('names of fields that every object has are none', () => {
    const odd = rule({ aliases: { polaris: ['constructor'] } });
    expect(waivingAnnotation(odd, annotated({ ['__proto__']: 'true' }))).toBeUndefined();
  });
});

test('the names of checks in the rules are those of the tools: they fit into an annotation', () => {
  const checks = WORKLOAD_RULES.flatMap(({ aliases = {} }) => [
    ...(aliases.kubeLinter ?? []),
    ...(aliases.polaris ?? []),
  ]);
  expect(checks.length).toBeGreaterThan(50);
  expect(checks.filter((check) => !/^[A-Za-z0-9-]{1,55}$/.test(check))).toEqual([]);
});

describe('in the verdict', () => {
  const workload = annotated({ 'polaris.fairwinds.com/exempt': 'true' });
  const covered = objection({ id: 'covered', aliases: { polaris: ['a'] } });
  const own = objection({ id: 'own' });
  const judge = (annotations: boolean, fields = {}) => {
    const waivers = waiversFor([workload], { today: () => '2026-11-20', exceptions: [], annotations });
    const { findings, waived } = evaluate({ operation: 'CREATE', workload }, [policy([covered, own], fields)], {
      waivers,
    });
    return [findings.map(({ rule: id }) => id), waived.map(({ waiver }) => waiver)];
  };

  test('it counts only where asked for', () => {
    expect(judge(false)).toEqual([['covered', 'own'], []]);
    expect(judge(true)).toEqual([['own'], [{ annotation: 'polaris.fairwinds.com/exempt' }]]);
  });

  test('it counts nothing in a policy that says who may be excepted', () => {
    expect(judge(true, { refusesAnnotations: true })).toEqual([['covered', 'own'], []]);
  });

  test('it does not make an object well-formed', () => {
    const broken = workloadOf(goodPod({ containers: 1 }, { annotations: { 'kube-linter.io/ignore-all': '' } }));
    const waivers = waiversFor([broken], { today: () => '2026-11-20', exceptions: [], annotations: true });
    const { findings, waived } = evaluate({ operation: 'CREATE', workload: broken }, [policy([covered])], { waivers });
    expect([findings.length, waived.length]).toEqual([1, 0]);
  });
});
