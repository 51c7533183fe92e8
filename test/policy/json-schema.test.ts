import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isObject, type JsonObject } from '../../src/model/json.ts';
import { policyJsonSchema, policyTestJsonSchema } from '../../src/policy/json-schema.ts';
import { loadPolicyTests } from '../../src/policy/policy-test.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { load, problemsOf } from './harness.ts';
import { isValid } from './json-schema-validator.ts';

const policySchema = policyJsonSchema(WORKLOAD_RULES);
const testSchema = policyTestJsonSchema();

const API_VERSION = 'tidewaiter.dev/v1alpha1';
const assertion = { path: '$.metadata.labels.owner', matches: 'team-*' };

/** Uses every form and every field at least once. */
const POLICY: JsonObject = {
  apiVersion: API_VERSION,
  kind: 'AdmissionPolicy',
  metadata: { name: 'everything', labels: { a: '' }, annotations: { b: 'c' } },
  spec: {
    action: 'Warn',
    controllers: 'Warn',
    exceptions: { allowed: 'Any', owners: ['team-*'], namespaces: ['shop'], requireTicket: true },
    mutation: { controllers: true, ephemeralContainers: false },
    match: {
      operations: ['CREATE', 'DELETE'],
      kinds: ['Pod'],
      namespaces: { include: ['a'], exclude: ['b*'] },
      namespaceSelector: { matchLabels: { env: 'prod' } },
      objectSelector: {
        matchExpressions: [
          { key: 'a', operator: 'In', values: ['x'] },
          { key: 'b', operator: 'Exists' },
        ],
      },
      users: { include: ['u'] },
      groups: { include: ['g'] },
      serviceAccounts: { exclude: ['n/s'] },
    },
    rules: [
      { rule: 'run-as-non-root', action: 'Deny', options: {} },
      {
        id: 'owner',
        message: 'm {{ value }}',
        action: 'Audit',
        severity: 'info',
        remediation: 'r',
        forEach: 'containers',
        whenMissing: 'pass',
        assert: { ...assertion, whenMissing: 'pass', equals: [{ a: 1 }], in: ['x', 1, true], length: { atLeast: 1 } },
      },
      {
        id: 'nested',
        message: 'm',
        any: [
          { rule: 'disallow-privileged' },
          { not: { assert: { path: '$.a', exists: true } } },
          { all: [{ any: [{ assert: { path: '$.b', length: 3, quantityAtMost: '1Gi', pattern: 'x', atMost: 3 } }] }] },
        ],
      },
      { id: 'negated', message: 'm', not: { assert: { path: '$.c', absent: true } } },
      { id: 'whole', message: 'm', all: [{ assert: { path: '$.d', notIn: [{}] } }] },
    ],
  },
};

/** In place of rules. */
const LEVELS: JsonObject = {
  apiVersion: API_VERSION,
  kind: 'AdmissionPolicy',
  metadata: { name: 'levels' },
  spec: {
    controllers: 'Off',
    podSecurity: {
      namespaceLabels: 'Follow',
      defaults: {
        enforce: 'baseline',
        'enforce-version': 'v1.30',
        warn: 'restricted',
        'warn-version': 'latest',
        audit: 'privileged',
        'audit-version': 'v1.0',
      },
      exemptions: { namespaces: ['kube-system'], usernames: ['root'], runtimeClasses: [] },
    },
  },
};

const TEST: JsonObject = {
  apiVersion: API_VERSION,
  kind: 'PolicyTest',
  metadata: { name: 'cases' },
  spec: {
    cases: [
      {
        name: 'a',
        resource: { kind: 'Pod', status: null },
        operation: 'UPDATE',
        oldResource: {},
        namespaceLabels: { a: 'b' },
        requester: { username: 'u', groups: [] },
        others: [{ kind: 'Service' }],
        today: '2027-03-31',
        expect: [{ rule: 'a', policy: 'b', action: 'Deny', path: 'spec' }],
      },
    ],
  },
};

const loads = (document: unknown) => problemsOf(() => load(JSON.stringify(document))).length === 0;
const loadsTest = (document: unknown) =>
  problemsOf(() => loadPolicyTests({ file: 'test.yaml', text: JSON.stringify(document) })).length === 0;

