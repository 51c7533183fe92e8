import type { JsonObject } from '../../src/model/json.ts';
import type { FieldPath } from '../../src/model/path.ts';
import type { Problem } from '../../src/model/problem.ts';
import { valueAt } from '../../src/model/value-at.ts';
import { namespaceOf, readWorkload } from '../rules/marked-yaml.ts';
import { isPrefix, pathsOf, removed, replaced } from '../support/json-paths.ts';
import { goodContainer } from '../support/pods.ts';
import type { RuleUnderTest } from './rule-under-test.ts';

/** One problem of a manifest: what a violating object is made from. */
export interface Violation {
  readonly rule: RuleUnderTest;
  /** Without what is malformed. */
  readonly manifest: JsonObject;
  /** As it stands in the fixture. */
  readonly written: JsonObject;
  readonly message: string;
}

/** The problem in an object that stands for the manifest; undefined where it is gone or the object is malformed. */
export function problemIn({ rule, manifest, written, message }: Violation, object: JsonObject): Problem | undefined {
  const workload = readWorkload(object, namespaceOf(manifest));
  if (workload.malformed.length > 0) return undefined;
  const problems = rule.check(workload, rule.surroundingsOf(object, written));
  return problems.find((problem) => problem.message === message);
}

/** A pod needs a container. */
const FILLER = goodContainer({ name: 'filler' });

/** The manifest without all that the problem does not need, so that nothing else hides that it is gone. */
export function isolated(violation: Violation): JsonObject {
  return withoutOthers(violation, withShortLists(violation));
}

/** Takes out of every list what the problem does not need. */
function withShortLists(violation: Violation): JsonObject {
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
