import { isObject, type JsonObject, ownField } from '../model/json.ts';
import { formatStep, type JsonPath, type PathStep, type Selector } from './json-path.ts';
import { FAILS, UNJUDGED, type Verdict } from './verdict.ts';

/** Values that one walk may look at where a path has wildcards, slices or `..`. */
export const MAX_NODES = 100_000;
/** Levels that `..` may descend. Request bodies and files are limited to 64 before. */
const MAX_DEPTH = 128;

/**
 * What happens at the end of each branch of a path. No branch vanishes: one that does not reach a value
 * ends in `missing`, `empty` or `mismatch`. A verdict of `FAILS` ends the walk.
 */
export interface Visitor {
  /** Values that may still be looked at; the walk sets and spends it. */
  budget: number;
  /** Where the walk stands, from the root of the object; undefined on the hot path, where nobody asks. */
  readonly trail: (string | number)[] | undefined;
  /** A value that is there and not null. */
  present(value: unknown): Verdict;
  /** The trail leads to the nearest existing parent or to a null; `rest` is the path from there. */
  missing(rest: string): Verdict;
  /** A list or object without elements where the path goes on into each of them. */
  empty(rest: string): Verdict;
  /** The value at the trail is not what the path goes on into. */
  mismatch(value: unknown, wanted: string): Verdict;
  /** More than MAX_NODES values, or deeper than MAX_DEPTH. */
  exhausted(): Verdict;
}

/** Follows a compiled path from a value and combines the verdicts of all its branches: the worst one counts. */
export type Walk = (root: unknown, visitor: Visitor) => Verdict;

/** Nothing found where `..` looked: says nothing by itself. Less than every verdict. */
const NOTHING = -1;
type Found = Verdict | typeof NOTHING;
type Step = (value: unknown, visitor: Visitor) => Found;

/** What a step does with a value that has no such child. */
interface Lack {
  absent(visitor: Visitor): Found;
  empty(visitor: Visitor): Found;
  mismatch(value: unknown, wanted: string, visitor: Visitor): Found;
}

/** Closures hold no state of a walk, so that all rules with the same path share them. */
const COMPILED = new WeakMap<JsonPath, Walk>();

/** Compiles a path to a chain of closures, built from its end to its start. */
export function compilePath(path: JsonPath): Walk {
  const known = COMPILED.get(path);
  if (known !== undefined) return known;
  const walk = chain(path);
  COMPILED.set(path, walk);
  return walk;
}

function chain(path: JsonPath): Walk {
  let walk: Step = arrive;
  let rest = '';
  for (const step of path.toReversed()) {
    rest = formatStep(step) + rest;
    walk = compileStep(step, walk, rest);
  }
  const first = walk;
  return (root, visitor) => {
    visitor.budget = MAX_NODES;
    const verdict = first(root, visitor);
    return visitor.budget < 0 && verdict !== FAILS ? visitor.exhausted() : (verdict as Verdict);
  };
}

function arrive(value: unknown, visitor: Visitor): Verdict {
  return value === undefined || value === null ? visitor.missing('') : visitor.present(value);
}

function compileStep({ select, deep }: PathStep, next: Step, rest: string): Step {
  if (deep) return descend(compileSelector(select, next, SILENT), rest);
  return compileSelector(select, next, {
    absent: (visitor) => visitor.missing(rest),
    empty: (visitor) => visitor.empty(rest),
    mismatch: (value, wanted, visitor) =>
      value === null || value === undefined ? visitor.missing(rest) : visitor.mismatch(value, wanted),
  });
}

/** Under `..` most values lack the child: only finding none at all is worth telling. */
const SILENT: Lack = { absent: () => NOTHING, empty: () => NOTHING, mismatch: () => NOTHING };

function compileSelector(select: Selector, next: Step, lack: Lack): Step {
  switch (select.kind) {
    case 'name':
      return child(select.name, next, lack);
    case 'index':
      return element(select.index, next, lack);
    case 'slice':
      return slice(select, next, lack);
    case 'wildcard':
      return everyChild(next, lack);
  }
}

