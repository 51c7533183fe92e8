import type { Json } from '../../src/model/json.ts';
import { isObject } from '../../src/model/json.ts';

type JsonSchema = { readonly [keyword: string]: Json };

const ANNOTATIONS = new Set(['$schema', '$defs', 'title', 'description', 'examples']);

/** Keywords of JSON Schema (draft 2020-12), as far as our schemas use them. */
const KEYWORDS: Readonly<
  Record<string, (operand: never, value: unknown, schema: JsonSchema, root: JsonSchema) => boolean>
> = {
  $ref: (reference: string, value, _schema, root) => {
    const name = reference.replace('#/$defs/', '');
    const definition = (root.$defs as Record<string, JsonSchema>)[name];
    if (definition === undefined) throw new Error(`${reference} leads nowhere`);
    return isValid(definition, value, root);
  },
  type: (types: string | readonly string[], value) => [types].flat().some((type) => isOfType(type, value)),
  const: (constant: Json, value) => value === constant,
  enum: (values: readonly Json[], value) => values.includes(value as Json),
  minLength: (limit: number, value) => typeof value !== 'string' || value.length >= limit,
  maxLength: (limit: number, value) => typeof value !== 'string' || value.length <= limit,
  minimum: (limit: number, value) => typeof value !== 'number' || value >= limit,
  maximum: (limit: number, value) => typeof value !== 'number' || value <= limit,
  minItems: (limit: number, value) => !Array.isArray(value) || value.length >= limit,
  maxItems: (limit: number, value) => !Array.isArray(value) || value.length <= limit,
  items: (items: JsonSchema, value, _schema, root) =>
    !Array.isArray(value) || value.every((item) => isValid(items, item, root)),
  required: (names: readonly string[], value) => !isObject(value) || names.every((name) => Object.hasOwn(value, name)),
  properties: (properties: Record<string, JsonSchema>, value, _schema, root) =>
    !isObject(value) ||
    Object.entries(properties).every(
      ([name, property]) => !Object.hasOwn(value, name) || isValid(property, value[name], root),
    ),
  additionalProperties: (rest: false | JsonSchema, value, schema, root) => {
    if (!isObject(value)) return true;
    const named = isObject(schema.properties) ? schema.properties : {};
    const others = Object.keys(value).filter((name) => !Object.hasOwn(named, name));
    return rest === false ? others.length === 0 : others.every((name) => isValid(rest, value[name], root));
  },
  anyOf: (options: readonly JsonSchema[], value, _schema, root) =>
    options.some((option) => isValid(option, value, root)),
  oneOf: (options: readonly JsonSchema[], value, _schema, root) =>
    options.filter((option) => isValid(option, value, root)).length === 1,
};

/** Validates a value. Throws where the schema uses a keyword that is not known here. */
export function isValid(schema: JsonSchema, value: unknown, root = schema): boolean {
  return Object.entries(schema).every(([keyword, operand]) => {
    if (ANNOTATIONS.has(keyword)) return true;
    const check = KEYWORDS[keyword];
    if (check === undefined) throw new Error(`unknown keyword ${keyword}`);
    return check(operand as never, value, schema, root);
  });
}

function isOfType(type: string, value: unknown): boolean {
  switch (type) {
    case 'object':
      return isObject(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}
