import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject } from '../../src/model/json.ts';
import { workloadRule } from '../../src/model/rule.ts';
import { optional, record, text } from '../../src/model/schema.ts';
import { allOf, anyOf, type Condition } from '../../src/policy/condition.ts';
import { FAILS, HOLDS, negate, UNJUDGED, type Verdict } from '../../src/policy/verdict.ts';
import { goodPod, workloadOf } from '../support/pods.ts';
import { faultsOf, messagesOf, ownRule, problemsIn } from './harness.ts';

const podWith = (metadata: JsonObject, spec: JsonObject = { containers: [] }): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', ...metadata },
  spec,
});

const label = (name: string, operators: JsonObject): JsonObject => ({
  assert: { path: `$.metadata.labels.${name}`, ...operators },
});

describe('missing values', () => {
  const pod = podWith({ labels: { tier: null } });

  test.each<[string, JsonObject, 'holds' | 'violated']>([
    ['an operator', label('owner', { matches: '*' }), 'violated'],
    ['a negative operator', label('owner', { notEquals: 'x' }), 'violated'],
    ['null', label('tier', { matches: '*' }), 'violated'],
    ['absent', label('owner', { absent: true }), 'holds'],
    ['whenMissing in the assertion', label('owner', { matches: 'x', whenMissing: 'pass' }), 'holds'],
    ['whenMissing of the rule', { whenMissing: 'pass', ...label('owner', { matches: 'x' }) }, 'holds'],
    ['whenMissing and null', { whenMissing: 'pass', ...label('tier', { matches: 'x' }) }, 'holds'],
    ['exists, whatever the rule says', { whenMissing: 'pass', ...label('owner', { exists: true }) }, 'violated'],
    ['not', { not: label('owner', { equals: 'x' }) }, 'holds'],
    ['not absent', { not: label('owner', { absent: true }) }, 'violated'],
    ['not exists', { not: label('owner', { exists: true }) }, 'holds'],
    ['not, with whenMissing', { whenMissing: 'pass', not: label('owner', { equals: 'x' }) }, 'holds'],
    ['not not', { not: { not: label('owner', { equals: 'x' }) } }, 'violated'],
  ])('%s', (_, rule, outcome) => {
    expect(messagesOf(rule, pod)).toHaveLength(outcome === 'holds' ? 0 : 1);
  });

  test('an empty list under a wildcard is missing too', () => {
    const rule = { assert: { path: '$.spec.containers[*].name', equals: 'x' } };
    expect(messagesOf(rule, pod)).toEqual(['broken at spec.containers[*].name: <none>']);
    expect(messagesOf({ whenMissing: 'pass', ...rule }, pod)).toEqual([]);
  });

  test('the path of a problem is the nearest existing parent', () => {
    const paths = (rule: JsonObject) => problemsIn(ownRule(rule), workloadOf(pod)).map(({ path }) => path);
    expect(paths(label('owner', { exists: true }))).toEqual([['metadata', 'labels']]);
    expect(paths(label('tier', { exists: true }))).toEqual([['metadata', 'labels', 'tier']]);
    expect(paths({ assert: { path: '$.status.phase', exists: true } })).toEqual([[]]);
  });
});

