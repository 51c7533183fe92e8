import { describe, expect, test } from '@jest/globals';
import { assess, type World } from '../../src/assess.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { formatPath } from '../../src/model/path.ts';
import type { CompiledPolicy, CompiledRule } from '../../src/model/policy.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { rulesUnderTest } from '../fuzz/rule-under-test.ts';
import { load, policyText } from '../policy/harness.ts';
import { machine, pipeline, subjectsOf, template } from '../support/custom-kinds.ts';
import { objection, policy, policySet, rule } from '../support/policies.ts';

/** Kinds that name images and hold no pod, such as virtual machines. */

const world: World = {
  namespaceLabels: () => Promise.reject(new Error('nobody should ask')),
  signal: new AbortController().signal,
  today: () => '2026-11-20',
  honoursAnnotations: false,
};
const DISK = 'spec.volumes[0].containerDisk.image';

const judge = async (object: JsonObject, rules: readonly CompiledRule[], earlier?: JsonObject) => {
  const { findings, failures } = await assess(subjectsOf(object, earlier), policySet(policy(rules)), world);
  expect(failures).toEqual([]);
  return findings.map(({ rule: id, path }) => `${id} ${formatPath(path)}`);
};
const compiled = (...entries: readonly unknown[]) => (load(policyText(entries)).policies[0] as CompiledPolicy).rules;

describe('rules that run', () => {
  test.each<[string, CompiledRule['reads'], boolean]>([
    ['images', ['images'], true],
    ['the object', [{ from: 'object', path: ['metadata'] }], true],
    [
      'the object and templates',
      [
        { from: 'template', path: [] },
        { from: 'object', path: [] },
      ],
      true,
    ],
    ['images and the object', ['images', { from: 'object', path: [] }], true],
    ['the pod', ['pod'], false],
    ['the pod and the object', ['pod', { from: 'object', path: [] }], false],
    ['the pod and images', ['images', 'pod'], false],
    ['templates', [{ from: 'template', path: [] }], false],
    ['connections', ['connection'], false],
  ])('those about %s: %s', async (_, reads, runs) => {
    expect(await judge(machine(['disk']), [objection({ reads })])).toHaveLength(runs ? 1 : 0);
  });

  test('those about images find them where they stand', async () => {
    const rules = compiled({ rule: 'disallow-latest-tag' }, { rule: 'pin-image-digest' }, { rule: 'run-as-non-root' });
    expect(await judge(machine(['quay.io/vm']), rules)).toEqual([
      `disallow-latest-tag ${DISK}`,
      `pin-image-digest ${DISK}`,
    ]);
    expect(await judge(machine([`quay.io/vm@sha256:${'0'.repeat(64)}`]), rules)).toEqual([]);
  });

  test.each([
    'allowed-registries',
    'disallow-registries',
    'disallow-latest-tag',
    'pin-image-digest',
    'disallow-tiller',
  ])('%s is one of them', (id) => {
    expect(WORKLOAD_RULES.find((candidate) => candidate.id === id)?.reads).toEqual(['images']);
  });

  test('a condition made of such rules is one too', async () => {
    const either = {
      id: 'either',
      message: 'pinned or ours',
      any: [
        { rule: 'pin-image-digest' },
        { rule: 'allowed-registries', options: { registries: ['ours.example.com/**'] } },
      ],
    };
    expect(await judge(machine(['quay.io/vm']), compiled(either))).toHaveLength(1);
    expect(await judge(machine(['ours.example.com/vm']), compiled(either))).toEqual([]);
  });

  test('no rule of the catalogue fails on an object without a pod, or asks it for one', async () => {
    const all = WORKLOAD_RULES.flatMap(({ id }) => rulesUnderTest(id).map(({ rule: each }) => each));
    const around = { objects: () => [], workloads: () => [] };
    const metadata = { name: 'vm', namespace: 'shop', labels: {}, annotations: {} };
    const subjects = subjectsOf(machine([], metadata));
    const decision = await assess(subjects, policySet(policy(all)), { ...world, surroundings: around });
    expect(decision.failures).toEqual([]);
    for (const { rule: id, path } of decision.findings) {
      expect([id, path[0]]).toEqual([id, expect.stringMatching(/^(?:metadata|apiVersion)$/)]);
    }
  });
});

describe('an object with templates and images', () => {
  const images = rule({
    id: 'images',
    reads: ['images'],
    check: (workload, report) => {
      for (const { path } of workload.images) report({ message: 'no', path });
    },
  });
  const step = 'spec.steps[0].template.spec.containers[0].image';

  test('is judged in both', async () => {
    const object = pipeline({ toolbox: { image: 'tools' }, steps: [{ template: template() }] });
    expect(await judge(object, [images, objection({ id: 'pods', reads: ['pod'] })])).toEqual([
      'images spec.toolbox.image',
      `images ${step}`,
      'pods spec',
    ]);
  });

  test('an image that cannot be read denies, whatever the policy is about', async () => {
    expect(await judge(pipeline({ toolbox: { image: 7 }, steps: [] }), [rule()])).toEqual([
      'well-formed spec.toolbox.image',
    ]);
    expect(await judge(machine([['a']]), [rule()])).toEqual([`well-formed ${DISK}`]);
  });
});

describe('an UPDATE', () => {
  const disallow = compiled({ rule: 'disallow-latest-tag' });

  test('of anything but the images brings up nothing', async () => {
    const labelled = machine(['quay.io/vm'], { name: 'other', labels: { a: 'b' } });
    expect(await judge(labelled, disallow, machine(['quay.io/vm']))).toEqual([]);
  });

  test.each<[string, readonly string[]]>([
    ['an image', ['quay.io/vm', 'quay.io/other']],
    ['one more image', ['quay.io/vm', 'quay.io/vm:1', 'quay.io/more']],
    ['one more of the same', ['quay.io/vm', 'quay.io/vm:1', 'quay.io/vm']],
  ])('of %s is judged', async (_, images) => {
    expect(await judge(machine(images), disallow, machine(['quay.io/vm', 'quay.io/vm:1']))).not.toEqual([]);
  });

  test('that adds the first image is judged', async () => {
    const [tools, none] = [{ image: 'tools' }, undefined];
    const steps = [{ template: template() }];
    expect(await judge(pipeline({ steps, toolbox: tools }), disallow, pipeline({ steps, toolbox: none }))).toEqual([
      'disallow-latest-tag spec.toolbox.image',
    ]);
  });
});

test('they count as controllers: the pods made for them are judged again', async () => {
  const images = objection({ reads: ['images'] });
  const decide = (controllers: CompiledPolicy['controllers']) =>
    assess(subjectsOf(machine(['disk'])), policySet(policy([images], { controllers })), world);
  expect(await decide('Deny')).toMatchObject({ allowed: false });
  expect(await decide('Warn')).toMatchObject({ allowed: true, findings: [{ action: 'Warn' }] });
  expect(await decide('Off')).toMatchObject({ allowed: true, findings: [] });
});
