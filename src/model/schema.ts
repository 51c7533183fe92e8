import type { Json, JsonObject } from './json.ts';

/**
 * A closed description of a piece of a policy file. One description serves three ends: it checks what
 * users write, gives the TypeScript type of what was read, and generates the JSON Schema for editors.
 */
export type Schema<T = unknown> = SchemaNode & { readonly __type?: T };

/** The type that a schema describes. */
export type Infer<S> = S extends Schema<infer T> ? T : never;

/** What is wrong with a text, for the person who wrote it; undefined when nothing is. */
export type TextCheck = (text: string) => string | undefined;

/** What is wrong with a record as a whole; `field` is where to look, '' for the record itself. */
export interface RecordFault {
  readonly field: string;
  readonly message: string;
}

/** Looks at a record whose fields are well-formed one by one. */
export type RecordCheck<Value = unknown> = (value: Value) => RecordFault | undefined;

export type SchemaNode =
  | {
      readonly kind: 'text';
      readonly description: string;
      readonly minLength: number;
      readonly maxLength: number;
      readonly check?: TextCheck;
      /** What editors offer. */
      readonly examples?: readonly string[];
    }
  | {
      readonly kind: 'word';
      readonly description: string;
      readonly words: readonly string[];
      /** Words that users may expect to find, and why they are refused. */
      readonly refused?: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'number';
      readonly description: string;
      readonly integer: boolean;
      readonly minimum: number;
      readonly maximum: number;
    }
  | { readonly kind: 'flag'; readonly description: string; readonly only?: boolean }
  | {
      readonly kind: 'scalar';
      readonly description: string;
      readonly check?: (value: string | number | boolean) => string | undefined;
    }
  | { readonly kind: 'json'; readonly description: string; readonly objectOnly: boolean }
  | {
      readonly kind: 'list';
      readonly description: string;
      readonly items: SchemaNode;
      readonly minItems: number;
      readonly maxItems: number;
    }
  | { readonly kind: 'map'; readonly description: string; readonly values: SchemaNode; readonly keyCheck?: TextCheck }
  | {
      readonly kind: 'record';
      readonly description: string;
      readonly fields: Readonly<Record<string, Field>>;
      readonly check?: RecordCheck<never>;
    }
  | {
      /** One of several records, told apart by the value of the field `tag`, which every variant requires. */
      readonly kind: 'variant';
      readonly description: string;
      readonly tag: string;
      /** Keyed by the value of the tag; the tag itself is not among the fields. */
      readonly variants: Readonly<Record<string, VariantNode>>;
    }
  | {
      /** A number or text, or a record, told apart by type. */
      readonly kind: 'scalar-or-record';
      readonly description: string;
      readonly scalar: SchemaNode;
      readonly record: SchemaNode;
    }
  | {
      /** One of several records, told apart by which of the distinguishing fields is present. */
      readonly kind: 'choice';
      readonly description: string;
      readonly name: string;
      readonly forms: () => Readonly<Record<string, SchemaNode>>;
    };

/** One branch of a 'variant' node. */
export interface VariantNode {
  readonly description: string;
  readonly fields: Readonly<Record<string, Field>>;
}

/** A field of a record. */
export interface Field<T = unknown, Required extends boolean = boolean> {
  readonly schema: Schema<T>;
  readonly required: Required;
}

type Fields = Readonly<Record<string, Field>>;
type Value<F> = F extends Field<infer T> ? T : never;
type RequiredKeys<F extends Fields> = { [K in keyof F]: F[K] extends Field<unknown, true> ? K : never }[keyof F];
type OptionalKeys<F extends Fields> = Exclude<keyof F, RequiredKeys<F>>;
/** The type of a record with these fields. */
export type RecordOf<F extends Fields> = { readonly [K in RequiredKeys<F>]: Value<F[K]> } & {
  readonly [K in OptionalKeys<F>]?: Value<F[K]>;
};

