import { describe, expect, test } from '@jest/globals';
import { evaluate } from '../../src/evaluate/evaluate.ts';
import type { Waivers } from '../../src/evaluate/waivers.ts';
import type { Check } from '../../src/model/rule.ts';
import type { Subject } from '../../src/model/subject.ts';
import { goodPod, workloadOf } from '../support/pods.ts';
import { objection, policy, rule } from '../support/policies.ts';

const created: Subject = { operation: 'CREATE', workload: workloadOf(goodPod()) };

describe('evaluate', () => {
  test('attaches rule, policy and action to a problem', () => {
    const warning = objection({ id: 'r', action: 'Warn', severity: 'info' });
    expect(evaluate(created, [policy([warning], { name: 'p' })])).toEqual({
      findings: [
        {
          message: 'no',
          path: ['spec'],
          rule: 'r',
          policy: 'p',
          action: 'Warn',
          severity: 'info',
          remediation: 'Mend it.',
        },
      ],
      waived: [],
      failures: [],
    });
  });

  test('keeps the order of policies and of rules', () => {
    const { findings } = evaluate(created, [
      policy([objection({ id: '1' }), objection({ id: '2' })]),
      policy([objection({ id: '3' })]),
    ]);
    expect(findings.map((finding) => finding.rule)).toEqual(['1', '2', '3']);
  });

  test('a rule that throws is a failure, and the others still run', () => {
    const broken = rule({
      id: 'broken',
      check: () => {
        throw new Error('secret value');
      },
    });
    const { findings, failures } = evaluate(created, [policy([broken, objection()])]);
    expect(findings).toHaveLength(1);
    expect(failures).toEqual([
      { code: 'rule', message: 'rule broken of policy a-policy failed', cause: expect.anything() },
    ]);
  });

  test('without a policy there is nothing to say', () => {
    expect(evaluate(created, [])).toEqual({ findings: [], waived: [], failures: [] });
  });

  test('a malformed object is denied by any policy that applies, and no rule sees it', () => {
    const malformed = { ...created, workload: workloadOf(goodPod({ containers: 'x' })) };
    const never = rule({
      check: () => {
        throw new Error('was asked');
      },
    });
    const { findings, failures } = evaluate(malformed, [policy([never], { name: 'p' })]);
    expect(failures).toEqual([]);
    expect(findings).toMatchObject([
      { rule: 'well-formed', policy: 'p', action: 'Deny', path: ['spec', 'containers'] },
    ]);
    expect(evaluate(malformed, []).findings).toEqual([]);
  });
});

