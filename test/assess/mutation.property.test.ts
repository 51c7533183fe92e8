import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mutate, type World } from '../../src/assess.ts';
import type { PatchOperation } from '../../src/model/decision.ts';
import { isObject, type JsonObject } from '../../src/model/json.ts';
import type { Subjects } from '../../src/model/subject.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { loadDocuments, policyDocument } from '../support/exceptions.ts';
import { DIGEST, goodPod, workloadOf } from '../support/pods.ts';

/** Every rule that can mutate, over any pod: what it writes fits, changes nothing that was written, and is enough. */

const MUTATING = WORKLOAD_RULES.filter(({ options }) => options.kind === 'record' && 'mutate' in options.fields).map(
  ({ id }) => id,
);

const all = MUTATING.map((rule) => ({ rule, options: { mutate: true } }));
const SET = loadDocuments(
  policyDocument('all', { rules: all, mutation: { controllers: true } }),
  policyDocument('other', {
    rules: [{ rule: 'image-pull-policy', options: { mutate: true, allowed: ['IfNotPresent'], whenPinned: ['Never'] } }],
  }),
);

const WORLD: World = {
  namespaceLabels: () => Promise.reject(new Error('nobody should ask')),
  signal: new AbortController().signal,
  today: () => '2026-11-20',
  honoursAnnotations: false,
};
const read = (object: JsonObject): Subjects => [{ operation: 'CREATE', workload: workloadOf(object) }];
const run = (object: JsonObject) => mutate(read(object), SET, WORLD, read);

/** A field with one of the values, with null, or not at all. */
const fields = (values: Readonly<Record<string, readonly unknown[]>>): fc.Arbitrary<JsonObject> =>
  fc.record(Object.fromEntries(Object.entries(values).map(([key, some]) => [key, fc.constantFrom(...some, null)])), {
    requiredKeys: [],
  });

const PROFILES = [{}, { type: 'Unconfined' }, { type: 'RuntimeDefault' }, { type: 'Localhost', localhostProfile: 'a' }];
const context = fields({
  privileged: [true, false],
  allowPrivilegeEscalation: [true, false],
  readOnlyRootFilesystem: [true, false],
  runAsNonRoot: [true, false],
  runAsUser: [0, 1000],
  seccompProfile: PROFILES,
  capabilities: [{}, { add: ['NET_RAW'] }, { add: ['CAP_SYS_ADMIN'] }, { drop: [] }, { drop: ['ALL'] }, { drop: null }],
});
const IMAGES = ['nginx', 'nginx:1.29', 'nginx:latest', `nginx@${DIGEST}`, 'Not an image', ''];
const container = fc
  .record({
    more: fields({ image: IMAGES, imagePullPolicy: ['', 'Always', 'Never'], restartPolicy: ['Always'] }),
    securityContext: fc.option(context),
  })
  .map(({ more, securityContext }): JsonObject => ({ name: 'app', ...more, securityContext }));
const podContext = fields({ runAsNonRoot: [true, false], runAsUser: [0, 1000], seccompProfile: PROFILES });
const TOKEN = { name: 't', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } };
const MODELS = { name: 'm', image: { reference: 'models:1' } };
const podFields = fields({
  os: [{ name: 'windows' }, { name: 'linux' }],
  hostUsers: [true, false],
  automountServiceAccountToken: [true, false],
  volumes: [[], [TOKEN], [MODELS], [MODELS, TOKEN]],
});
const pod = fc
  .record({
    more: podFields,
    securityContext: fc.option(podContext),
    containers: fc.array(container, { minLength: 1, maxLength: 3 }),
    initContainers: fc.option(fc.array(container, { maxLength: 2 })),
    isTemplate: fc.boolean(),
  })
  .map(({ more, isTemplate, ...spec }): JsonObject => {
    const template = goodPod({ ...spec, ...more });
    return isTemplate
      ? { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'w' }, spec: { template } }
      : template;
  });

/** RFC 6902, for what a patch of ours may hold; throws where an operation does not fit. */
function applyPatch(object: JsonObject, patch: readonly PatchOperation[]): unknown {
  const root = structuredClone(object);
  for (const { op, path, value } of patch) {
    const steps = path
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = steps.pop();
    let parent: unknown = root;
    for (const step of steps) parent = (parent as Record<string, unknown>)[step];
    if (!isObject(parent) || last === undefined) throw new Error(`no object above ${path}`);
    if (op === 'replace' && !Object.hasOwn(parent, last)) throw new Error(`nothing to replace at ${path}`);
    (parent as Record<string, unknown>)[last] = structuredClone(value);
  }
  return root;
}

