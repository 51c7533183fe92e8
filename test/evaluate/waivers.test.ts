import { describe, expect, test } from '@jest/globals';
import { evaluate } from '../../src/evaluate/evaluate.ts';
import { waiversFor } from '../../src/evaluate/waivers.ts';
import { waiverName } from '../../src/model/decision.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { formatPath } from '../../src/model/path.ts';
import type { Operation } from '../../src/model/subject.ts';
import type { Workload } from '../../src/model/workload.ts';
import { addedEphemeralContainers, parseWorkloads } from '../../src/parse/workload.ts';
import { exceptionDocument, loadDocuments, policyDocument } from '../support/exceptions.ts';
import { goodContainer, goodPod, workloadOf } from '../support/pods.ts';

const RULES = ['run-as-non-root', 'disallow-privileged', 'disallow-host-namespaces', 'owned', 'pinned'];
const POLICY = policyDocument('basics', {
  rules: [
    { rule: 'run-as-non-root' },
    { rule: 'disallow-privileged' },
    { rule: 'disallow-host-namespaces' },
    { id: 'owned', message: 'needs an owner', assert: { path: '$.metadata.labels.owner', exists: true } },
    { id: 'pinned', message: 'is pinned', forEach: 'allContainers', assert: { path: '$.image', contains: '@' } },
  ],
});

interface Setting {
  readonly today?: string;
  readonly namespace?: string;
  readonly operation?: Operation;
  readonly before?: Workload;
  readonly parts?: readonly Workload[];
}

/** What stays and what is waived of the findings in a workload, as `rule path`. */
function judge(workload: Workload, exceptions: readonly JsonObject[], setting: Setting = {}) {
  const { today = '2026-11-20', operation = 'CREATE', before, parts = [workload] } = setting;
  const set = loadDocuments(POLICY, ...exceptions);
  const waivers = waiversFor(parts, { today: () => today, exceptions: set.exceptions, annotations: false });
  const subject = { operation, workload, ...(before && { before }) };
  const { findings, waived } = evaluate(subject, set.policies, { waivers });
  return {
    stay: findings.map(({ rule, path }) => `${rule} ${formatPath(path)}`),
    waived: waived.map(({ rule, path, waiver }) => [`${rule} ${formatPath(path)}`, waiverName(waiver)] as const),
    lapsed: findings.flatMap(({ lapsed }) => lapsed ?? []),
  };
}

const excepting = (match: JsonObject, name = 'e', rules = RULES) =>
  exceptionDocument(name, { basics: rules }, { match });
const ROOT = { securityContext: { runAsUser: 0 } };
const isWaived = (pod: JsonObject, match: JsonObject, namespace?: string) => {
  const exception = exceptionDocument('e', { basics: ['run-as-non-root'] }, { match }, namespace);
  const { stay, waived } = judge(workloadOf(pod), [exception]);
  return { stay: stay.filter((text) => text.startsWith('run-as')).length, waived: waived.length };
};