describe('the JSON Schema', () => {
  test('accepts what loads', () => {
    for (const policy of [POLICY, LEVELS]) {
      expect(loads(policy)).toBe(true);
      expect(isValid(policySchema, policy)).toBe(true);
    }
    expect(loadsTest(TEST)).toBe(true);
    expect(isValid(testSchema, TEST)).toBe(true);
  });

  test('is closed, and has a branch for every built-in rule', () => {
    const text = JSON.stringify(policySchema);
    expect(policySchema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(Object.keys(policySchema.$defs as JsonObject).toSorted()).toEqual(['condition', 'rule']);
    for (const { id, summary } of WORKLOAD_RULES) {
      expect(text).toContain(`{"const":${JSON.stringify(id)},"description":${JSON.stringify(summary)}}`);
    }
    for (const schema of objectsIn(policySchema)) {
      if (schema.type === 'object' && isObject(schema.properties)) expect(schema.additionalProperties).toBe(false);
    }
  });

  test('says of everything what it is', () => {
    for (const schema of [...objectsIn(policySchema), ...objectsIn(testSchema)]) {
      if (typeof schema.type === 'string') expect(typeof schema.description).toBe('string');
    }
  });
});

/** All JSON objects inside a value, itself included. */
function objectsIn(value: unknown): JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  return isObject(value) ? [value, ...Object.values(value).flatMap(objectsIn)] : [];
}

/** Paths to everything inside a value. */
function pathsIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  const inner = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [path, ...inner.flatMap(([key, item]) => pathsIn(item, [...path, key]))];
}

/** A copy of the document with one value replaced, renamed or removed. */
function mutant(
  document: JsonObject,
  path: readonly string[],
  change: 'remove' | 'rename' | { value: unknown },
): unknown {
  const copy = structuredClone(document) as Record<string, unknown>;
  const parent = path
    .slice(0, -1)
    .reduce<Record<string, unknown>>((at, key) => at[key] as Record<string, unknown>, copy);
  const key = path.at(-1) ?? '';
  const { [key]: old } = parent;
  if (Array.isArray(parent) && change === 'remove') parent.splice(Number(key), 1);
  else if (typeof change === 'object') parent[key] = change.value;
  else delete parent[key];
  if (change === 'rename' && !Array.isArray(parent)) parent[`${key}x`] = old;
  return copy;
}

describe.each([
  ['AdmissionPolicy', POLICY, policySchema, loads],
  ['PolicyTest', TEST, testSchema, loadsTest],
] as const)('documents of kind %s with one thing changed', (_, document, schema, accepts) => {
  const paths = pathsIn(document).filter((path) => path.length > 0);
  const values = [
    null,
    true,
    false,
    0,
    -1,
    1.5,
    '',
    'x',
    'x'.repeat(70_000),
    [],
    ['x'],
    {},
    { x: 1 },
    { include: ['x'] },
  ];
  const change = fc.oneof(
    fc.constantFrom<'remove' | 'rename'>('remove', 'rename'),
    fc.constantFrom(...values).map((value) => ({ value })),
  );

  test('property: an editor does not object to what loads', () => {
    const seen = { accepted: 0, refused: 0 };
    void fc.assert(
      fc.property(fc.constantFrom(...paths), change, (path, how) => {
        const changed = mutant(document, path, how);
        const valid = isValid(schema, changed);
        if (accepts(changed)) expect(valid).toBe(true);
        seen[valid ? 'accepted' : 'refused'] += 1;
      }),
      { numRuns: 600 },
    );
    expect(seen.accepted).toBeGreaterThan(20);
    expect(seen.refused).toBeGreaterThan(100);
  });

  test('a field that was renamed is refused by both', () => {
    for (const path of paths) {
      const isUserKey =
        path.some((key) =>
          ['labels', 'annotations', 'matchLabels', 'equals', 'resource', 'namespaceLabels'].includes(key),
        ) && path.length > 2;
      const key = path.at(-1) ?? '';
      if (/^\d+$/.test(key) || (isUserKey && !['equals', 'resource'].includes(key))) continue;
      const renamed = mutant(document, path, 'rename');
      expect([path, accepts(renamed), isValid(schema, renamed)]).toEqual([path, false, false]);
    }
  });
});