/** Places where something was written that is no longer there; null is nothing, as in the API. */
function lost(before: unknown, after: unknown, path = ''): readonly string[] {
  if (before === null || before === undefined) return [];
  if (typeof before !== 'object') return before === after ? [] : [path];
  if (typeof after !== 'object' || after === null || Array.isArray(before) !== Array.isArray(after)) return [path];
  if (Array.isArray(before) && (after as readonly unknown[]).length !== before.length) return [path];
  return Object.entries(before).flatMap(([key, value]) => lost(value, (after as JsonObject)[key], `${path}/${key}`));
}

const LINUX_ONLY = [
  'allowPrivilegeEscalation',
  'capabilities',
  'readOnlyRootFilesystem',
  'seccompProfile',
  'runAsUser',
];
const PULL_POLICIES = [undefined, null, '', 'Always', 'IfNotPresent', 'Never'];

/** What the validation of the API server objects to in a pod, of all that rules may write. */
function apiFaults(object: JsonObject): readonly string[] {
  const workload = workloadOf(object);
  const faults = workload.malformed.map(({ message }) => message);
  const contextOf = (holder: JsonObject) => (isObject(holder.securityContext) ? holder.securityContext : {});
  const holders = [workload.pod, ...workload.containers.map(({ spec }) => spec)];
  for (const [index, holder] of holders.entries()) {
    const { privileged, allowPrivilegeEscalation, capabilities, seccompProfile } = contextOf(holder);
    const added = isObject(capabilities) && Array.isArray(capabilities.add) ? capabilities.add : [];
    if (allowPrivilegeEscalation === false && (privileged === true || added.includes('CAP_SYS_ADMIN'))) {
      faults.push(`${index}: allowPrivilegeEscalation: false contradicts what else is set`);
    }
    if (isObject(seccompProfile) && seccompProfile.type === undefined) faults.push(`${index}: a profile has a type`);
    if (!PULL_POLICIES.includes(holder.imagePullPolicy as string)) faults.push(`${index}: imagePullPolicy`);
    for (const field of workload.windows ? LINUX_ONLY : []) {
      if ((contextOf(holder)[field] ?? null) !== null) faults.push(`${index}: ${field} on Windows`);
    }
  }
  return faults;
}

describe('rules that mutate', () => {
  test('cover what the restricted level asks for and can be written, the token and the pull policy', () => {
    expect(MUTATING).toEqual(
      expect.arrayContaining([
        'disable-service-account-token',
        'disallow-privilege-escalation',
        'drop-all-capabilities',
        'image-pull-policy',
        'require-seccomp-profile',
      ]),
    );
  });

  test('write what fits, over nothing that was written, once', async () => {
    const written = new Set<string>();
    await fc.assert(
      fc.asyncProperty(pod, async (object) => {
        const first = await run(object);
        expect(first.decision).toMatchObject({ allowed: true, failures: [] });
        expect(applyPatch(object, first.decision.patches)).toEqual(first.object);
        expect((await run(first.object)).decision.patches).toEqual([]);
        expect(lost(object, first.object)).toEqual([]);
        const known = new Set(apiFaults(object));
        expect(apiFaults(first.object).filter((fault) => !known.has(fault))).toEqual([]);
        for (const { path } of first.decision.patches) written.add(path.replace(/^.*\//, ''));
      }),
      { numRuns: 1_500 },
    );
    expect(written.size).toBeGreaterThanOrEqual(MUTATING.length);
  });

  test('write into a bare pod all that it needs', async () => {
    const { object } = await run({
      apiVersion: 'v1',
      kind: 'Pod',
      spec: { containers: [{ name: 'app', image: 'a:1' }] },
    });
    expect(object.spec).toEqual({
      automountServiceAccountToken: false,
      securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'app',
          image: 'a:1',
          imagePullPolicy: 'Always',
          securityContext: {
            allowPrivilegeEscalation: false,
            capabilities: { drop: ['ALL'] },
            readOnlyRootFilesystem: true,
            runAsNonRoot: true,
          },
        },
      ],
    });
  });

  test('write into a Windows pod nothing that Windows does not have', async () => {
    const { object } = await run(
      goodPod({ os: { name: 'windows' }, securityContext: {}, containers: [{ name: 'app' }] }),
    );
    expect(object.spec).toMatchObject({ securityContext: {}, automountServiceAccountToken: false });
    expect(apiFaults(object)).toEqual([]);
  });

  test('replace what the API server filled in only where they are asked to, and once', async () => {
    const rules = [{ rule: 'image-pull-policy', options: { mutate: true, replaceDefault: true } }];
    const set = loadDocuments(policyDocument('p', { rules }));
    const pod = goodPod({ containers: [{ name: 'app', image: 'a:1', imagePullPolicy: 'IfNotPresent' }] });
    const { decision, object } = await mutate(read(pod), set, WORLD, read);
    expect(decision.patches).toEqual([{ op: 'replace', path: '/spec/containers/0/imagePullPolicy', value: 'Always' }]);
    expect((await mutate(read(object), set, WORLD, read)).decision.patches).toEqual([]);
  });
});
