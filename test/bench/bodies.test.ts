import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { BODY_SETS, type BodySet } from '../../bench/bodies.ts';
import { evaluate } from '../../src/evaluate/evaluate.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { parseAdmissionReview } from '../../src/parse/admission-review.ts';
import { subjectsOf } from '../../src/parse/subject.ts';
import { readPolicyFolder } from '../../src/policy/folder.ts';
import { loadPolicies } from '../../src/policy/load.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';

const folder = join(import.meta.dirname, '../../bench/policies');
const { policies } = loadPolicies(await readPolicyFolder(folder), WORKLOAD_RULES);

/** Every rule that the first body of a set breaks. */
function brokenRules(bytes: Buffer): readonly string[] {
  const triage = subjectsOf(parseAdmissionReview(JSON.parse(bytes.toString())));
  if (triage.kind !== 'judge') throw new Error(`not judged: ${JSON.stringify(triage)}`);
  const { findings, failures } = evaluate(triage.subjects[0], policies);
  expect(failures).toEqual([]);
  return findings.map(({ rule }) => rule);
}

test('the goals of the benchmark are about 26 checks', () => {
  expect(policies.flatMap(({ rules }) => rules)).toHaveLength(26);
});

describe.each(Object.keys(BODY_SETS) as BodySet[])('the bodies "%s"', (name) => {
  test('get the verdict that the benchmark expects', () => {
    for (const { bytes, allowed } of BODY_SETS[name]()) expect(brokenRules(bytes).length === 0).toBe(allowed);
  });
});

test('the denied pod breaks five rules', () => {
  const [body] = BODY_SETS.denied();
  expect(brokenRules(body?.bytes ?? Buffer.alloc(0)).toSorted()).toEqual([
    'disallow-privileged',
    'owner-label',
    'pin-image-digest',
    'read-only-root-filesystem',
    'require-resources',
  ]);
});

test('the usual pod is of the size that the goals name', () => {
  const [body] = BODY_SETS.pod();
  const review = JSON.parse(String(body?.bytes));
  const { managedFields } = review.request.object.metadata as JsonObject;
  expect(Math.round((body?.bytes.length ?? 0) / 100)).toBe(106);
  expect(Math.round(JSON.stringify(managedFields).length / 100)).toBe(44);
});

test('64 pods differ in shape, and are the same in every run', () => {
  const texts = BODY_SETS['varied-pods']().map(({ bytes }) =>
    bytes.toString().replace(/"uid":"0f4d[^"]*"/, '"uid":""'),
  );
  expect(new Set(texts.map((text) => shapeOf(JSON.parse(text)))).size).toBe(64);
  const again = BODY_SETS['varied-pods']().map(({ bytes }) =>
    bytes.toString().replace(/"uid":"0f4d[^"]*"/, '"uid":""'),
  );
  expect(again).toEqual(texts);
});

/** Names and order of all fields. */
function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shapeOf)}]`;
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value)
    .map(([key, content]) => `${key}:${shapeOf(content)}`)
    .join();
}