/**
 * JSON holds no undefined, so that one look is enough, but for the names that every object has by inheritance
 * (`constructor`).
 */
function child(name: string, next: Step, lack: Lack): Step {
  const isInherited = name in Object.prototype;
  return (value, visitor) => {
    if (!isObject(value)) return lack.mismatch(value, 'an object', visitor);
    const found = isInherited ? ownField(value, name) : value[name];
    return found === undefined ? lack.absent(visitor) : follow(name, found, next, visitor);
  };
}

function element(index: number, next: Step, lack: Lack): Step {
  return (value, visitor) => {
    if (!Array.isArray(value)) return lack.mismatch(value, 'a list', visitor);
    return index < value.length ? follow(index, value[index], next, visitor) : lack.absent(visitor);
  };
}

/** RFC 9535 section 2.3.4: negative bounds count from the end, bounds beyond the list are cut to it. */
function slice({ start, end, step }: Selector & { kind: 'slice' }, next: Step, lack: Lack): Step {
  const bound = (position: number, length: number) =>
    position < 0 ? Math.max(position + length, 0) : Math.min(position, length);
  return (value, visitor) => {
    if (!Array.isArray(value)) return lack.mismatch(value, 'a list', visitor);
    const last = bound(end ?? value.length, value.length);
    let worst: Found = NOTHING;
    for (let index = bound(start, value.length); index < last && worst !== FAILS; index += step) {
      if (--visitor.budget < 0) return UNJUDGED;
      worst = worse(worst, follow(index, value[index], next, visitor));
    }
    return worst === NOTHING ? lack.empty(visitor) : worst;
  };
}

function everyChild(next: Step, lack: Lack): Step {
  return (value, visitor) => {
    if (!isContainer(value)) return lack.mismatch(value, 'a list or an object', visitor);
    const worst = walkChildren(value, next, visitor, NOTHING);
    return worst === NOTHING ? lack.empty(visitor) : worst;
  };
}

/** `..`: the step `select` taken from the value itself and from everything in it, parents first. */
function descend(select: Step, rest: string): Step {
  const visit = (value: unknown, visitor: Visitor, depth: number): Found => {
    const here = select(value, visitor);
    if (here === FAILS || !isContainer(value)) return here;
    if (depth === MAX_DEPTH) visitor.budget = -1;
    return walkChildren(value, (inner, same) => visit(inner, same, depth + 1), visitor, here);
  };
  return (value, visitor) => {
    const found = visit(value, visitor, 0);
    return found === NOTHING ? visitor.missing(rest) : found;
  };
}

/** Takes `next` for each child until one fails; `worst` is the verdict so far. */
function walkChildren(container: object, next: Step, visitor: Visitor, worst: Found): Found {
  return Array.isArray(container)
    ? walkElements(container, next, visitor, worst)
    : walkFields(container as JsonObject, next, visitor, worst);
}

function walkElements(list: readonly unknown[], next: Step, visitor: Visitor, worst: Found): Found {
  let found = worst;
  for (let index = 0; index < list.length && found !== FAILS; index += 1) {
    if (--visitor.budget < 0) return UNJUDGED;
    found = worse(found, follow(index, list[index], next, visitor));
  }
  return found;
}

function walkFields(object: JsonObject, next: Step, visitor: Visitor, worst: Found): Found {
  let found = worst;
  for (const key of Object.keys(object)) {
    if (found === FAILS) return FAILS;
    if (--visitor.budget < 0) return UNJUDGED;
    found = worse(found, follow(key, object[key], next, visitor));
  }
  return found;
}

function follow(key: string | number, value: unknown, next: Step, visitor: Visitor): Found {
  const { trail } = visitor;
  if (trail === undefined) return next(value, visitor);
  trail.push(key);
  const found = next(value, visitor);
  trail.pop();
  return found;
}

function worse(one: Found, other: Found): Found {
  return one > other ? one : other;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
