import type {
  ArgInstruction,
  CommandInstruction,
  FromInstruction,
  InstructionBase,
  Pair,
  PairsInstruction,
  ValueInstruction,
} from '../../model/instruction.ts';
import type { Piece } from '../../model/mapped-text.ts';
import { printable } from '../../model/printable.ts';
import { plainWords, quotedWords } from './argument-words.ts';
import { readCommand } from './command-form.ts';
import { checkDevice } from './device-check.ts';
import { unquote } from './expand.ts';
import { isSignal } from './go-values.ts';
import { pieceOf } from './joined-text.ts';
import { checkMount } from './mount-check.ts';
import { readMounts } from './mounts.ts';
import type { Reading } from './reading.ts';
import { isBlank } from './white-space.ts';

/** The arguments of an instruction: what its type has beyond what all have. */
export type Arguments<I> = I extends unknown ? Omit<I, keyof InstructionBase> : never;

const STAGE_NAME = /^[a-z][a-z0-9\-_.]*$/;
const AS = /^as$/iu;
const QUOTING = /["'$]/;

export function readFrom(reading: Reading): Arguments<FromInstruction> {
  const { rest } = reading;
  const [image, second, third, fourth] = plainWords(reading.text, rest.start, rest.end);
  const as = second !== undefined && AS.test(second.text) ? second : undefined;
  const name = as === undefined ? undefined : third;
  if (image === undefined || (second !== undefined && name === undefined) || fourth !== undefined) {
    reading.faultOfAll('FROM takes an image, or an image, AS and the name of a stage');
  } else if (name !== undefined && !STAGE_NAME.test(name.text.toLowerCase())) {
    const message = `"${printable(name.text, 64)}" is no name for a stage: begin with a letter, and use letters, digits, "-", "_" and "." only`;
    reading.fault(message, name);
  }
  if (image !== undefined) reading.checkExpansion(image);
  return { keyword: 'FROM', image, as, name };
}

export function readArg(reading: Reading): Arguments<ArgInstruction> {
  const { rest, text } = reading;
  const words = quotedWords(text, rest.start, rest.end, reading.escapeMark.charCodeAt(0));
  if (words.length === 0) reading.faultOfAll('ARG needs the name of a variable');
  const pairs = words.map((word) => pairOf(text, word));
  for (const { key, value, whole } of pairs) {
    if (key.text === '') reading.fault('an ARG has no name in front of its "="', whole);
    if (value !== undefined) reading.checkExpansion(value);
  }
  return { keyword: 'ARG', pairs };
}

/** `value` is undefined where there is no `=`. */
function pairOf(text: string, word: Piece): Pair {
  const equals = word.text.indexOf('=');
  if (equals === -1) return { key: word, value: undefined, whole: word };
  const middle = word.start + equals;
  return { key: pieceOf(text, word.start, middle), value: pieceOf(text, middle + 1, word.end), whole: word };
}

export function readPairs(reading: Reading, keyword: 'ENV' | 'LABEL'): Arguments<PairsInstruction> {
  const { rest, text } = reading;
  const words = quotedWords(text, rest.start, rest.end, reading.escapeMark.charCodeAt(0));
  const [first] = words;
  if (first === undefined) {
    reading.faultOfAll(`${keyword} needs at least one name=value`);
    return { keyword, pairs: [], legacy: false };
  }
  if (!first.text.includes('=')) return readLegacy(reading, keyword);
  const pairs: Pair[] = [];
  for (const word of words) {
    const pair = pairOf(text, word);
    if (pair.value === undefined) {
      const message = `"${printable(word.text, 64)}" has no "=": write name=value, and put quotes around values with blanks`;
      reading.fault(message, word);
    } else if (pair.key.text === '') reading.fault(`${keyword} has no name in front of a "="`, word);
    reading.checkExpansion(pair.key);
    if (pair.value !== undefined) {
      reading.checkExpansion(pair.value);
      pairs.push(pair);
    }
  }
  return { keyword, pairs, legacy: false };
}

/** `ENV key value`: the value is the rest of the line, verbatim. */
function readLegacy(reading: Reading, keyword: 'ENV' | 'LABEL'): Arguments<PairsInstruction> {
  const { rest, text } = reading;
  let keyEnd = rest.start;
  while (keyEnd < rest.end && !isBlank(text.charCodeAt(keyEnd))) keyEnd += 1;
  let start = keyEnd;
  while (start < rest.end && isBlank(text.charCodeAt(start))) start += 1;
  const key = pieceOf(text, rest.start, keyEnd);
  reading.checkExpansion(key);
  if (start === rest.end) {
    reading.fault(`${keyword} "${printable(key.text, 64)}" has no value: write name=value`, key);
    return { keyword, pairs: [], legacy: true };
  }
  const value = pieceOf(text, start, rest.end);
  reading.checkExpansion(value);
  return { keyword, pairs: [{ key, value, whole: rest }], legacy: true };
}

export function readCommandInstruction(
  reading: Reading,
  keyword: CommandInstruction['keyword'],
): Arguments<CommandInstruction> {
  const command = readCommand(reading, reading.rest.start);
  if (keyword === 'SHELL' && (command.form === 'shell' || command.items.length === 0)) {
    reading.faultOfAll('SHELL takes a JSON list: SHELL ["/bin/bash", "-c"]');
  }
  return { keyword, command, mounts: keyword === 'RUN' ? readMounts(reading) : [] };
}

/** What a RUN's mounts and modes are may be wrong without its command being so. */
export function checkRunFlags(reading: Reading, { mounts }: Arguments<CommandInstruction>): void {
  for (const mount of mounts) checkMount(reading, mount);
  for (const { name, value, whole } of reading.flags) {
    if (value === undefined) continue;
    if (name === 'network' && value !== 'default' && value !== 'none' && value !== 'host') {
      reading.fault('--network of RUN can only be default, none or host', whole);
    } else if (name === 'device') checkDevice(reading, value, whole);
    else if (name === 'security' && value !== 'sandbox' && value !== 'insecure') {
      reading.fault('--security of RUN can only be sandbox or insecure', whole);
    }
  }
}

export function readValue(reading: Reading, keyword: ValueInstruction['keyword']): Arguments<ValueInstruction> {
  const { rest } = reading;
  if (rest.text === '') reading.faultOfAll(`${keyword} needs a value`);
  else if (keyword !== 'MAINTAINER') reading.checkExpansion(rest);
  if (keyword === 'STOPSIGNAL' && rest.text !== '' && !rest.text.includes('$')) {
    const signal = QUOTING.test(rest.text) ? unquote(rest.text, reading.escapeMark) : rest.text;
    if (!isSignal(signal)) {
      reading.fault(
        `"${printable(signal, 64)}" is no signal: use a name as SIGTERM, or a number`,
        rest,
        'invalid-signal',
      );
    }
  }
  return { keyword, value: rest };
}