describe('an exception', () => {
  test('takes out findings of the rules that it names, and of no others', () => {
    const pod = goodPod({ ...ROOT, hostPID: true }, { labels: { owner: 'a' } });
    expect(judge(workloadOf(pod), [excepting({ names: ['web'] }, 'e', ['run-as-non-root'])])).toEqual({
      stay: ['disallow-host-namespaces spec.hostPID'],
      waived: [['run-as-non-root spec.securityContext.runAsUser', 'e']],
      lapsed: [],
    });
  });

  test('concerns the policy that it names, not another with the same rule', () => {
    const other = policyDocument('other', { rules: [{ rule: 'run-as-non-root' }] });
    const set = loadDocuments(other, POLICY, excepting({ names: ['web'] }));
    const workload = workloadOf(goodPod(ROOT));
    const waivers = waiversFor([workload], {
      today: () => '2026-11-20',
      exceptions: set.exceptions,
      annotations: false,
    });
    const { findings } = evaluate({ operation: 'CREATE', workload }, set.policies, { waivers });
    expect(findings.map(({ policy }) => policy)).toEqual(['other']);
  });

  test.each<[string, JsonObject, JsonObject, boolean]>([
    ['a name', { names: ['web'] }, {}, true],
    ['a longer name', { names: ['web'] }, { name: 'web-2' }, false],
    ['a glob of names', { names: ['web-*'] }, { name: 'web-7d8f' }, true],
    ['a name that is yet to be made', { names: ['web-*'] }, { name: null, generateName: 'web-' }, true],
    ['no name at all', { names: ['web', '*'], namespaces: ['shop'] }, { name: null }, false],
    ['a namespace', { namespaces: ['shop'] }, {}, true],
    ['another namespace', { namespaces: ['pay*'] }, {}, false],
    ['the namespace of the request, not what the object says', { namespaces: ['pay'] }, { namespace: 'pay' }, false],
    ['a label', { labels: { matchLabels: { app: 'web' } } }, {}, true],
    ['a label with another value', { labels: { matchLabels: { app: 'api' } } }, {}, false],
    ['a kind', { names: ['web'], kinds: ['Pod'] }, {}, true],
    ['another kind', { names: ['web'], kinds: ['Job'] }, {}, false],
    ['a name and another namespace', { names: ['web'], namespaces: ['pay'] }, {}, false],
  ])('of %s', (_, match, metadata, waived) => {
    expect(isWaived(goodPod(ROOT, metadata), match)).toEqual(waived ? { stay: 0, waived: 1 } : { stay: 1, waived: 0 });
  });

  test.each([
    ['shop', 1],
    ['payments', 0],
  ])('is bounded by the namespace that it lies in: %s', (namespace, waived) => {
    expect(isWaived(goodPod(ROOT), {}, namespace)).toMatchObject({ waived });
    expect(isWaived(goodPod(ROOT), { names: ['*'] }, namespace)).toMatchObject({ waived });
  });

  test.each(['UPDATE', 'DELETE'] as const)('applies to %s as to CREATE', (operation) => {
    const workload = workloadOf(goodPod(ROOT));
    const { waived } = judge(workload, [excepting({ names: ['web'] })], { operation, before: workloadOf(goodPod()) });
    expect(waived.map(([text]) => text)).toContain('run-as-non-root spec.securityContext.runAsUser');
  });

  test('never makes an object well-formed', () => {
    const { stay, waived } = judge(workloadOf(goodPod({ containers: 'x' })), [excepting({ names: ['web'] })]);
    expect({ stay, waived }).toEqual({ stay: ['well-formed spec.containers'], waived: [] });
  });
});

describe('an exception that has expired', () => {
  const workload = workloadOf(goodPod(ROOT, { labels: { owner: 'a' } }));
  const until = (expires: string, name = 'e') =>
    exceptionDocument(name, { basics: ['run-as-non-root'] }, { match: { names: ['web'] }, expires });

  test.each([
    ['2027-03-31', true],
    ['2027-04-01', false],
    ['2028-01-01', false],
    ['2026-11-20', true],
  ])('applies until the end of its last day: on %s it is %s', (today, applies) => {
    const { stay, waived, lapsed } = judge(workload, [until('2027-03-31')], { today });
    expect({ stay: stay.length, waived: waived.length }).toEqual(
      applies ? { stay: 0, waived: 1 } : { stay: 1, waived: 0 },
    );
    expect(lapsed).toEqual(applies ? [] : [{ exception: 'e', expires: '2027-03-31' }]);
  });

  test('does not stand in the way of one that has not', () => {
    expect(judge(workload, [until('2020-01-01', 'a'), until('2027-03-31', 'b')])).toMatchObject({
      waived: [[expect.anything(), 'b']],
      lapsed: [],
    });
  });

  test('is not named where it would not have covered the finding', () => {
    const elsewhere = exceptionDocument('e', { basics: RULES }, { match: { names: ['api'] }, expires: '2020-01-01' });
    expect(judge(workload, [elsewhere]).lapsed).toEqual([]);
  });
});