export function required<T>(schema: Schema<T>): Field<T, true> {
  return { schema, required: true };
}

export function optional<T>(schema: Schema<T>): Field<T, false> {
  return { schema, required: false };
}

/** A string of `minLength` (default 1) to `maxLength` (default 1,024) UTF-16 code units. */
export function text(
  description: string,
  limits: { minLength?: number; maxLength?: number; check?: TextCheck; examples?: readonly string[] } = {},
): Schema<string> {
  return { kind: 'text', description, minLength: 1, maxLength: 1_024, ...limits };
}

/** One of a closed set of strings. `refused`: see SchemaNode 'word'. */
export function word<const W extends readonly string[]>(
  description: string,
  words: W,
  refused?: Readonly<Record<string, string>>,
): Schema<W[number]> {
  return refused === undefined ? { kind: 'word', description, words } : { kind: 'word', description, words, refused };
}

export function number(
  description: string,
  limits: { integer?: boolean; minimum?: number; maximum?: number } = {},
): Schema<number> {
  return {
    kind: 'number',
    description,
    integer: false,
    minimum: -Number.MAX_SAFE_INTEGER,
    maximum: Number.MAX_SAFE_INTEGER,
    ...limits,
  };
}

/** A boolean. */
export function flag(description: string): Schema<boolean> {
  return { kind: 'flag', description };
}

/** A switch that can only be turned on: writing `false` would mean nothing and is refused. */
export function onlyTrue(description: string): Schema<true> {
  return { kind: 'flag', description, only: true };
}

/** A string, number or boolean. `check` says what is wrong with one. */
export function scalar(
  description: string,
  check?: (value: string | number | boolean) => string | undefined,
): Schema<string | number | boolean> {
  return check === undefined ? { kind: 'scalar', description } : { kind: 'scalar', description, check };
}

/** Any JSON value but null. */
export function json(description: string): Schema<Json> {
  return { kind: 'json', description, objectOnly: false };
}

/** Any JSON object: what is in it is somebody else's to check. */
export function anyObject(description: string): Schema<JsonObject> {
  return { kind: 'json', description, objectOnly: true };
}

/** A list of 1 to 256 items unless other limits are given. */
export function list<T>(
  description: string,
  items: Schema<T>,
  limits: { minItems?: number; maxItems?: number } = {},
): Schema<readonly T[]> {
  return { kind: 'list', description, items, minItems: 1, maxItems: 256, ...limits };
}

/** An object whose keys the user chooses. */
export function map<T>(
  description: string,
  values: Schema<T>,
  keyCheck?: TextCheck,
): Schema<{ readonly [key: string]: T }> {
  return keyCheck === undefined ? { kind: 'map', description, values } : { kind: 'map', description, values, keyCheck };
}

/** An object with a closed set of fields. */
export function record<F extends Fields>(
  description: string,
  fields: F,
  check?: RecordCheck<RecordOf<F>>,
): Schema<RecordOf<F>> {
  return check === undefined ? { kind: 'record', description, fields } : { kind: 'record', description, fields, check };
}

/** See SchemaNode 'variant'. */
export function variant<T>(
  description: string,
  tag: keyof T & string,
  variants: Readonly<Record<string, VariantNode>>,
): Schema<T> {
  return { kind: 'variant', description, tag, variants };
}

/** See SchemaNode 'scalar-or-record'. */
export function scalarOrRecord<T, R>(description: string, scalar: Schema<T>, record: Schema<R>): Schema<T | R> {
  return { kind: 'scalar-or-record', description, scalar, record };
}

/** See SchemaNode 'choice'. `name` names the definition in the JSON Schema, so that forms may nest. */
export function choice<T>(
  name: string,
  description: string,
  forms: () => Readonly<Record<string, SchemaNode>>,
): Schema<T> {
  return { kind: 'choice', name, description, forms };
}
