import type { InstructionFlag } from './instructions.ts';

/** A part of a flag's value. Indices are those of the line's text. */
export interface FlagPart {
  /** Without quotes and escapes. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const QUOTING = /["'\\]/;

/** The whole value of a flag. */
export function flagValue({ value, valueStart }: InstructionFlag): FlagPart {
  return { text: withoutQuotes(value), start: valueStart, end: valueStart + value.length };
}

/**
 * The value of one key in a flag such as `--mount=type=bind,from=image`, the last where there are several; undefined
 * where there is none. Of a value with quotes, the indices are those of the whole.
 */
export function flagField(flag: InstructionFlag, key: string): FlagPart | undefined {
  const whole = flagValue(flag);
  const isPlain = !QUOTING.test(flag.value);
  let found: FlagPart | undefined;
  let start = flag.valueStart;
  for (const field of whole.text.split(',')) {
    const equals = field.indexOf('=');
    if (equals !== -1 && field.slice(0, equals).toLowerCase() === key) {
      const text = field.slice(equals + 1);
      found = isPlain ? { text, start: start + equals + 1, end: start + field.length } : { ...whole, text };
    }
    start += field.length + 1;
  }
  return found;
}

/** As flags are read: any quote, and the backslash whatever the escape directive says. */
function withoutQuotes(value: string): string {
  if (!QUOTING.test(value)) return value;
  const kept: string[] = [];
  let quote = '';
  for (let at = 0; at < value.length; at += 1) {
    const character = value[at] ?? '';
    if (character === quote) quote = '';
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (character !== '\\') kept.push(character);
    else {
      at += 1;
      kept.push(value[at] ?? '');
    }
  }
  return kept.join('');
}