describe('an UPDATE is judged by the rules whose inputs changed', () => {
  const violated = policy([
    objection({ id: 'pod', reads: ['pod'] }),
    objection({ id: 'template', reads: [{ from: 'template', path: [] }] }),
    objection({ id: 'owner', reads: [{ from: 'object', path: ['metadata', 'labels', 'owner'] }] }),
    objection({ id: 'replicas', reads: [{ from: 'object', path: ['spec', 'replicas'] }] }),
    objection({ id: 'metadata', reads: [{ from: 'object', path: ['metadata'] }] }),
    objection({ id: 'whole', reads: [{ from: 'object', path: [] }] }),
  ]);
  const judged = (before: object, after: object, kind = 'Pod', by = violated) => {
    const read = (changes: object) => workloadOf({ ...goodPod(), ...changes, kind }, kind);
    const subject: Subject = { operation: 'UPDATE', workload: read(after), before: read(before) };
    return evaluate(subject, [by]).findings.map((finding) => finding.rule);
  };
  const all = ['pod', 'template', 'owner', 'replicas', 'metadata', 'whole'];
  const { spec } = goodPod();
  const podWith = (changes: object) => ({ spec: { ...(spec as object), ...changes } });
  const labelled = (labels: object, more: object = {}) => ({ metadata: { name: 'web', labels, ...more } });

  test('nothing changed', () => {
    expect(judged({}, {})).toEqual([]);
  });

  test('without the old object everything counts as changed', () => {
    const subject: Subject = { operation: 'UPDATE', workload: workloadOf(goodPod()) };
    expect(evaluate(subject, [violated]).findings.map((finding) => finding.rule)).toEqual(all);
  });

  test('what the API server and its controllers write changes nothing', () => {
    const written = {
      creationTimestamp: 't',
      deletionGracePeriodSeconds: 1,
      deletionTimestamp: 't',
      finalizers: [],
      generation: 2,
      managedFields: [{}],
      ownerReferences: [{}],
      resourceVersion: '7',
      selfLink: 's',
      uid: 'u',
    };
    expect(judged(labelled({ a: 'b' }), { ...labelled({ a: 'b' }, written), status: { phase: 'Running' } })).toEqual(
      [],
    );
  });

  test('deletionTimestamp excuses nothing: an image change is judged', () => {
    const changed = {
      ...podWith({ containers: [{ name: 'app', image: 'other' }] }),
      metadata: { deletionTimestamp: 't' },
    };
    expect(judged({ metadata: { deletionTimestamp: 't' } }, changed)).toEqual(['pod', 'template', 'whole']);
  });

  test('scheduling fields of a running pod are not what it runs', () => {
    const scheduled = podWith({
      activeDeadlineSeconds: 1,
      nodeName: 'n',
      schedulingGates: [],
      terminationGracePeriodSeconds: 1,
      tolerations: [{ operator: 'Exists' }],
    });
    expect(judged({}, scheduled)).toEqual(['template', 'whole']);
  });

  test('a label is read by the rules that read it', () => {
    expect(judged(labelled({ owner: 'a' }), labelled({ owner: 'b' }))).toEqual([
      'template',
      'owner',
      'metadata',
      'whole',
    ]);
    expect(judged(labelled({ owner: 'a' }), labelled({ owner: 'a', x: 'y' }))).toEqual([
      'template',
      'metadata',
      'whole',
    ]);
    expect(judged(labelled({ owner: 'a' }), labelled({}))).toEqual(['template', 'owner', 'metadata', 'whole']);
  });

  test('a list that grew, shrank or changed its order has changed', () => {
    const containers = [
      { name: 'a', image: 'x' },
      { name: 'b', image: 'x' },
    ];
    const before = podWith({ containers });
    expect(judged(before, podWith({ containers: [...containers].reverse() }))).toContain('pod');
    expect(judged(before, podWith({ containers: containers.slice(1) }))).toContain('pod');
    expect(judged(before, podWith({ containers: { ...containers } }))).toEqual(['well-formed']);
  });

  test('scaling a controller is not a change of its pods; its template is', () => {
    const controller = (replicas: number, template = goodPod()) => ({ spec: { replicas, template } });
    expect(judged(controller(1), controller(2), 'Deployment')).toEqual(['replicas', 'whole']);
    const relabelled = goodPod({}, { labels: { app: 'other' } });
    expect(judged(controller(1), controller(1, relabelled), 'Deployment')).toEqual(['template', 'whole']);
    expect(judged(controller(1), controller(1, goodPod({ hostPID: true })), 'Deployment')).toEqual([
      'pod',
      'template',
      'whole',
    ]);
  });

  test('a path through a list follows its indices', () => {
    const first = policy([
      objection({ id: 'first', reads: [{ from: 'object', path: ['spec', 'containers', 0, 'image'] }] }),
    ]);
    const image = (name: string) => podWith({ containers: [{ name: 'a', image: name }] });
    expect(judged(image('x'), image('x'), 'Pod', first)).toEqual([]);
    expect(judged(image('x'), image('y'), 'Pod', first)).toEqual(['first']);
  });

  test('what comes to stand in the way of a path is a change', () => {
    const deep = policy([objection({ id: 'deep', reads: [{ from: 'object', path: ['data', 'a', 'b'] }] })]);
    const data = (value: unknown) => ({ ...podWith({}), data: value });
    expect(judged(data({}), data({ a: 'text' }), 'Pod', deep)).toEqual(['deep']);
    expect(judged(data({}), data({ a: [] }), 'Pod', deep)).toEqual(['deep']);
    expect(judged(data({ a: 'text' }), data('text'), 'Pod', deep)).toEqual([]);
    expect(judged(data({}), data({ x: 1 }), 'Pod', deep)).toEqual([]);
  });

  test('a label that brings the object into scope has it judged whole', () => {
    const selective = policy(violated.rules, { selectsObject: (labels) => labels.get('tier') === 'web' });
    expect(judged(labelled({}), labelled({ tier: 'web' }), 'Pod', selective)).toEqual(all);
    expect(judged(labelled({ tier: 'web' }), labelled({ tier: 'web' }), 'Pod', selective)).toEqual([]);
  });
});

describe('a rule with more problems than anyone reads', () => {
  const many =
    (count: number): Check =>
    (_, report) => {
      for (let index = 0; index < count; index += 1) report({ message: `no ${index}`, path: ['spec', index] });
    };
  const created: Subject = { operation: 'CREATE', workload: workloadOf(goodPod()) };
  const covering: Waivers = {
    judge: ({ path }) =>
      Number(path[1]) < 3_000
        ? { waiver: { exception: 'x', owner: 'o', expires: '2027-01-01', reason: 'r' } }
        : undefined,
  };

  test('lists the first of them and counts the rest', () => {
    const { findings } = evaluate(created, [
      policy([rule({ check: many(5_000) }), rule({ id: 'next', check: many(1) })]),
    ]);
    expect(findings).toHaveLength(2_002);
    expect(findings[2_000]).toMatchObject({ action: 'Deny', path: [], message: expect.stringMatching(/^3000 more /) });
    expect(findings[2_001]?.rule).toBe('next');
  });

  test('is not let through by an exception for those that are listed', () => {
    const { findings, waived } = evaluate(created, [policy([rule({ check: many(3_001) })])], { waivers: covering });
    expect([findings.map(({ message }) => message.slice(0, 6)), waived.length]).toEqual([['1 more'], 2_000]);
    expect(evaluate(created, [policy([rule({ check: many(3_000) })])], { waivers: covering }).findings).toEqual([]);
  });
});
