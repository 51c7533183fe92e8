import { isObject, type JsonObject } from '../../src/model/json.ts';
import type { FieldPath } from '../../src/model/path.ts';
import { valueAt } from '../../src/model/value-at.ts';
import type { Workload } from '../../src/model/workload.ts';
import { withDefaults } from '../../src/parse/defaulting.ts';
import { namespaceOf, readWorkload } from '../rules/marked-yaml.ts';
import { isPrefix, pathsOf, removed, replaced } from '../support/json-paths.ts';
import { goodContainer } from '../support/pods.ts';
import { Recorder } from './recording.ts';
import { type RuleUnderTest, rulesUnderTest } from './rule-under-test.ts';

/** One problem of a manifest: what a violating object is made from. */
interface Violation {
  readonly rule: RuleUnderTest;
  /** Without what is malformed. */
  readonly manifest: JsonObject;
  /** As it stands in the fixture. */
  readonly written: JsonObject;
  readonly message: string;
}

/** A violating object, with no more in its lists than the violation needs. */
export interface Base extends Violation {
  readonly object: JsonObject;
  readonly namespace: string;
  /** Where the problem is. */
  readonly path: FieldPath;
  readonly holds: Workload['holds'];
  /** What the rule looks at, as paths joined with dots, list indices left out. */
  readonly reads: ReadonlySet<string>;
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
  const { rule, manifest, written } = violation;
  const object = withoutOthers(violation, isolate(violation));
  const namespace = namespaceOf(manifest);
  const { path } = problemIn(violation, object) ?? { path: [] };
  const { apiVersion, kind } = object;
  const defaulted = withDefaults(object, { apiVersion: String(apiVersion), kind: String(kind) });
  const reads = readsOf(rule, object, written);
  return {
    ...violation,
    object,
    namespace,
    path,
    holds: readWorkload(object, namespace).holds,
    reads: new Set(reads.map((read) => read.filter((step) => typeof step === 'string').join('.'))),
    isWorseThanDefaults: problemIn(violation, defaulted) !== undefined,
    mended: mendedOf(violation, object, reads),
  };
}

function problemIn({ rule, manifest, written, message }: Violation, object: JsonObject) {
  const workload = readWorkload(object, namespaceOf(manifest));
  if (workload.malformed.length > 0) return undefined;
  const problems = rule.check(workload, rule.surroundingsOf(object, written));
  return problems.find((problem) => problem.message === message);
}

/** A pod needs a container. */
const FILLER = goodContainer({ name: 'filler' });

/** Takes out of every list what the problem does not need, so that it cannot hide behind others of its kind. */
function isolate(violation: Violation): JsonObject {
  let object = violation.manifest;
  const shrink = (list: FieldPath, items: readonly unknown[]) => {
    const smaller = replaced(object, list, items) as JsonObject;
    const isEnough = problemIn(violation, smaller) !== undefined;
    if (isEnough) object = smaller;
    return isEnough;
  };
  for (let at = 0; ; at += 1) {
    const list = listsIn(object)[at];
    if (list === undefined) return object;
    const items = listAt(object, list);
    if (isInFiller(object, list)) continue;
    const { path = [] } = problemIn(violation, object) ?? {};
    const wanted = isPrefix(list, path) ? path[list.length] : undefined;
    const kept = items.filter((_, index) => index === wanted);
    if (kept.length === items.length || shrink(list, kept)) continue;
    if (list.at(-1) === 'containers' && shrink(list, [...kept, FILLER])) continue;
    for (let index = items.length - 1; index >= 0; index -= 1) shrink(list, listAt(object, list).toSpliced(index, 1));
  }
}

function listAt(object: JsonObject, path: FieldPath): readonly unknown[] {
  const list = valueAt(object, path);
  return Array.isArray(list) ? list : [];
}

/** Takes out what leads to other problems, as far as this one does not need it. */
function withoutOthers(violation: Violation, isolated: JsonObject): JsonObject {
  const { rule, written, message } = violation;
  let object = isolated;
  for (const other of rule.judge(isolated, written).problems) {
    if (other.message === message || valueAt(object, other.path) === undefined) continue;
    const smaller = removed(object, other.path) as JsonObject;
    if (problemIn(violation, smaller) !== undefined) object = smaller;
  }
  return object;
}

function isInFiller(object: JsonObject, path: FieldPath): boolean {
  return path.some((_, depth) => valueAt(object, [...path.slice(0, depth), 'name']) === FILLER.name);
}

function listsIn(object: JsonObject): readonly FieldPath[] {
  return pathsOf(object).filter((path) => Array.isArray(valueAt(object, path)));
}

function readsOf(rule: RuleUnderTest, object: JsonObject, written: JsonObject): readonly FieldPath[] {
  const recorder = new Recorder(object);
  if (!isObject(recorder.proxy)) return [];
  const workload = readWorkload(recorder.proxy, namespaceOf(written));
  return recorder.during(() => rule.check(workload, rule.surroundingsOf(object, written)));
}

/** Who an object is stays the same in an UPDATE. */
const CONSTANT = new Set<string | number | undefined>(['kind', 'apiVersion', 'metadata', 'status']);
const MAX_MENDED = 3;

function mendedOf(
  { rule, manifest, written }: Violation,
  object: JsonObject,
  reads: readonly FieldPath[],
): readonly JsonObject[] {
  const isGood = (candidate: JsonObject) => {
    const workload = readWorkload(candidate, namespaceOf(manifest));
    return workload.malformed.length === 0 && rule.judge(candidate, written).problems.length === 0;
  };
  const without = reads
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