describe('what cannot be judged is never taken for holding', () => {
  const pod = podWith({ labels: 'x', value: 'text' });
  const unjudged: JsonObject = { assert: { path: '$.metadata.value', atMost: 1 } };
  const holds: JsonObject = { assert: { path: '$.metadata.name', equals: 'web' } };
  const fails: JsonObject = { assert: { path: '$.metadata.name', equals: 'db' } };
  const doubt = 'broken at metadata.value: text (cannot be judged: atMost needs a number, and this is a string)';

  test.each<[string, JsonObject, readonly string[]]>([
    ['alone', unjudged, [doubt]],
    ['under not', { not: unjudged }, [doubt]],
    ['in all', { all: [holds, unjudged] }, [doubt]],
    ['in all with a failure', { all: [unjudged, fails] }, [doubt, 'broken at metadata.name: web']],
    ['in any with one that holds', { any: [unjudged, holds] }, []],
    ['in any with a failure', { any: [fails, unjudged] }, [doubt]],
    ['in any under not', { not: { any: [unjudged, fails] } }, [doubt]],
    ['in all under not', { not: { all: [unjudged, holds] } }, [doubt]],
    ['in all under not, where another part fails', { not: { all: [unjudged, fails] } }, []],
  ])('%s', (_, rule, messages) => {
    expect(messagesOf(rule, pod)).toEqual(messages);
  });

  test('a path into something of another type, also with whenMissing: pass and absent', () => {
    const message =
      'broken at metadata.labels: x (cannot be judged: the path needs an object here, and this is a string)';
    for (const operators of [{ equals: 'a' }, { equals: 'a', whenMissing: 'pass' }, { absent: true }]) {
      expect(messagesOf(label('owner', operators), pod)).toEqual([message]);
    }
  });

  test('more values than are looked at', () => {
    const many = podWith({ value: Array.from({ length: 100_001 }, () => 1) });
    for (const path of ['$.metadata.value[*]', '$..value[*]', '$..*']) {
      const [message] = messagesOf({ assert: { path, exists: true } }, many);
      expect(message).toContain('cannot be judged: there are more than 100000 values to look at');
    }
  });
});

describe('any, all and not', () => {
  const pod = podWith({ labels: { a: '1', b: '2' } });
  const yes = label('a', { equals: '1' });
  const no = label('b', { equals: '1' });

  test.each<[string, JsonObject, number]>([
    ['any', { any: [no, yes] }, 0],
    ['any of none', { any: [no, no] }, 1],
    ['all', { all: [yes, yes] }, 0],
    ['all but one', { all: [yes, no] }, 1],
    ['not', { not: no }, 0],
    ['not, violated', { not: yes }, 1],
    ['nested', { all: [{ any: [no, { not: no }] }, { not: { all: [yes, no] } }] }, 0],
    ['not any is all not', { not: { any: [no, yes] } }, 1],
    ['not all is any not', { not: { all: [yes, yes] } }, 1],
  ])('%s', (_, rule, problems) => {
    expect(messagesOf(rule, pod)).toHaveLength(problems);
  });

  test('any explains its first part, all explains every part that does not hold', () => {
    const c = label('c', { exists: true });
    expect(messagesOf({ any: [no, c] }, pod)).toEqual(['broken at metadata.labels.b: 2']);
    expect(messagesOf({ all: [no, yes, c] }, pod)).toEqual([
      'broken at metadata.labels.b: 2',
      'broken at metadata.labels.c: <none>',
    ]);
  });

  test('not asks it of every value that a path leads to', () => {
    const rule = { not: { assert: { path: '$.metadata.labels.*', equals: '2' } } };
    expect(messagesOf(rule, pod)).toEqual(['broken at metadata.labels.b: 2']);
    expect(messagesOf({ not: { not: rule.not } }, pod)).toEqual(['broken at metadata.labels.a: 1']);
  });

  test('nesting is bounded', () => {
    const nested = (levels: number): JsonObject => (levels === 0 ? yes : { not: nested(levels - 1) });
    const rule = { id: 'own', message: 'm' };
    expect(faultsOf({ ...rule, ...nested(8) })).toEqual([]);
    expect(faultsOf({ ...rule, ...nested(9) })).toEqual([
      `spec.rules[0]${'.not'.repeat(8)}: any, all and not are nested more than 8 levels deep`,
    ]);
  });

  test('property: any and all are the tables of Kleene', () => {
    const verdict = fc.constantFrom<Verdict>(HOLDS, UNJUDGED, FAILS);
    const constant = (value: Verdict): Condition => ({ judge: () => value, explain: () => true });
    const workload = workloadOf(goodPod());
    void fc.assert(
      fc.property(fc.array(verdict, { minLength: 1, maxLength: 4 }), (verdicts) => {
        const parts = verdicts.map(constant);
        const all = verdicts.includes(FAILS) ? FAILS : verdicts.includes(UNJUDGED) ? UNJUDGED : HOLDS;
        const any = verdicts.includes(HOLDS) ? HOLDS : verdicts.includes(UNJUDGED) ? UNJUDGED : FAILS;
        expect(allOf(parts).judge({}, workload)).toBe(all);
        expect(anyOf(parts).judge({}, workload)).toBe(any);
        expect(negate(allOf(verdicts.map(negate).map(constant)).judge({}, workload))).toBe(any);
      }),
    );
  });
});

