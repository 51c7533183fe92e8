import { isObject, type JsonObject } from '../model/json.ts';
import type { FieldPath } from '../model/path.ts';
import { type Field, type Infer, required, type Schema, type SchemaNode, text } from '../model/schema.ts';
import type { SourceDocument } from '../model/source.ts';
import { closestWord, suggest } from '../model/suggest.ts';
import { holdsPrivateKey, PRIVATE_KEY_FAULT } from './private-key.ts';
import type { ProblemList } from './problem-list.ts';
import { quoted, scalarFault, wrongType } from './scalar-check.ts';

type NodeOf<Kind extends SchemaNode['kind']> = Extract<SchemaNode, { kind: Kind }>;
type Fields = Readonly<Record<string, Field>>;
type Forms = Readonly<Record<string, SchemaNode>>;

/** Says of a field that is unknown here where it would be at home; undefined where it is known nowhere. */
type Elsewhere = (field: string) => string | undefined;

/** The tag of a variant, which is checked before the fields are. */
const TAG = required(text('Which variant'));

/**
 * Checks a document against a schema. Every problem goes to the list with its place.
 *
 * @returns the value with its type, or undefined where there was a problem
 */
export function checkDocument<S extends Schema>(
  document: SourceDocument,
  schema: S,
  problems: ProblemList,
): Infer<S> | undefined {
  const before = problems.count;
  new SchemaCheck(document, problems).check(schema, document.value, []);
  return problems.count === before ? (document.value as Infer<S>) : undefined;
}

/** Checks a value that stands at a path of a document. Every problem goes to the list with its place. */
export function checkPart(
  document: SourceDocument,
  schema: Schema,
  value: unknown,
  path: FieldPath,
  problems: ProblemList,
): void {
  new SchemaCheck(document, problems).check(schema, value, path);
}

class SchemaCheck {
  readonly #document: SourceDocument;
  readonly #problems: ProblemList;

  constructor(document: SourceDocument, problems: ProblemList) {
    this.#document = document;
    this.#problems = problems;
  }

  check(node: SchemaNode, value: unknown, path: FieldPath): void {
    if (typeof value === 'string' && holdsPrivateKey(value)) {
      this.#report(path, PRIVATE_KEY_FAULT);
      return;
    }
    switch (node.kind) {
      case 'list':
        this.#list(node, value, path);
        break;
      case 'map':
        this.#object(value, path, (object) => this.#map(node, object, path));
        break;
      case 'record':
        this.#object(value, path, (object) => this.#record(node, object, path));
        break;
      case 'variant':
        this.#object(value, path, (object) => this.#variant(node, object, path));
        break;
      case 'choice':
        this.#object(value, path, (object) => this.#choice(node, object, path));
        break;
      case 'scalar-or-record':
        this.check(isObject(value) ? node.record : node.scalar, value, path);
        break;
      default:
        this.#report(path, scalarFault(node, value));
    }
  }

