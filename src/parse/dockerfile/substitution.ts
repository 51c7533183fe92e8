import type { Value } from '../../model/build.ts';
import { printable } from '../../model/printable.ts';
import { Gathered } from './gathered.ts';
import { type PatternProblem, replacePattern, trimPattern } from './shell-pattern.ts';

/** Longest text that a replacement may come to. */
const MAX_REPLACED = 64 * 1024;

/**
 * What `${name<modifier>word}` comes to, for the modifiers `-`, `+`, `?`, also behind a colon, and `#` and `%`. Gives what is
 * wrong where nothing comes of it.
 */
export function substitute(name: string, modifier: string, value: Value | 'unset', word: Gathered): Gathered | string {
  const held = new Gathered();
  if (value !== 'unset') held.addValue(value);
  const operator = modifier.slice(-1);
  if (operator === '#' || operator === '%') return trimmed(held, word, operator);
  const isMissing = value === 'unset' || (modifier.startsWith(':') && held.text === '' && !held.isUnknown);
  const result = new Gathered();
  result.dependOn(held);
  if (operator === '-') result.add(isMissing ? word : held);
  else if (operator === '?') {
    if (isMissing) return missing(name, word, value === 'unset');
    result.add(held);
  } else if (!isMissing) result.add(word);
  return result;
}

function missing(name: string, word: Gathered, isUnset: boolean): string {
  const why = word.isUnknown || word.text === '' ? `it must not be ${isUnset ? 'unset' : 'empty'}` : word.text;
  return `the variable ${printable(name, 64)} has no value: ${printable(why, 128)}`;
}

function trimmed(held: Gathered, word: Gathered, operator: string): Gathered | string {
  const isGreedy = word.text.startsWith(operator);
  const pattern = isGreedy ? word.text.slice(1) : word.text;
  return dependent([held, word], trimPattern(held.text, pattern, operator === '%', isGreedy), word.isUnknown);
}

/** What `${name/pattern/replacement}` comes to, or `${name//pattern/replacement}`. Gives what is wrong where nothing does. */
export function replace(
  value: Value | 'unset',
  pattern: Gathered,
  replacement: Gathered,
  isAll: boolean,
): Gathered | string {
  const held = new Gathered();
  if (value !== 'unset') held.addValue(value);
  const text = replacePattern(held.text, pattern.text, replacement.text, isAll, MAX_REPLACED);
  return dependent([held, pattern, replacement], text, pattern.isUnknown);
}

/** A text that is as certain as what it was made of. A pattern that is not known cannot be wrong. */
function dependent(sources: readonly Gathered[], text: string | PatternProblem, isPatternUnknown: boolean) {
  if (typeof text !== 'string' && !isPatternUnknown) return text.problem;
  const result = new Gathered();
  for (const source of sources) result.dependOn(source);
  result.text = typeof text === 'string' ? text : '';
  return result;
}