describe('built-in rules as conditions', () => {
  const noLatest = { rule: 'disallow-latest-tag' };
  const bad = goodPod({
    containers: [
      { name: 'a', image: 'nginx:latest' },
      { name: 'b', image: 'nginx:latest' },
    ],
  });

  test('hold when they report nothing', () => {
    expect(messagesOf({ all: [noLatest] }, goodPod())).toEqual([]);
    expect(messagesOf({ not: noLatest }, bad)).toEqual([]);
  });

  test('offend where they report', () => {
    expect(messagesOf({ all: [noLatest] }, bad)).toEqual([
      'broken at spec.containers[0].image: nginx:latest',
      'broken at spec.containers[1].image: nginx:latest',
    ]);
    expect(messagesOf({ not: noLatest }, goodPod())).toEqual(['broken at $: <none>']);
  });

  test('one that throws makes the rule throw, even where another part holds', () => {
    const broken = workloadRule<{ note?: string }>({
      id: 'broken',
      severity: 'error',
      summary: 'Always throws',
      remediation: 'Nothing helps.',
      options: record('None', { note: optional(text('A note')) }),
      compile: () => () => {
        throw new Error('broken rule');
      },
    });
    const rule = ownRule({ any: [{ rule: 'broken' }, label('a', { exists: true })] }, [broken]);
    expect(() => problemsIn(rule, workloadOf(goodPod()))).toThrow('broken rule');
  });

  test('one that contradicts itself makes the rule throw rather than hold', () => {
    let runs = 0;
    const fickle = workloadRule<object>({
      id: 'fickle',
      severity: 'error',
      summary: 'Reports every other time',
      remediation: 'Nothing helps.',
      options: record('None', {}),
      compile: () => (_workload, report) => {
        runs += 1;
        if (runs % 2 === 1) report({ message: 'no', path: [] });
      },
    });
    const rule = ownRule({ not: { not: { rule: 'fickle' } } }, [fickle]);
    expect(() => problemsIn(rule, workloadOf(goodPod()))).toThrow('the rule was broken, and then it was not');
  });

  test('cannot be asked to mutate, because a condition changes nothing', () => {
    const builtIn = (mutate: boolean) => ({ rule: 'run-as-non-root', options: { mutate } });
    const rule = (mutate: boolean) => ({ id: 'own', message: 'm', all: [{ not: builtIn(mutate) }] });
    expect(faultsOf(rule(true))).toEqual([
      'spec.rules[0].all[0].not.options.mutate: a condition changes nothing; let the built-in rule stand by itself to mutate',
    ]);
    expect(faultsOf(rule(false))).toEqual([]);
    expect(faultsOf(builtIn(true))).toEqual([]);
  });

  test('cannot be one about connections, which judges no object', () => {
    const rule = { id: 'own', message: 'm', any: [{ rule: 'deny-exec' }, noLatest] };
    expect(faultsOf(rule)).toEqual([
      'spec.rules[0].any[0].rule: this rule judges connections and no objects, so that it cannot be part of a condition; let it stand by itself',
    ]);
  });

  test('cannot be one about several objects', () => {
    const rule = { id: 'own', message: 'm', not: { rule: 'service-account-exists' } };
    expect(faultsOf(rule)).toEqual([
      'spec.rules[0].not.rule: this rule looks at several objects, so that it cannot be part of a condition; let it stand by itself',
    ]);
  });

  test('cannot stand under forEach', () => {
    const rule = { id: 'own', message: 'm', forEach: 'containers', any: [{ all: [noLatest] }] };
    expect(faultsOf(rule)).toEqual([
      'spec.rules[0].any[0].all[0].rule: a built-in rule cannot stand under forEach: it judges whole workloads',
    ]);
  });
});
