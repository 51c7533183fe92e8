import type { InstructionFlag } from '../../model/instruction.ts';
import { pieceOf } from './joined-text.ts';
import { isBlank } from './white-space.ts';

const DASH = 0x2d;
const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;
const EQUALS = 0x3d;

/** Flags, and the index where the arguments behind them start. */
export interface ReadFlags {
  readonly flags: readonly InstructionFlag[];
  readonly end: number;
}

const NO_FLAGS: readonly InstructionFlag[] = [];

/**
 * Reads the words that begin with `--`, up to the first other one or a lone `--`, as BuildKit does
 * (parser/split_command.go): quotes of both kinds go, and the escape mark takes the next character, in quotes too. A quote
 * that is not closed takes the rest.
 */
export function readFlags(text: string, start: number, mark: number): ReadFlags {
  let at = start;
  let flags: InstructionFlag[] | undefined;
  while (at < text.length) {
    if (isBlank(text.charCodeAt(at))) at += 1;
    else if (text.charCodeAt(at) === DASH && text.charCodeAt(at + 1) === DASH) {
      const flag = readFlag(text, at, mark);
      at = flag.whole.end;
      if (flag.name === '' && flag.value === undefined) {
        // At the end of the line a lone `--` ends nothing, and is gone all the same.
        return { flags: flags ?? NO_FLAGS, end: skipBlanks(text, at) };
      }
      flags ??= [];
      flags.push(flag);
    } else break;
  }
  return { flags: flags ?? NO_FLAGS, end: at };
}

function readFlag(text: string, start: number, mark: number): InstructionFlag {
  let quote = 0;
  let at = start;
  let from = start;
  let read = '';
  /** Where the first `=` of the flag stands, in the line and in what is read. */
  let equals = -1;
  let equalsRead = -1;
  for (; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (quote === 0 && isBlank(code)) break;
    if (code === quote || (quote === 0 && (code === DOUBLE_QUOTE || code === SINGLE_QUOTE))) {
      read += text.slice(from, at);
      from = at + 1;
      quote = quote === 0 ? code : 0;
      continue;
    }
    if (code === mark) {
      read += text.slice(from, at);
      from = at + 1;
      at += 1;
    }
    if (equals === -1 && text.charCodeAt(at) === EQUALS) {
      equals = at;
      equalsRead = read.length + at - from;
    }
  }
  const end = Math.min(at, text.length);
  read += text.slice(from, end);
  const whole = pieceOf(text, start, end);
  if (equals === -1) return { name: read.slice(2), whole, value: undefined, written: undefined };
  const written = pieceOf(text, equals + 1, end);
  return { name: read.slice(2, equalsRead), whole, value: read.slice(equalsRead + 1), written };
}

function skipBlanks(text: string, start: number): number {
  let at = start;
  while (at < text.length && isBlank(text.charCodeAt(at))) at += 1;
  return at;
}
