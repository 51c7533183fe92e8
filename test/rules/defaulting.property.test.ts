import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { evaluate } from '../../src/evaluate/evaluate.ts';
import { isObject, type JsonObject } from '../../src/model/json.ts';
import type { Workload } from '../../src/model/workload.ts';
import { withDefaults } from '../../src/parse/defaulting.ts';
import { parseWorkloads } from '../../src/parse/workload.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { type RuleUnderTest, rulesUnderTest } from '../fuzz/rule-under-test.ts';
import { namespaceOf, readWorkload } from './marked-yaml.ts';

const rules = WORKLOAD_RULES.flatMap(({ id }) => rulesUnderTest(id));
const manifests = rules.flatMap((rule) => rule.manifests);
const complete = (object: JsonObject) =>
  withDefaults(object, { apiVersion: String(object.apiVersion), kind: String(object.kind) });

/** Every field and item of a value, as the steps that lead there. */
function placesIn(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([step, content]) => [[...path, step], ...placesIn(content, [...path, step])]);
}

/** A copy in which what stands at some places is something else, or gone. */
function withChanges(object: JsonObject, changes: readonly { at: number; value: unknown }[]): JsonObject {
  const copy = structuredClone(object);
  for (const { at, value } of changes) {
    const places = placesIn(copy).filter(([first]) => first !== 'apiVersion' && first !== 'kind');
    const place = places[at % Math.max(places.length, 1)];
    if (place === undefined) continue;
    const parent = place.slice(0, -1).reduce<unknown>((inner, step) => (inner as JsonObject)[step], copy);
    const step = place.at(-1) as string;
    if (value !== undefined) (parent as Record<string, unknown>)[step] = value;
    else if (Array.isArray(parent)) parent.splice(Number(step), 1);
    else delete (parent as Record<string, unknown>)[step];
  }
  return copy;
}

const gone = fc.record({ at: fc.nat(), value: fc.constant(undefined) });
const junk = fc.record({ at: fc.nat(), value: fc.jsonValue({ maxDepth: 2 }) });
const manifest = fc.constantFrom(...manifests);

/** The old name of serviceAccountName, whose value it takes on. */
const ALIAS = 'serviceAccount';

/** True where everything in `written` that is not absent or empty stands in `completed` too. */
function keeps(completed: unknown, written: unknown): boolean {
  if (written === null || written === '' || written === 0) return true;
  if (Array.isArray(written)) {
    return Array.isArray(completed) && written.every((item, index) => keeps(completed[index], item));
  }
  if (!isObject(written)) return completed === written || isRounded(completed, written);
  const fields = Object.keys(written).filter((field) => field !== ALIAS);
  return isObject(completed) && fields.every((field) => keeps(completed[field], written[field]));
}

/** Quantities are kept to a thousandth. */
function isRounded(completed: unknown, written: unknown): boolean {
  return (typeof written === 'string' || typeof written === 'number') && /^-?\d+m?$/.test(String(completed));
}

describe('completing an object, whatever it is made of', () => {
  const anything = fc.oneof(
    fc.tuple(manifest, fc.array(junk, { maxLength: 4 })).map(([object, changes]) => withChanges(object, changes)),
    fc.record({
      apiVersion: fc.constantFrom('v1', 'apps/v1', 'batch/v1'),
      kind: fc.constantFrom('Pod', 'PodTemplate', 'Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'),
      metadata: fc.jsonValue(),
      spec: fc.jsonValue(),
      template: fc.jsonValue(),
    }),
  );

  test('never throws, changes nothing that it is given, and a second time changes nothing', () => {
    return fc.assert(
      fc.property(anything, (object) => {
        const before = structuredClone(object);
        const completed = complete(object);
        expect(object).toEqual(before);
        expect(complete(completed)).toEqual(completed);
      }),
    );
  });

  test('leaves what was written, of the right type or not', () => {
    return fc.assert(fc.property(anything, (object) => expect(keeps(complete(object), object)).toBe(true)));
  });
});

/** As a file is read: completed, and with what its author wrote. */
function workloadAsWritten(object: JsonObject, written: JsonObject): Workload {
  const origin = { kind: String(object.kind), namespace: namespaceOf(object), written };
  return parseWorkloads(object, origin)?.[0] ?? readWorkload(object);
}

/** What the API server writes makes these content, where nothing was written. */
const CONTENTED: Readonly<Record<string, string>> = {
  'image-pull-policy': 'the pull policy, also of what is no image reference',
  'limit-request-ratio': 'requests, from limits',
  'memory-request-equals-limit': 'requests, from limits',
  'pss-restricted-volumes': 'emptyDir, for volumes without a source',
  'require-restart-policy': 'restartPolicy: Always',
};

describe('no violation goes away with what the API server fills in', () => {
  const verdicts = (rule: RuleUnderTest, object: JsonObject, seed: JsonObject) =>
    [object, complete(object)].map((state) => {
      const workload = workloadAsWritten(state, object);
      const surroundings = rule.surroundingsOf(state, seed);
      const circumstances = rule.circumstancesOf(surroundings);
      const { findings, failures } = evaluate({ operation: 'CREATE', workload }, [rule.policy], circumstances);
      return findings.length + failures.length > 0;
    });

  test('but of rules about just that', () => {
    const contented = new Set<string>();
    for (const rule of rules) {
      for (const seed of rule.manifests) {
        const [written, completed] = verdicts(rule, seed, seed);
        if (written && !completed) contented.add(rule.id);
      }
    }
    expect(Object.keys(CONTENTED)).toEqual(expect.arrayContaining([...contented]));
  });

  test('whatever else is left out of the object', () => {
    const others = rules.filter(({ id, manifests: [first] }) => first !== undefined && !Object.hasOwn(CONTENTED, id));
    const variant = fc
      .constantFrom(...others)
      .chain((rule) =>
        fc.record({ rule: fc.constant(rule), seed: fc.constantFrom(...rule.manifests), changes: fc.array(gone) }),
      );
    return fc.assert(
      fc.property(variant, ({ rule, seed, changes }) => {
        const [written, completed] = verdicts(rule, withChanges(seed, changes), seed);
        expect([rule.id, written && !completed]).toEqual([rule.id, false]);
      }),
      { numRuns: 2_000 },
    );
  });
});
