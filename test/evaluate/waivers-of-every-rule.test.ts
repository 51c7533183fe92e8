import { describe, expect, test } from '@jest/globals';
import { ProblemPlaces } from '../../src/evaluate/problem-places.ts';
import type { CompiledException } from '../../src/model/exception.ts';
import { isObject, type JsonObject } from '../../src/model/json.ts';
import { valueAt } from '../../src/model/value-at.ts';
import { CONTAINER_LISTS } from '../../src/model/workload.ts';
import { WORKLOAD_RULES } from '../../src/rules/index.ts';
import { judge } from '../rules/marked-yaml.ts';
import { compileEntry, readFixture } from '../rules/rule-fixture.ts';
import { exceptionDocument, loadDocuments, policyDocument } from '../support/exceptions.ts';
import { DIGEST } from '../support/pods.ts';

/**
 * Whatever a rule reports and wherever: an exception for the image of one container leaves the problems of the others.
 * Each manifest of the rules' fixtures gets, before its containers, many copies of them with an excepted image.
 */

const IMAGE = `excepted.example.com/app:1@${DIGEST}`;
const EXCEPTION: CompiledException = (() => {
  const policy = policyDocument('p', { rules: [{ rule: 'run-as-non-root' }] });
  const match = { images: ['excepted.example.com/**'] };
  const [exception] = loadDocuments(policy, exceptionDocument('e', { p: ['run-as-non-root'] }, { match })).exceptions;
  if (exception === undefined) throw new Error('there is no exception');
  return exception;
})();

/** Rules about something else. */
const WITHOUT_CONTAINERS = new Set(['deny-exec', 'disallow-deprecated-apis']);

/** So many that whoever lists only the first problems has no room left for those of the others. */
const COPIES = 40;
const REPEATS = 30;

/** The container with each of its lists many times as long. */
function repeated(container: JsonObject): JsonObject {
  const fields = Object.entries(container).map(([key, value]) => [
    key,
    Array.isArray(value) ? Array.from({ length: REPEATS }, () => value).flat() : value,
  ]);
  return Object.fromEntries(fields);
}

function withExceptedCopies(object: JsonObject, podPath: readonly (string | number)[]): JsonObject | undefined {
  const copy = structuredClone(object) as JsonObject;
  const pod = valueAt(copy, podPath);
  if (!isObject(pod)) return undefined;
  for (const list of CONTAINER_LISTS) {
    const containers = pod[list];
    if (!Array.isArray(containers) || !containers.every(isObject)) continue;
    const excepted = containers.map((container): JsonObject => ({ ...repeated(container), image: IMAGE }));
    const copies = Array.from({ length: COPIES }, (_, copy) =>
      excepted.map((container) => ({ ...container, name: `${container.name}-${copy}` })),
    );
    (pod as Record<string, unknown>)[list] = [...copies.flat(), ...containers];
  }
  return copy;
}

describe('an exception for the image of one container leaves what others do wrong, by the rule', () => {
  test.each(WORKLOAD_RULES.map(({ id }) => id))('%s', (id) => {
    let compared = 0;
    for (const { entry, manifests, surroundings } of readFixture(id).parts) {
      const check = compileEntry(entry);
      for (const { value } of manifests) {
        const { object, workload, problems } = judge(check, value, surroundings);
        const mixed = withExceptedCopies(object, workload.podPath);
        if (problems.length === 0 || mixed === undefined || workload.malformed.length > 0) continue;
        const judged = judge(check, mixed, surroundings);
        if (judged.problems.length === 0) continue;
        const covers = EXCEPTION.coverageOf([judged.workload]);
        const places = new ProblemPlaces([judged.workload]);
        const left = judged.problems.filter(({ path }) => covers?.(places.at(path)) !== true);
        compared += 1;
        expect({ object: mixed, left: left.length }).not.toEqual({ object: mixed, left: 0 });
      }
    }
    expect(compared > 0 || WITHOUT_CONTAINERS.has(id)).toBe(true);
  });
});