describe('an exception for images', () => {
  const legacy = goodContainer({ name: 'legacy', image: 'legacy.example.com/app:1', ...privileged() });
  const other = goodContainer({ name: 'other', image: 'registry.example.com/other:1', ...privileged() });
  const forLegacy = [excepting({ images: ['legacy.example.com/**'] })];
  const images = (workload: Workload, parts?: readonly Workload[]) =>
    judge(workload, forLegacy, parts ? { parts } : {}).waived.map(([text]) => text);

  function privileged(): JsonObject {
    return { securityContext: { privileged: true } };
  }

  test.each(['containers', 'initContainers', 'ephemeralContainers'] as const)('covers its %s, and no other', (list) => {
    const pod = goodPod({ containers: [goodContainer()], [list]: [other, legacy] });
    expect(images(workloadOf(pod))).toEqual([
      `disallow-privileged spec.${list}[1].securityContext.privileged`,
      `pinned spec.${list}[1].image`,
    ]);
  });

  test('covers problems of the pod only where it names every image', () => {
    const volume = { name: 'models', image: { reference: 'registry.example.com/models:1' } };
    const pod = (spec: JsonObject) => workloadOf(goodPod({ hostPID: true, ...spec }, { labels: {} }));
    const ofPod = ['disallow-host-namespaces spec.hostPID', 'owned metadata.labels'];
    expect(images(pod({ containers: [legacy] }))).toEqual(expect.arrayContaining(ofPod));
    expect(images(pod({ containers: [legacy], initContainers: [legacy] }))).toEqual(expect.arrayContaining(ofPod));
    for (const spec of [
      { containers: [legacy, other] },
      { containers: [legacy], initContainers: [other] },
      { containers: [legacy], ephemeralContainers: [other] },
      { containers: [legacy], volumes: [volume] },
      { containers: [legacy, { name: 'x' }] },
      { containers: [legacy, { ...legacy, name: 'x', image: 'LEGACY.example.com//app' }] },
    ]) {
      expect(images(pod(spec)).filter((text) => ofPod.includes(text))).toEqual([]);
    }
  });

  test('added ephemeral containers do not vouch for the pod that they are added to', () => {
    const before = workloadOf(goodPod({ hostPID: true }));
    const after = workloadOf(goodPod({ hostPID: true, ephemeralContainers: [legacy] }));
    expect(images(addedEphemeralContainers(after, before))).toEqual([
      'disallow-privileged spec.ephemeralContainers[0].securityContext.privileged',
      'pinned spec.ephemeralContainers[0].image',
    ]);
  });

  test('does not hide the problems of others behind more of its own than are listed', () => {
    const env = Array.from({ length: 150 }, (_, index) => ({ name: `A${index}`, value: 'bad' }));
    const noisy = { ...legacy, env };
    const quiet = { ...other, env: [{ name: 'B', value: 'bad' }] };
    const rules = [
      { id: 'env', message: 'm', assert: { path: '$.spec.containers[*].env[*].value', notEquals: 'bad' } },
    ];
    const exception = exceptionDocument('e', { p: ['env'] }, { match: { images: ['legacy.example.com/**'] } });
    const { policies, exceptions } = loadDocuments(policyDocument('p', { rules }), exception);
    const workload = workloadOf(goodPod({ containers: [noisy, quiet] }));
    const waivers = waiversFor([workload], { today: () => '2026-11-20', exceptions, annotations: false });
    expect(evaluate({ operation: 'CREATE', workload }, policies, { waivers }).findings).toMatchObject([
      { message: 'more than 100 places break this rule; the rest is not listed' },
    ]);
  });

  test('covers pod templates in controllers alike', () => {
    const template = goodPod({ hostPID: true, containers: [legacy] });
    const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'w' }, spec: { template } };
    expect(images(workloadOf(deployment))).toEqual([
      'disallow-privileged spec.template.spec.containers[0].securityContext.privileged',
      'disallow-host-namespaces spec.template.spec.hostPID',
      'owned metadata',
      'pinned spec.template.spec.containers[0].image',
    ]);
  });

  test('of an object with several pods, each exception speaks of its own; of the object, one for all of them', () => {
    const kinds = {
      apiVersion: 'tidewaiter.dev/v1alpha1',
      kind: 'WorkloadKinds',
      metadata: { name: 'k' },
      spec: {
        podTemplates: [
          { apiVersion: 'ray.io/v1', kind: 'RayCluster', path: 'spec.head.template' },
          { apiVersion: 'ray.io/v1', kind: 'RayCluster', path: 'spec.workers[*].template' },
        ],
      },
    };
    const template = (container: JsonObject) => ({ template: { spec: { hostPID: true, containers: [container] } } });
    const object = {
      apiVersion: 'ray.io/v1',
      kind: 'RayCluster',
      metadata: { name: 'ray' },
      spec: { head: template(legacy), workers: [template(other)] },
    };
    const parts = parseWorkloads(object, { kind: 'RayCluster', namespace: 'shop' }, loadDocuments(POLICY, kinds).kinds);
    const forOther = excepting({ images: ['registry.example.com/**'] }, 'f');
    const stay = (exceptions: readonly JsonObject[]) =>
      new Set(parts?.flatMap((part) => judge(part, exceptions, { parts }).stay));
    expect(parts).toHaveLength(2);
    expect(stay(forLegacy)).not.toContain('disallow-host-namespaces spec.head.template.spec.hostPID');
    expect(stay(forLegacy)).toContain('disallow-host-namespaces spec.workers[0].template.spec.hostPID');
    expect(stay([...forLegacy, forOther])).toEqual(new Set(['owned metadata']));
    expect(stay([excepting({ images: ['legacy.example.com/**', 'registry.example.com/**'] })])).toEqual(new Set());
  });
});
