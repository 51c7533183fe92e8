import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isObject, type JsonObject } from '../../src/model/json.ts';
import {
  dockerfilePolicyJsonSchema,
  imagePolicyJsonSchema,
  imageSettingsJsonSchema,
  lintSettingsJsonSchema,
  policyExceptionJsonSchema,
  policyJsonSchema,
  policyTestJsonSchema,
  trustRootJsonSchema,
  workloadKindsJsonSchema,
} from '../../src/policy/json-schema.ts';
import { loadLintSettings } from '../../src/policy/lint-settings.ts';
import { loadPolicies } from '../../src/policy/load.ts';
import { loadPolicyTests } from '../../src/policy/policy-test.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { linterWith } from '../lint/harness.ts';
import { load, policyText, problemsOf } from './harness.ts';
import { loadImages } from './image-documents.ts';
import { ATTESTED_POLICY, IMAGE_POLICY, SETTINGS, STATIC_POLICY, TRUST_ROOT } from './image-schema-documents.ts';
import { DOCKERFILES, EXCEPTION, KINDS, LEVELS, LINT, POLICY, TEST } from './json-schema-documents.ts';
import { isValid } from './json-schema-validator.ts';

const policySchema = policyJsonSchema(WORKLOAD_RULES);
const exceptionSchema = policyExceptionJsonSchema();
const testSchema = policyTestJsonSchema();
const kindsSchema = workloadKindsJsonSchema();
const imageSchema = imagePolicyJsonSchema();
const settingsSchema = imageSettingsJsonSchema();
const trustSchema = trustRootJsonSchema();
const lintRules = linterWith().names;
const dockerfileSchema = dockerfilePolicyJsonSchema(lintRules);
const lintSchema = lintSettingsJsonSchema();

const EXCEPTED = policyText([{ rule: 'run-as-non-root' }], {}, 'excepted');

const loads = (document: unknown) => problemsOf(() => load(JSON.stringify(document))).length === 0;
const loadsBeside = (document: unknown) =>
  problemsOf(() => load(`${EXCEPTED}\n---\n${JSON.stringify(document)}`)).length === 0;
const loadsTest = (document: unknown) =>
  problemsOf(() => loadPolicyTests({ file: 'test.yaml', text: JSON.stringify(document) })).length === 0;

const beside = { mayEnforceNothing: true, dockerfileRules: lintRules };
const fileOf = (document: unknown) => ({ file: 'policy.yaml', text: JSON.stringify(document) });
const loadsDockerfiles = (document: unknown) =>
  problemsOf(() => loadPolicies([fileOf(document)], [], beside)).length === 0;
const loadsLint = (document: unknown) => problemsOf(() => loadLintSettings(fileOf(document), lintRules)).length === 0;

const LOADED: unknown = JSON.parse(EXCEPTED);
const loadsImages = (document: unknown) => problemsOf(() => loadImages([LOADED, document])).length === 0;

describe('the JSON Schema', () => {
  test('accepts what loads', () => {
    for (const [schema, document] of [
      [imageSchema, IMAGE_POLICY],
      [imageSchema, ATTESTED_POLICY],
      [imageSchema, STATIC_POLICY],
      [settingsSchema, SETTINGS],
      [trustSchema, TRUST_ROOT],
    ] as const) {
      expect(problemsOf(() => loadImages([LOADED, document]))).toEqual([]);
      expect(isValid(schema, document)).toBe(true);
    }
    for (const policy of [POLICY, LEVELS]) {
      expect(loads(policy)).toBe(true);
      expect(isValid(policySchema, policy)).toBe(true);
    }
    expect(loadsBeside(EXCEPTION)).toBe(true);
    expect(isValid(exceptionSchema, EXCEPTION)).toBe(true);
    expect([loadsDockerfiles(DOCKERFILES), isValid(dockerfileSchema, DOCKERFILES)]).toEqual([true, true]);
    expect([loadsLint(LINT), isValid(lintSchema, LINT)]).toEqual([true, true]);
    expect(loadsTest(TEST)).toBe(true);
    expect(isValid(testSchema, TEST)).toBe(true);
    expect(loadsBeside(KINDS)).toBe(true);
    expect(isValid(kindsSchema, KINDS)).toBe(true);
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
    for (const schema of [
      ...[policySchema, exceptionSchema, testSchema, kindsSchema],
      ...[imageSchema, settingsSchema, trustSchema],
    ].flatMap(objectsIn)) {
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

const HOLDS_USER_KEYS = ['labels', 'annotations', 'matchLabels', 'namespaceLabels', 'parameters', 'buildArgs'];
const OTHERS_OBJECTS = ['equals', 'resource', 'others', 'json', 'root', 'predicate'];

describe.each([
  ['AdmissionPolicy', POLICY, policySchema, loads],
  ['AdmissionPolicy with podSecurity', LEVELS, policySchema, loads],
  ['PolicyException', EXCEPTION, exceptionSchema, loadsBeside],
  ['PolicyTest', TEST, testSchema, loadsTest],
  ['WorkloadKinds', KINDS, kindsSchema, loadsBeside],
  ['ImagePolicy', IMAGE_POLICY, imageSchema, loadsImages],
  ['ImagePolicy with attestations', ATTESTED_POLICY, imageSchema, loadsImages],
  ['ImageSettings', SETTINGS, settingsSchema, loadsImages],
  ['TrustRoot', TRUST_ROOT, trustSchema, loadsImages],
  ['DockerfilePolicy', DOCKERFILES, dockerfileSchema, loadsDockerfiles],
  ['LintSettings', LINT, lintSchema, loadsLint],
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
        path.some((key) => HOLDS_USER_KEYS.includes(key) || OTHERS_OBJECTS.includes(key)) && path.length > 2;
      const key = path.at(-1) ?? '';
      if (path.includes('cases') && path.at(-2) === 'images') continue;
      if (/^\d+$/.test(key) || (isUserKey && !OTHERS_OBJECTS.includes(key))) continue;
      const renamed = mutant(document, path, 'rename');
      expect([path, accepts(renamed), isValid(schema, renamed)]).toEqual([path, false, false]);
    }
  });
});
