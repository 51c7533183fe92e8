import { describe, expect, jest, test } from '@jest/globals';
import { assess, mutate, type World } from '../../src/assess.ts';
import { CommonGround } from '../../src/evaluate/common-ground.ts';
import { evaluate } from '../../src/evaluate/evaluate.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { formatPath } from '../../src/model/path.ts';
import type { CompiledPolicy, CompiledRule, PolicySet } from '../../src/model/policy.ts';
import type { Check } from '../../src/model/rule.ts';
import { rayCluster, rollout, subjectsOf, template } from '../support/custom-kinds.ts';
import { goodContainer } from '../support/pods.ts';
import { policy, policySet, rule } from '../support/policies.ts';

/** Several pod templates in one object: each is judged by itself, the object once. */

const world: World = {
  namespaceLabels: () => Promise.reject(new Error('nobody should ask')),
  signal: new AbortController().signal,
  today: () => '2026-11-20',
  honoursAnnotations: false,
};

const GOOD = template();
const BAD = template({ securityContext: { privileged: true } });
const HEAD = 'spec.headGroupSpec.template.spec.containers[0]';
const worker = (index: number) => `spec.workerGroupSpecs[${index}].template.spec.containers[0]`;

/** Objects to privileged containers. */
const privileged: Check = ({ containers }, report) => {
  for (const { spec, path } of containers) {
    if ((spec.securityContext as JsonObject)?.privileged === true) report({ message: 'privileged', path });
  }
};
const pods = rule({ id: 'pods', check: privileged });

/** Objects to every object, for what stands outside of any pod. */
const ofObject = (...path: readonly string[]) =>
  rule({
    id: path.join('.'),
    reads: [{ from: 'object', path }],
    check: (_, report) => report({ message: 'no', path }),
  });

const judge = async (object: JsonObject, set: PolicySet, earlier?: JsonObject) => {
  const { allowed, findings, failures } = await assess(subjectsOf(object, earlier), set, world);
  return { allowed, findings: findings.map(({ rule: id, path }) => `${id} ${formatPath(path)}`), failures };
};
const found = async (object: JsonObject, rules: readonly CompiledRule[], earlier?: JsonObject) =>
  (await judge(object, policySet(policy(rules)), earlier)).findings;

describe('findings', () => {
  test('stand at the place in the object that the user wrote', async () => {
    expect(await judge(rayCluster([GOOD, BAD]), policySet(policy([pods])))).toEqual({
      allowed: false,
      findings: [`pods ${worker(1)}`],
      failures: [],
    });
    expect(await found(rayCluster([BAD, BAD], BAD), [pods])).toEqual([
      `pods ${HEAD}`,
      `pods ${worker(0)}`,
      `pods ${worker(1)}`,
    ]);
    expect(await judge(rayCluster([GOOD, GOOD]), policySet(policy([pods])))).toMatchObject({ allowed: true });
  });

  test('about the object itself are given once', async () => {
    const labels = ofObject('metadata', 'labels');
    expect(await found(rayCluster([GOOD, BAD]), [labels, pods])).toEqual([
      'metadata.labels metadata.labels',
      `pods ${worker(1)}`,
    ]);
  });

  test('of one rule that looks at both are given once for each place', async () => {
    const both = rule({
      id: 'both',
      reads: ['pod', { from: 'object', path: ['metadata'] }],
      check: ({ podPath }, report) => {
        report({ message: 'object', path: ['metadata'] });
        report({ message: 'pod', path: podPath });
      },
    });
    expect(await found(rayCluster([GOOD]), [both])).toEqual([
      'both metadata',
      'both spec.headGroupSpec.template.spec',
      'both spec.workerGroupSpecs[0].template.spec',
    ]);
  });

  test('of two policies, or with two actions, are two', async () => {
    const labels = ofObject('metadata');
    const set = policySet(
      policy([labels]),
      policy([labels], { name: 'other' }),
      policy([{ ...labels, action: 'Warn' }]),
    );
    expect((await judge(rayCluster([GOOD]), set)).findings).toHaveLength(3);
  });
});

describe('what the parts have in common', () => {
  test('is looked at once, however many parts there are', async () => {
    const check = jest.fn<Check>((_, report) => report({ message: 'no', path: ['metadata'] }));
    const metadata = rule({ reads: [{ from: 'object', path: ['metadata'] }], check });
    const many = rayCluster(Array(500).fill(GOOD));
    expect(await found(many, [metadata])).toHaveLength(1);
    expect(check).toHaveBeenCalledTimes(1);
    const both = rule({ reads: ['pod', { from: 'object', path: ['metadata'] }], check });
    await found(rayCluster([GOOD]), [both]);
    expect(check).toHaveBeenCalledTimes(3);
  });

  test('is told with the first part alone: a thousand parts would tell it a thousand times', () => {
    const policies = [policy([ofObject('metadata'), pods])];
    const common = new CommonGround();
    const told = subjectsOf(rayCluster([BAD], BAD)).map((subject) =>
      evaluate(subject, policies, { common }).findings.map(({ rule: id }) => id),
    );
    expect(told).toEqual([['metadata', 'pods'], ['pods']]);
  });

  test('is looked at again by a rule that asks what else there is', async () => {
    const check = jest.fn<Check>((_, report) => report({ message: 'no', path: ['metadata'] }));
    const others = rule({ reads: [{ from: 'object', path: ['metadata'] }], check, crossObject: true });
    const surroundings = { objects: () => [], workloads: () => [] };
    await assess(subjectsOf(rayCluster([GOOD])), policySet(policy([others])), { ...world, surroundings });
    expect(check).toHaveBeenCalledTimes(2);
  });

  test('counts with each part that a policy judges', async () => {
    const labels = ofObject('metadata');
    const workersOnly: Partial<CompiledPolicy> = {
      matches: ({ workload }) => workload.templatePath.includes('workerGroupSpecs'),
    };
    const set = policySet(policy([labels, pods], workersOnly));
    expect((await judge(rayCluster([BAD], BAD), set)).findings).toEqual(['metadata metadata', `pods ${worker(0)}`]);
  });

  test('a rule that fails says so once', async () => {
    const broken = rule({
      check: () => {
        throw new Error('x');
      },
    });
    const { allowed, failures } = await judge(rayCluster([GOOD, GOOD]), policySet(policy([broken])));
    expect([allowed, failures.length]).toEqual([false, 1]);
  });

  test('two rules that fail say so both', async () => {
    const check = () => {
      throw new Error('x');
    };
    const set = policySet(policy([rule({ id: 'one', check }), rule({ id: 'two', check })]));
    expect((await judge(rayCluster([GOOD]), set)).failures).toHaveLength(2);
  });
});

