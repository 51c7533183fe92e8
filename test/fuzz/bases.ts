import { isObject, type JsonObject } from '../../src/model/json.ts';
import type { FieldPath } from '../../src/model/path.ts';
import { valueAt } from '../../src/model/value-at.ts';
import type { Workload } from '../../src/model/workload.ts';
import { withDefaults } from '../../src/parse/defaulting.ts';
import { namespaceOf, readWorkload } from '../rules/marked-yaml.ts';
import { removed } from '../support/json-paths.ts';
import { isolated, problemIn, type Violation } from './isolate.ts';
import { type RuleUnderTest, rulesUnderTest } from './rule-under-test.ts';

/** A violating object, with no more in its lists than the violation needs. */
export interface Base extends Violation {
  readonly object: JsonObject;
  readonly namespace: string;
  /** Where the problem is. */
  readonly path: FieldPath;
  readonly holds: Workload['holds'];
  /** The problem is also one of the object with the API server's defaults. */
  readonly isWorseThanDefaults: boolean;
  /** Objects of the same kind and name in which the rule finds nothing. */
  readonly mended: readonly JsonObject[];
}

/** The well-formed violating manifests of a rule's fixture, each problem by itself; made when they are asked for. */
export class Bases {
  readonly #violations: readonly Violation[];
  readonly #known = new Map<Violation, Base>();

  constructor(id: string) {
    this.#violations = rulesUnderTest(id).flatMap(violationsOf);
  }

  get count(): number {
    return this.#violations.length;
  }

  at(index: number): Base {
    const violation = this.#violations[index % this.count];
    if (violation === undefined) throw new Error('there is no violation');
    let base = this.#known.get(violation);
    if (base === undefined) {
      base = baseOf(violation);
      this.#known.set(violation, base);
    }
    return base;
  }
}

function violationsOf(rule: RuleUnderTest): readonly Violation[] {
  return rule.manifests.flatMap((written) => {
    const manifest = wellFormed(written);
    if (manifest === undefined) return [];
    const messages = rule.judge(manifest, written).problems.map(({ message }) => message);
    return [...new Set(messages)].map((message) => ({ rule, manifest, written, message }));
  });
}

/** The object without what makes it malformed; undefined where that is all of it. */
function wellFormed(manifest: JsonObject): JsonObject | undefined {
  let object = manifest;
  for (let { malformed } = readWorkload(object); malformed.length > 0; { malformed } = readWorkload(object)) {
    const last = malformed.at(-1)?.path ?? [];
    if (last.length < 2 || valueAt(object, last) === undefined) return undefined;
    object = removed(object, last) as JsonObject;
  }
  return object;
}

function baseOf(violation: Violation): Base {
  const { manifest } = violation;
  const object = isolated(violation);
  const namespace = namespaceOf(manifest);
  const { path } = problemIn(violation, object) ?? { path: [] };
  const { apiVersion, kind } = object;
  const defaulted = withDefaults(object, { apiVersion: String(apiVersion), kind: String(kind) });
  return {
    ...violation,
    object,
    namespace,
    path,
    holds: readWorkload(object, namespace).holds,
    isWorseThanDefaults: problemIn(violation, defaulted) !== undefined,
    mended: mendedOf(violation, object),
  };
}

/** Who an object is stays the same in an UPDATE. */
const CONSTANT = new Set<string | number | undefined>(['kind', 'apiVersion', 'metadata', 'status']);
const MAX_MENDED = 3;

function mendedOf({ rule, manifest, written }: Violation, object: JsonObject): readonly JsonObject[] {
  const isGood = (candidate: JsonObject) => {
    const workload = readWorkload(candidate, namespaceOf(manifest));
    return workload.malformed.length === 0 && rule.judge(candidate, written).problems.length === 0;
  };
  const without = rule
    .readsIn(object, written)
    .filter((path) => path.length > 1 || !CONSTANT.has(path[0]))
    .map((path) => removed(object, path) as JsonObject)
    .filter((candidate) => isSameObject(candidate, object) && isGood(candidate));
  const others = rule.manifests
    .filter(({ kind, apiVersion }) => kind === object.kind && apiVersion === object.apiVersion)
    .map((other) => named(other, object))
    .filter(isGood);
  return [...without.slice(0, MAX_MENDED), ...others.slice(0, 1)];
}

function isSameObject(one: JsonObject, other: JsonObject): boolean {
  return ['name', 'namespace'].every(
    (field) => valueAt(one, ['metadata', field]) === valueAt(other, ['metadata', field]),
  );
}

function named(object: JsonObject, { metadata }: JsonObject): JsonObject {
  const { name, namespace } = isObject(metadata) ? metadata : {};
  return { ...object, metadata: { ...(isObject(object.metadata) ? object.metadata : {}), name, namespace } };
}
