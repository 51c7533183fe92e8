import type {
  CommandForm,
  CopyInstruction,
  HealthcheckInstruction,
  JsonItem,
  WordsInstruction,
} from '../../model/instruction.ts';
import type { Piece } from '../../model/mapped-text.ts';
import { printable } from '../../model/printable.ts';
import { plainWords } from './argument-words.ts';
import { MIXED_LIST, readCommand } from './command-form.ts';
import { goDuration } from './go-values.ts';
import { readMarker } from './heredoc-markers.ts';
import { pieceOf } from './joined-text.ts';
import { readJsonList } from './json-list.ts';
import type { Reading } from './reading.ts';
import type { Arguments } from './simple-instructions.ts';
import { isBlank, trimEnd } from './white-space.ts';

const MILLISECOND = 1e6;
const RETRIES = /^[+-]?[0-9]+$/;
const MAX_RETRIES = 2 ** 31;

/** Words, or the strings of a JSON list. */
function readWords(reading: Reading): { readonly json: boolean; readonly words: readonly Piece[] } {
  const { text, rest } = reading;
  const items = readJsonList(text, rest.start, rest.end);
  if (items === 'mixed') reading.fault(MIXED_LIST, rest);
  if (typeof items === 'object') return { json: true, words: items.map(itemPiece) };
  return { json: false, words: plainWords(text, rest.start, rest.end) };
}

function itemPiece({ value, piece }: JsonItem): Piece {
  return { text: value, start: piece.start, end: piece.end };
}

export function readCopy(reading: Reading, keyword: CopyInstruction['keyword']): Arguments<CopyInstruction> {
  const { json, words } = readWords(reading);
  const target = words.length > 1 ? words.at(-1) : undefined;
  if (target === undefined) reading.faultOfAll(`${keyword} needs at least one source, and a target`);
  else if (isMarker(target)) reading.fault(`${keyword} cannot write into a heredoc: name a path as its target`, target);
  const sources = (target === undefined ? words : words.slice(0, -1)).filter((word) => !isMarker(word));
  reading.checkExpansions(sources);
  if (target !== undefined) reading.checkExpansion(target);
  return { keyword, json, sources, target };
}

function isMarker({ text }: Piece): boolean {
  return typeof readMarker(text) === 'object';
}

export function readVolumeOrPorts(reading: Reading, keyword: WordsInstruction['keyword']): Arguments<WordsInstruction> {
  const { text, rest } = reading;
  const { json, words } =
    keyword === 'VOLUME' ? readWords(reading) : { json: false, words: plainWords(text, rest.start, rest.end) };
  if (words.length === 0) reading.faultOfAll(`${keyword} needs at least one ${keyword === 'VOLUME' ? 'path' : 'port'}`);
  for (const word of words) {
    if (keyword === 'VOLUME' && trimEnd(word.text, 0, word.text.length) === 0) {
      reading.fault('the path of a VOLUME cannot be empty', word);
    }
    reading.checkExpansion(word);
  }
  return { keyword, json, words };
}

export function readHealthcheck(reading: Reading): Arguments<HealthcheckInstruction> {
  const { text, rest } = reading;
  let typeEnd = rest.start;
  while (typeEnd < rest.end && !isBlank(text.charCodeAt(typeEnd))) typeEnd += 1;
  let start = typeEnd;
  while (start < rest.end && isBlank(text.charCodeAt(start))) start += 1;
  const type = typeEnd > rest.start ? pieceOf(text, rest.start, typeEnd) : undefined;
  if (type === undefined) {
    reading.faultOfAll('HEALTHCHECK needs CMD and a command, or NONE');
    return { keyword: 'HEALTHCHECK', type, command: undefined };
  }
  const name = type.text.toUpperCase();
  const command = readCommand(reading, start);
  if (name === 'NONE') {
    if (!isEmpty(command)) reading.fault('HEALTHCHECK NONE takes nothing behind it', command.piece);
  } else if (name !== 'CMD') {
    reading.fault(`"${printable(type.text, 64)}" is no kind of HEALTHCHECK: write CMD or NONE`, type);
  } else if (isEmpty(command)) reading.faultOfAll('HEALTHCHECK CMD needs a command');
  return { keyword: 'HEALTHCHECK', type, command: name === 'CMD' ? command : undefined };
}

function isEmpty(command: CommandForm): boolean {
  return command.form === 'exec' ? command.items.length === 0 : command.piece.text === '';
}

/** Durations and retries; BuildKit does not look at them where there is no check. */
export function checkHealthcheckFlags(reading: Reading, { type }: Arguments<HealthcheckInstruction>): void {
  if (type?.text.toUpperCase() === 'NONE') return;
  for (const { name, value, whole } of reading.flags) {
    if (value === undefined || value === '') continue;
    const shown = printable(value, 64);
    if (name === 'retries') {
      const retries = RETRIES.test(value) ? Number(value) : Number.NaN;
      if (!(retries >= 0 && retries < MAX_RETRIES)) {
        reading.fault(`--retries must be a whole number from 0 on, not "${shown}"`, whole);
      }
    } else if (name === 'interval' || name === 'timeout' || name === 'start-period' || name === 'start-interval') {
      const duration = goDuration(value);
      if (duration === undefined) {
        reading.fault(`--${name} must be a duration such as 30s or 1m30s, not "${shown}"`, whole);
      } else if (duration !== 0 && duration < MILLISECOND) {
        reading.fault(`--${name} must be 0 or at least 1ms, not "${shown}"`, whole);
      }
    }
  }
}
