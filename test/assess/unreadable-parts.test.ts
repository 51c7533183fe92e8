import { describe, expect, test } from '@jest/globals';
import { assess, type World } from '../../src/assess.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { formatPath } from '../../src/model/path.ts';
import type { CompiledPolicy } from '../../src/model/policy.ts';
import { pipeline, rayCluster, rollout, subjectsOf, template } from '../support/custom-kinds.ts';
import { objection, policy, policySet, rule } from '../support/policies.ts';

const world: World = {
  namespaceLabels: () => Promise.reject(new Error('nobody should ask')),
  signal: new AbortController().signal,
  today: () => '2026-11-20',
  honoursAnnotations: false,
};

const GOOD = template();
const BAD = template({ image: 'bad' });
const pods = rule({
  id: 'pods',
  check: ({ images }, report) => {
    for (const { text, path } of images) if (text === 'bad') report({ message: 'no', path });
  },
});

describe('what cannot be read', () => {
  const malformed = async (object: JsonObject, fields: Partial<CompiledPolicy> = {}) => {
    const { allowed, findings } = await assess(subjectsOf(object), policySet(policy([pods], fields)), world);
    return { allowed, findings: findings.map(({ rule: id, action, path }) => `${id} ${action} ${formatPath(path)}`) };
  };

  test('denies, and the rest is judged beside it', async () => {
    expect(await malformed(rayCluster([BAD, { spec: 'text' }]))).toEqual({
      allowed: false,
      findings: [
        'pods Deny spec.workerGroupSpecs[0].template.spec.containers[0].image',
        'well-formed Deny spec.workerGroupSpecs[1].template.spec',
      ],
    });
  });

  test.each<[string, JsonObject, string]>([
    [
      'a group that is a string',
      { ...rayCluster([]), spec: { headGroupSpec: { template: GOOD }, workerGroupSpecs: ['x'] } },
      'spec.workerGroupSpecs[0]',
    ],
    ['groups that are an object', rayCluster({ a: { template: BAD } }), 'spec.workerGroupSpecs'],
    ['a spec that is a list', rollout([{ template: BAD }]), 'spec'],
    ['steps that are not there', pipeline({}), 'spec.steps'],
    ['more templates than are looked at', rayCluster(Array(1_001).fill(BAD)), ''],
    ['metadata that is a string', { ...pipeline({ steps: [] }), metadata: 'x' }, 'metadata'],
  ])('%s: it may have been a pod', async (_, object, path) => {
    expect(await malformed(object)).toEqual({ allowed: false, findings: [`well-formed Deny ${path}`] });
    expect(await malformed(object, { controllers: 'Warn' })).toEqual({
      allowed: true,
      findings: [`well-formed Warn ${path}`],
    });
    expect(await malformed(object, { controllers: 'Off' })).toEqual({ allowed: true, findings: [] });
  });

  describe('is left alone by an UPDATE', () => {
    const broken = (metadata: JsonObject, more: JsonObject = {}): JsonObject => ({
      ...rayCluster([GOOD, { spec: 'text' }, { spec: 'text' }]),
      metadata: { name: 'ray', ...metadata },
      ...more,
    });
    const isAllowed = async (earlier: JsonObject, later: JsonObject) => {
      const { allowed } = await assess(subjectsOf(later, earlier), policySet(policy([pods])), world);
      return allowed;
    };
    const held = broken({ finalizers: ['example.com/hold'], deletionTimestamp: '2026-11-20T10:00:00Z' });

    test('that removes a finalizer, so that it can be deleted', async () => {
      expect(await isAllowed(held, broken({ deletionTimestamp: '2026-11-20T10:00:00Z', resourceVersion: '2' }))).toBe(
        true,
      );
    });

    test.each<[string, JsonObject]>([
      ['a label', broken({ labels: { a: 'b' } })],
      ['another part', { ...broken({}), spec: { ...(held.spec as JsonObject), more: 1 } }],
      ['its status, which may be where templates are', broken({}, { status: {} })],
    ])('but not by one that changes %s', async (_what, later) => {
      expect(await isAllowed(held, later)).toBe(false);
    });
  });

  test('and is nothing to policies about connections', async () => {
    const connections = policySet(policy([objection({ reads: ['connection'] })]));
    const subjects = subjectsOf(rayCluster({ a: 'x' }));
    expect(await assess(subjects, connections, world)).toMatchObject({ allowed: true, findings: [] });
  });
});
