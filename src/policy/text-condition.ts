import type { TextCondition } from '../model/image-policy.ts';
import { type Field, optional, type RecordFault, record, type Schema, scalarOrRecord, text } from '../model/schema.ts';
import { exactlyOne } from './one-of.ts';

const MAX_LENGTH = 1_024;

/** Names of the three fields of which one says how a text must read. */
type FieldOf<Name extends string> = Name | `${Name}Pattern` | `${Name}RegExp`;

/** A condition with the field that gives it. */
export interface WrittenCondition {
  readonly field: string;
  readonly condition: TextCondition;
}

/** The fields `subject`, `subjectPattern` and `subjectRegExp`, for any name. */
export function conditionFields<Name extends string>(
  name: Name,
  what: string,
): Readonly<Record<FieldOf<Name>, Field<string, false>>> {
  const fields: Readonly<Record<string, Field<string, false>>> = {
    [name]: optional(text(`${what}, to the letter`, { maxLength: MAX_LENGTH })),
    [`${name}Pattern`]: optional(
      text(`${what}, as a pattern: * stays between slashes, ** crosses them`, { maxLength: MAX_LENGTH }),
    ),
    [`${name}RegExp`]: optional(
      text(`${what}, as a regular expression in RE2 syntax that matches all of it`, { maxLength: MAX_LENGTH }),
    ),
  };
  return fields as Readonly<Record<FieldOf<Name>, Field<string, false>>>;
}

/** What is wrong where not exactly one of the three is there, or one stands in the field of another. */
export function conditionFault(source: object, name: string): RecordFault | undefined {
  const [glob, regexp] = [`${name}Pattern`, `${name}RegExp`];
  const fault = exactlyOne(source, [name, glob, regexp]);
  if (fault !== undefined) return fault;
  const { [name]: exactly }: Readonly<Record<string, unknown>> = { ...source };
  if (typeof exactly !== 'string') return undefined;
  const other = otherForm(exactly, glob, regexp);
  return other === undefined ? undefined : { field: name, message: other };
}

/** No identity has a `*` in it, nor begins with `^`: such a text would never be met. */
function otherForm(exactly: string, glob: string, regexp: string): string | undefined {
  if (exactly.startsWith('^')) return `is compared to the letter; for a regular expression write ${regexp}`;
  return exactly.includes('*') ? `is compared to the letter, also its "*"; for a pattern write ${glob}` : undefined;
}

/** The condition that a record with exactly one of the three gives. */
export function conditionIn<Name extends string>(
  source: Readonly<Partial<Record<FieldOf<Name>, string>>>,
  name: Name,
): WrittenCondition {
  const texts: Readonly<Partial<Record<string, string>>> = source;
  const { [name]: exactly, [`${name}Pattern`]: glob, [`${name}RegExp`]: regexp } = texts;
  if (exactly !== undefined) return { field: name, condition: { exactly } };
  if (glob !== undefined) return { field: `${name}Pattern`, condition: { glob } };
  if (regexp !== undefined) return { field: `${name}RegExp`, condition: { regexp } };
  throw new Error(`nothing says what ${name} must be`);
}

interface PatternSource {
  readonly pattern?: string;
  readonly regExp?: string;
}

/** A text, or `{ pattern }` or `{ regExp }`. */
export function conditionValue(what: string): Schema<string | PatternSource> {
  return scalarOrRecord(
    what,
    text('To the letter', {
      maxLength: MAX_LENGTH,
      check: (exactly) => otherForm(exactly, '{ pattern: ... }', '{ regExp: ... }'),
    }),
    record(
      'How it must read',
      {
        pattern: optional(text('A pattern: * stays between slashes, ** crosses them', { maxLength: MAX_LENGTH })),
        regExp: optional(text('A regular expression in RE2 syntax that matches all of it', { maxLength: MAX_LENGTH })),
      },
      (source): RecordFault | undefined => exactlyOne(source, ['pattern', 'regExp']),
    ),
  );
}

/** The condition that such a value gives; `field` is '' where it is a text. */
export function conditionOf(source: string | PatternSource): WrittenCondition {
  if (typeof source === 'string') return { field: '', condition: { exactly: source } };
  const { pattern, regExp } = source;
  if (pattern !== undefined) return { field: 'pattern', condition: { glob: pattern } };
  return { field: 'regExp', condition: { regexp: regExp ?? '' } };
}
