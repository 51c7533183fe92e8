import type { Scalar } from 'yaml';

const YAML_1_1_BOOLEAN = /^(?:yes|no|on|off)$/i;
/** A word of policy files (`controllers: Off`), which as they spell it can only be meant as such. */
const OWN_WORD = 'Off';
/** Fields of policy files that know the word `off`, and are never boolean. */
const FIELDS_WITH_OFF: ReadonlySet<string> = new Set(['severity', 'shellcheck']);

/** True for a scalar without quotes and without an explicit tag. */
export function isPlain(scalar: Scalar): boolean {
  return scalar.type === 'PLAIN' && scalar.tag === undefined;
}

/** What is wrong with a value. `strict`: see YamlLimits; `key`: the field that it stands in, if it is one. */
export function scalarProblem(scalar: Scalar, strict: boolean, key?: string): string | undefined {
  const { value } = scalar;
  if (typeof value === 'number') return numberProblem(value, strict);
  if (typeof value !== 'string') return undefined;
  if (strict && isPlain(scalar) && YAML_1_1_BOOLEAN.test(value) && !isOwnWord(value, key)) {
    return `${value} is a string in YAML 1.2: write true or false, or put it in quotes`;
  }
  return textProblem(value);
}

function isOwnWord(value: string, key: string | undefined): boolean {
  return value === OWN_WORD || (value === 'off' && key !== undefined && FIELDS_WITH_OFF.has(key));
}

/** What is wrong with a key or string value, once its escapes are read. */
export function textProblem(text: string): string | undefined {
  if (text.includes('\0')) return 'the text has the character U+0000: remove it';
  return text.isWellFormed() ? undefined : 'the text has half of a surrogate pair: write both halves';
}

function numberProblem(value: number, strict: boolean): string | undefined {
  if (!Number.isFinite(value)) return 'the number is not one that JSON can hold: write a finite number';
  if (strict && Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    return 'the number is beyond 2^53 and would lose digits: put it in quotes if it is a text';
  }
  return undefined;
}
