import { isObject, type JsonObject } from '../model/json.ts';
import { describeType, jsonType } from '../model/json-type.ts';
import type { FieldPath } from '../model/path.ts';
import type { Problem, Report } from '../model/problem.ts';

/** The type that a field must have where it is present. Fields of an object that are not named may be anything. */
export type Shape =
  | { readonly type: 'boolean' | 'string' | 'integer' | 'quantity' | 'port' | 'string-or-null' }
  | { readonly type: 'list' | 'map'; readonly items: Shape }
  | { readonly type: 'object'; readonly fields: ReadonlyMap<string, Shape> };

export const BOOLEAN: Shape = { type: 'boolean' };
export const STRING: Shape = { type: 'string' };
/** In lists and maps of strings the API server reads null as ''. */
export const STRING_ITEM: Shape = { type: 'string-or-null' };
export const INTEGER: Shape = { type: 'integer' };
export const QUANTITY: Shape = { type: 'quantity' };
/** The number or the name of a port (`intstr.IntOrString`). */
export const PORT: Shape = { type: 'port' };

export function list(items: Shape): Shape {
  return { type: 'list', items };
}

export function map(items: Shape): Shape {
  return { type: 'map', items };
}

export function object(fields: Readonly<Record<string, Shape>>): Shape {
  return { type: 'object', fields: new Map(Object.entries(fields)) };
}

export const ANY_OBJECT: Shape = object({});
export const STRINGS: Shape = list(STRING_ITEM);
export const STRING_MAP: Shape = map(STRING_ITEM);

/** A null field is an absent field: the API server drops it. Items that are no strings may not be null. */
function fits(shape: Shape, value: unknown): boolean {
  switch (shape.type) {
    case 'list':
      if (!Array.isArray(value)) return false;
      for (const item of value) if (!fits(shape.items, item)) return false;
      return true;
    case 'map':
      if (!isObject(value)) return false;
      for (const key in value) if (!fits(shape.items, value[key])) return false;
      return true;
    case 'object':
      return isObject(value) && fieldsFit(shape.fields, value);
    default:
      return isOfType(shape.type, value);
  }
}

/** Most fields are texts and flags: these are looked at without a further call. */
function fieldsFit(fields: ReadonlyMap<string, Shape>, value: JsonObject): boolean {
  for (const key in value) {
    const field = fields.get(key);
    if (field === undefined) continue;
    const content = value[key];
    if (content === null) continue;
    const { type } = field;
    if (type === 'string' || type === 'boolean' ? typeof content !== type : !fits(field, content)) return false;
  }
  return true;
}

function isOfType(type: Exclude<Shape['type'], 'list' | 'map' | 'object'>, value: unknown): boolean {
  switch (type) {
    case 'boolean':
    case 'string':
      return typeof value === type;
    case 'string-or-null':
      return typeof value === 'string' || value === null;
    case 'integer':
      return Number.isSafeInteger(value);
    case 'quantity':
      return typeof value === 'string' || typeof value === 'number';
    case 'port':
      return typeof value === 'string' || Number.isSafeInteger(value);
  }
}

const EXPECTED = {
  boolean: 'true or false',
  string: 'a string',
  'string-or-null': 'a string',
  integer: 'a whole number',
  quantity: 'a quantity such as 500m or 1Gi',
  port: 'a whole number or a string',
  list: 'a list',
  map: 'an object',
  object: 'an object',
};

/** Faults of one object that are named. */
const MAX_FAULTS = 100;
const TOO_MANY_FAULTS = `malformed: more than ${MAX_FAULTS} fields have the wrong type, and the rest is not listed`;

/** Hears faults; answers false when it has heard enough. */
type Tell = (fault: Problem) => boolean;

function explain(shape: Shape, value: unknown, path: FieldPath, tell: Tell): boolean {
  if (fits(shape, value)) return true;
  if (shape.type === 'list' && Array.isArray(value)) {
    return value.every((item, index) => explain(shape.items, item, [...path, index], tell));
  }
  if (shape.type === 'map' && isObject(value)) {
    return Object.entries(value).every(([key, item]) => explain(shape.items, item, [...path, key], tell));
  }
  if (shape.type === 'object' && isObject(value)) {
    return [...shape.fields].every(([key, field]) => {
      const content = Object.hasOwn(value, key) ? value[key] : null;
      return content === null || explain(field, content, [...path, key], tell);
    });
  }
  return tell({ message: `malformed: must be ${EXPECTED[shape.type]}, not ${describeType(jsonType(value))}`, path });
}

/** Reports the fields of `value` whose type is wrong, at most 100; costs no allocation when all are right. */
export function checkShape(shape: Shape, value: unknown, path: FieldPath, report: Report): void {
  if (fits(shape, value)) return;
  let faults = 0;
  explain(shape, value, path, (fault) => {
    faults += 1;
    report(faults <= MAX_FAULTS ? fault : { message: TOO_MANY_FAULTS, path: fault.path });
    return faults <= MAX_FAULTS;
  });
}
