import { deepEqual, isObject, type Json } from '../model/json.ts';
import { parseQuantity } from '../parse/quantity.ts';
import { compileMembership, typesOf } from './membership.ts';
import type { Pattern } from './pattern.ts';
import { negate, UNJUDGED, type Verdict, verdictOf } from './verdict.ts';

/** A compiled operator: judges a value that is there and not null. */
export interface ValueTest {
  readonly judge: (value: unknown) => Verdict;
  /** What the value must be for `judge` not to give `UNJUDGED`. */
  readonly needs: string;
}

export function constant(verdict: Verdict): ValueTest {
  return { judge: () => verdict, needs: 'any value' };
}

export function negated({ judge, needs }: ValueTest): ValueTest {
  return { judge: (value) => negate(judge(value)), needs };
}

export function membership(operands: readonly Json[]): ValueTest {
  return { judge: compileMembership(operands), needs: typesOf(operands) };
}

export function onStrings(holds: (value: string) => boolean): ValueTest {
  return { judge: (value) => (typeof value === 'string' ? verdictOf(holds(value)) : UNJUDGED), needs: 'a string' };
}

export function onNumbers(holds: (value: number) => boolean): ValueTest {
  return { judge: (value) => (typeof value === 'number' ? verdictOf(holds(value)) : UNJUDGED), needs: 'a number' };
}

export function matching({ maxLength, matches }: Pattern): ValueTest {
  return {
    judge(value) {
      const isMatch = typeof value === 'string' ? matches(value) : undefined;
      return isMatch === undefined ? UNJUDGED : verdictOf(isMatch);
    },
    needs: `strings of at most ${maxLength} characters together`,
  };
}

export function containing(operands: readonly Json[]): ValueTest {
  // Every string contains the empty one: only of a list does asking for it mean anything.
  const texts = operands.filter((operand): operand is string => typeof operand === 'string' && operand !== '');
  const judgesStrings = texts.length === operands.length;
  return {
    judge(value) {
      if (Array.isArray(value)) return verdictOf(includesAll(value, operands));
      return typeof value === 'string' && judgesStrings
        ? verdictOf(texts.every((part) => value.includes(part)))
        : UNJUDGED;
    },
    needs: judgesStrings ? 'a string or a list' : 'a list',
  };
}

function includesAll(items: readonly unknown[], operands: readonly Json[]): boolean {
  for (const operand of operands) if (!includes(items, operand)) return false;
  return true;
}

function includes(items: readonly unknown[], operand: Json): boolean {
  for (const item of items) if (deepEqual(item, operand)) return true;
  return false;
}

export function onQuantities(limit: unknown, holds: (value: bigint, bound: bigint) => boolean): ValueTest {
  const bound = parseQuantity(limit) as bigint;
  return {
    judge(value) {
      const amount = parseQuantity(value);
      return amount === undefined ? UNJUDGED : verdictOf(holds(amount, bound));
    },
    needs: 'a quantity such as 500m, 2 or 8Gi',
  };
}

/** Bounds that include themselves. */
export interface Range {
  readonly atLeast?: number;
  readonly atMost?: number;
}

export function ofLength(wanted: number | Range): ValueTest {
  const { atLeast = 0, atMost = Number.POSITIVE_INFINITY } =
    typeof wanted === 'number' ? { atLeast: wanted, atMost: wanted } : wanted;
  return {
    judge(value) {
      const length = lengthOf(value);
      return length === undefined ? UNJUDGED : verdictOf(length >= atLeast && length <= atMost);
    },
    needs: 'a string, a list or an object',
  };
}

function lengthOf(value: unknown): number | undefined {
  if (typeof value === 'string') return countCharacters(value);
  if (Array.isArray(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : undefined;
}

/** Unicode code points, as the `length()` of RFC 9535 counts. */
function countCharacters(text: string): number {
  let pairs = 0;
  for (let index = 0; index < text.length; index += 1) {
    const point = text.codePointAt(index) as number;
    if (point > 0xffff) {
      pairs += 1;
      index += 1;
    }
  }
  return text.length - pairs;
}