describe('an UPDATE', () => {
  const rules = [pods, ofObject('metadata', 'labels'), ofObject('spec')];

  test('that changes nothing brings up nothing', async () => {
    expect(await found(rayCluster([BAD], BAD), rules, rayCluster([BAD], BAD))).toEqual([]);
  });

  test('is judged in the templates that it changes', async () => {
    const changed = template({ securityContext: { privileged: true }, image: 'other' });
    expect(await found(rayCluster([BAD, changed], BAD), [pods], rayCluster([BAD, GOOD], BAD))).toEqual([
      `pods ${worker(1)}`,
    ]);
  });

  test('is judged in the templates that it adds, and not for what it leaves of the object', async () => {
    expect(await found(rayCluster([BAD, BAD]), rules.slice(0, 2), rayCluster([BAD]))).toEqual([`pods ${worker(1)}`]);
    expect(await found(rayCluster([BAD, BAD]), [ofObject('spec')], rayCluster([BAD]))).toEqual(['spec spec']);
  });

  test('of the object is judged in every part by a rule that looks at both', async () => {
    const check: Check = ({ podPath }, report) => report({ message: 'no', path: podPath });
    const both = rule({ id: 'both', reads: ['pod', { from: 'object', path: ['metadata', 'labels'] }], check });
    const relabelled = {
      ...rayCluster([GOOD]),
      metadata: { name: 'web', namespace: 'shop', labels: { app: 'other' } },
    };
    expect(await found(relabelled, [both], rayCluster([GOOD]))).toHaveLength(2);
    expect(await found(rayCluster([GOOD]), [both], rayCluster([GOOD]))).toEqual([]);
  });

  test('that moves templates about brings up nothing in them', async () => {
    expect(await found(rayCluster([GOOD, BAD]), [pods], rayCluster([BAD, GOOD]))).toEqual([]);
    expect(await found(rayCluster([GOOD, GOOD, BAD]), [pods], rayCluster([BAD]))).toEqual([]);
  });

  test('that takes a template away brings up nothing in the others', async () => {
    expect(await found(rayCluster([BAD]), [pods], rayCluster([GOOD, BAD]))).toEqual([]);
  });

  test('brings up a template where there was a reference', async () => {
    const now = rollout({ template: BAD });
    expect(await found(now, [pods], rollout({ workloadRef: {} }))).toEqual(['pods spec.template.spec.containers[0]']);
    expect(await found(now, [pods], rollout({ template: BAD, workloadRef: {} }))).toEqual([]);
  });

  test('cannot leave the policy with the label that selected the object', async () => {
    const selects = (labels: ReadonlyMap<string, string>) => labels.get('app') === 'web';
    const matches: CompiledPolicy['matches'] = ({ workload, before }) =>
      selects(workload.labels) || (before !== undefined && selects(before.labels));
    const set = policySet(policy([pods], { matches, selectsObject: selects }));
    const unlabelled = { ...rayCluster([GOOD, BAD]), metadata: { name: 'web', namespace: 'shop' } };
    expect((await judge(unlabelled, set, rayCluster([GOOD]))).findings).toEqual([`pods ${worker(1)}`]);
  });

  test('that brings the object into the scope of a policy is judged whole', async () => {
    const selectsObject = (labels: ReadonlyMap<string, string>) => labels.get('app') === 'web';
    const set = policySet(policy([pods], { selectsObject }));
    const before = { ...rayCluster([BAD, GOOD]), metadata: { name: 'web', namespace: 'shop' } };
    expect((await judge(rayCluster([BAD, GOOD]), set, before)).findings).toEqual([`pods ${worker(0)}`]);
  });
});

test('remedies are written where each template stands, where a policy says so', async () => {
  const check: Check = ({ containers }, report) => {
    for (const { spec, path } of containers) {
      const remedy = { path: [...path, 'stdin'], value: false };
      if (spec.stdin === undefined) report({ message: 'x', path, remedy });
    }
  };
  const object = rayCluster([template()], { spec: { containers: [goodContainer({ stdin: false })] } });
  const mutation = { controllers: true, ephemeralContainers: false };
  const result = await mutate(
    subjectsOf(object),
    policySet(policy([rule({ check })], { mutation })),
    world,
    subjectsOf,
  );
  expect(result.decision.patches).toEqual([
    { op: 'add', path: '/spec/workerGroupSpecs/0/template/spec/containers/0/stdin', value: false },
  ]);
  const unasked = await mutate(subjectsOf(object), policySet(policy([rule({ check })])), world, subjectsOf);
  expect(unasked.decision.patches).toEqual([]);
});