  #object(value: unknown, path: FieldPath, look: (object: JsonObject) => void): void {
    if (isObject(value)) look(value);
    else this.#report(path, wrongType('an object', value));
  }

  #list({ items, minItems, maxItems }: NodeOf<'list'>, value: unknown, path: FieldPath): void {
    if (!Array.isArray(value)) {
      this.#report(path, wrongType('a list', value));
    } else if (value.length < minItems) {
      this.#report(path, minItems === 1 ? 'is empty' : `has ${value.length} items; at least ${minItems} are needed`);
    } else if (value.length > maxItems) {
      this.#report(path, `has ${value.length} items, more than ${maxItems}`);
    } else {
      for (const [index, item] of value.entries()) this.check(items, item, [...path, index]);
    }
  }

  #map({ values, keyCheck }: NodeOf<'map'>, object: JsonObject, path: FieldPath): void {
    for (const [key, value] of Object.entries(object)) {
      this.#report([...path, key], keyCheck?.(key), 'key');
      this.check(values, value, [...path, key]);
    }
  }

  #record({ fields, check }: NodeOf<'record'>, object: JsonObject, path: FieldPath, elsewhere?: Elsewhere): void {
    const before = this.#problems.count;
    this.#fields(fields, object, path, elsewhere);
    if (this.#problems.count > before) return;
    const fault = check?.(object as never);
    if (fault !== undefined) this.#report(fault.field === '' ? path : [...path, fault.field], fault.message);
  }

  #variant({ tag, variants }: NodeOf<'variant'>, object: JsonObject, path: FieldPath, elsewhere?: Elsewhere): void {
    const name = object[tag];
    const chosen = typeof name === 'string' && Object.hasOwn(variants, name) ? variants[name] : undefined;
    if (chosen !== undefined) {
      this.#fields({ [tag]: TAG, ...chosen.fields }, object, path, elsewhere);
    } else {
      const known = Object.keys(variants);
      const fault =
        typeof name === 'string'
          ? `unknown ${tag} ${quoted(name)}${suggest(name, known)}`
          : wrongType('a string', name);
      this.#report([...path, tag], fault);
    }
  }

  #choice({ name, forms }: NodeOf<'choice'>, object: JsonObject, path: FieldPath): void {
    const nodes = forms();
    const names = Object.keys(nodes);
    const [chosen, other] = names.filter((form) => Object.hasOwn(object, form));
    if (chosen === undefined) {
      this.#reportNoForm(name, nodes, object, path);
    } else if (other !== undefined) {
      const message = `"${chosen}" and "${other}" exclude each other: ${withArticle(name)} has one of ${names.join(', ')}`;
      this.#report([...path, other], message, 'key');
    } else {
      const node = nodes[chosen];
      const elsewhere: Elsewhere = (field) => misplacement(field, name, chosen, nodes);
      if (node?.kind === 'record') this.#record(node, object, path, elsewhere);
      if (node?.kind === 'variant') this.#variant(node, object, path, elsewhere);
    }
  }

  #reportNoForm(name: string, nodes: Forms, object: JsonObject, path: FieldPath): void {
    const forms = Object.keys(nodes);
    const known = new Set(Object.values(nodes).flatMap(fieldNames));
    const misspelt = Object.keys(object).filter((key) => !known.has(key) && closestWord(key, forms) !== undefined);
    for (const key of misspelt) this.#reportUnknown(key, forms, path);
    if (misspelt.length === 0) this.#report(path, `${withArticle(name)} needs one of ${forms.join(', ')}`);
  }

  #fields(fields: Fields, object: JsonObject, path: FieldPath, elsewhere?: Elsewhere): void {
    for (const [name, field] of Object.entries(fields)) {
      if (field.required && !Object.hasOwn(object, name)) this.#report(path, `needs the field "${name}"`);
    }
    for (const [key, value] of Object.entries(object)) {
      const field = Object.hasOwn(fields, key) ? fields[key] : undefined;
      if (field !== undefined) this.check(field.schema, value, [...path, key]);
      else this.#reportStray(key, Object.keys(fields), path, elsewhere);
    }
  }

  #reportStray(key: string, known: readonly string[], path: FieldPath, elsewhere?: Elsewhere): void {
    const misplaced = elsewhere?.(key);
    if (misplaced === undefined) this.#reportUnknown(key, known, path);
    else this.#report([...path, key], misplaced, 'key');
  }

  #reportUnknown(key: string, known: readonly string[], path: FieldPath): void {
    const help = suggest(key, known) || `; there are ${known.join(', ')}`;
    this.#report([...path, key], `unknown field${help}`, 'key');
  }

  #report(path: FieldPath, fault: string | undefined, part: 'key' | 'value' = 'value'): void {
    if (fault !== undefined) this.#problems.addAt(this.#document, path, fault, part);
  }
}

function misplacement(field: string, name: string, chosen: string, nodes: Forms): string | undefined {
  const owners = Object.keys(nodes).filter((form) => fieldNames(nodes[form]).includes(field));
  if (owners.length === 0) return undefined;
  return `belongs to ${withArticle(name)} with ${owners.join(', ')}, not to one with ${chosen}`;
}

function withArticle(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

function fieldNames(node: SchemaNode | undefined): readonly string[] {
  if (node?.kind === 'record') return Object.keys(node.fields);
  if (node?.kind !== 'variant') return [];
  return [node.tag, ...Object.values(node.variants).flatMap(({ fields }) => Object.keys(fields))];
}
