import { describe, expect, jest, test } from '@jest/globals';
import { assess, type World } from '../../src/assess.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { loadDocuments, policyDocument } from '../support/exceptions.ts';
import { goodPod, workloadOf } from '../support/pods.ts';

/** A policy with `podSecurity` and the labels of a namespace: what becomes of pods, and of what makes them. */

type Labels = Readonly<Record<string, string>>;

const RESTRICTED = goodPod();
const BASELINE = goodPod({ securityContext: {} });
const PRIVILEGED = goodPod({ hostPID: true });
const deployment = (template: JsonObject): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'w' },
  spec: { template },
});

const worldOf = (namespaceLabels: World['namespaceLabels']): World => ({
  namespaceLabels,
  signal: new AbortController().signal,
  today: () => '2026-11-20',
  honoursAnnotations: false,
});
const labelled = (labels: Labels) =>
  worldOf(
    async () => new Map(Object.entries(labels).map(([key, value]) => [`pod-security.kubernetes.io/${key}`, value])),
  );
const setOf = (podSecurity: JsonObject = {}, spec: JsonObject = {}) =>
  loadDocuments(policyDocument('labels', { podSecurity, ...spec }));
const judge = (object: JsonObject, world: World, set = setOf()) =>
  assess([{ operation: 'CREATE', workload: workloadOf(object) }], set, world);

/** What the pod, and the Deployment of it, come to. */
async function outcomes(pod: JsonObject, labels: Labels, podSecurity?: JsonObject): Promise<string> {
  const said: string[] = [];
  for (const object of [pod, deployment(pod)]) {
    const { allowed, findings } = await judge(object, labelled(labels), setOf(podSecurity));
    const actions = [...new Set(findings.map(({ action }) => action))].sort().join('+');
    said.push(`${allowed ? 'passes' : 'denied'}${actions === '' ? '' : ` (${actions})`}`);
  }
  return said.join(', ');
}

describe('labels decide over a pod, and over a Deployment of it', () => {
  test.each<[labels: Labels, baseline: string, privileged: string]>([
    [{}, 'passes, passes', 'passes, passes'],
    [{ enforce: 'privileged' }, 'passes, passes', 'passes, passes'],
    [{ enforce: 'baseline' }, 'passes, passes', 'denied (Deny), passes (Warn)'],
    [{ enforce: 'restricted' }, 'denied (Deny), passes (Warn)', 'denied (Deny), passes (Warn)'],
    [{ enforce: 'nonsense' }, 'denied (Deny), passes', 'denied (Deny), passes'],
    [{ enforce: 'restricted', warn: 'privileged' }, 'denied (Deny), passes', 'denied (Deny), passes'],
    [{ warn: 'restricted' }, 'passes (Warn), passes (Warn)', 'passes (Warn), passes (Warn)'],
    [{ audit: 'restricted' }, 'passes (Audit), passes (Audit)', 'passes (Audit), passes (Audit)'],
    [{ warn: 'nonsense', audit: 'nonsense' }, 'passes, passes', 'passes, passes'],
    [{ warn: 'baseline', audit: 'restricted' }, 'passes (Audit), passes (Audit)', 'passes (Warn), passes (Warn)'],
    [{ enforce: 'baseline', warn: 'restricted' }, 'passes (Warn), passes (Warn)', 'denied (Deny), passes (Warn)'],
  ])('%j', async (labels, baseline, privileged) => {
    expect(await outcomes(RESTRICTED, labels)).toBe('passes, passes');
    expect(await outcomes(BASELINE, labels)).toBe(baseline);
    expect(await outcomes(PRIVILEGED, labels)).toBe(privileged);
  });

  test('a version of the standard is that of its time', async () => {
    const port = { containerPort: 80 };
    const probe = { tcpSocket: { host: '10.0.0.1', port: 80 } };
    const pod = goodPod({ containers: [{ name: 'app', ports: [port], livenessProbe: probe }] });
    expect(await outcomes(pod, { enforce: 'baseline', 'enforce-version': 'v1.33' })).toMatch(/^passes/);
    expect(await outcomes(pod, { enforce: 'baseline', 'enforce-version': 'v1.34' })).toMatch(/^denied/);
    expect(await outcomes(pod, { enforce: 'baseline', 'enforce-version': 'nonsense' })).toMatch(/^denied/);
  });

  test('defaults count where there is no label, and a label counts before them', async () => {
    const strict = { defaults: { enforce: 'restricted' } };
    expect(await outcomes(BASELINE, {}, strict)).toBe('denied (Deny), passes');
    expect(await outcomes(BASELINE, { enforce: 'baseline' }, strict)).toBe('passes, passes');
    const fixed = { ...strict, namespaceLabels: 'Ignore' };
    expect(await outcomes(BASELINE, { enforce: 'baseline' }, fixed)).toBe('denied (Deny), passes');
  });
});

describe('labels that cannot be looked up', () => {
  const unknown = worldOf(() => Promise.reject(new Error('no such namespace')));

  test.each([
    ['a pod', RESTRICTED],
    ['a controller', deployment(RESTRICTED)],
  ])('deny %s, however good it is', async (_, object) => {
    expect(await judge(object, unknown)).toMatchObject({
      allowed: false,
      findings: [],
      failures: [{ code: 'namespace-lookup', message: 'the labels of namespace shop could not be read' }],
    });
  });

  test('are not asked for where nothing depends on them', async () => {
    const namespaceLabels = jest.fn(unknown.namespaceLabels);
    const world = worldOf(namespaceLabels);
    const exempt = setOf({ exemptions: { namespaces: ['shop'] } });
    expect(await judge(PRIVILEGED, world, exempt)).toMatchObject({ allowed: true, failures: [] });
    expect(await judge(deployment(PRIVILEGED), world, setOf({}, { controllers: 'Off' }))).toMatchObject({
      allowed: true,
      findings: [],
    });
    const fixed = setOf({ namespaceLabels: 'Ignore', defaults: { enforce: 'baseline' } });
    expect(await judge(PRIVILEGED, world, fixed)).toMatchObject({ allowed: false, failures: [] });
    expect(namespaceLabels).not.toHaveBeenCalled();
    await judge(PRIVILEGED, world, setOf({}, { controllers: 'Off' }));
    expect(namespaceLabels).toHaveBeenCalledTimes(1);
  });
});

describe('what cannot be read', () => {
  const broken = goodPod({ containers: 'x' });

  test('is denied as a pod, and only warned of as a controller', async () => {
    const strict = labelled({ enforce: 'restricted' });
    expect(await judge(broken, strict)).toMatchObject({ allowed: false, findings: [{ rule: 'well-formed' }] });
    expect(await judge(deployment(broken), strict)).toMatchObject({
      allowed: true,
      findings: [{ rule: 'well-formed', action: 'Warn' }],
    });
  });

  test('is nobody’s business where no level is asked for', async () => {
    expect(await judge(broken, labelled({}))).toMatchObject({ allowed: true, findings: [] });
  });
});

test('an UPDATE that changes nothing of the pod is not judged again', async () => {
  const update = (before: JsonObject, after: JsonObject) =>
    assess(
      [{ operation: 'UPDATE', workload: workloadOf(after), before: workloadOf(before) }],
      setOf(),
      labelled({ enforce: 'restricted' }),
    );
  expect((await update(PRIVILEGED, goodPod({ hostPID: true }, { labels: { a: 'b' } }))).allowed).toBe(true);
  expect((await update(RESTRICTED, PRIVILEGED)).allowed).toBe(false);
});
