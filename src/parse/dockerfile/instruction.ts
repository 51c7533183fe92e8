import type { Heredoc, Instruction, Keyword } from '../../model/instruction.ts';
import { KEYWORDS } from '../../model/instruction.ts';
import type { Span } from '../../model/mapped-text.ts';
import { printable } from '../../model/printable.ts';
import { closestWord } from '../../model/suggest.ts';
import type { Faults } from './faults.ts';
import { readFlags } from './flags.ts';
import { type JoinedText, pieceOf } from './joined-text.ts';
import { readJsonList } from './json-list.ts';
import { checkFlags } from './known-flags.ts';
import type { LogicalLine } from './logical-lines.ts';
import { Reading } from './reading.ts';
import { keywordOf, typedInstruction } from './typed-arguments.ts';
import { isBlank } from './white-space.ts';

/** Keyword and flags of a line. */
export interface Head {
  readonly keyword: Keyword | undefined;
  readonly reading: Reading;
}

/** What the instructions of a file have in common. */
export interface Surroundings {
  readonly escapeMark: string;
  readonly faults: Faults;
}

/** What stands around an instruction. */
export interface Setting extends Surroundings {
  readonly index: number;
  readonly line: LogicalLine;
  readonly heredocs: readonly Heredoc[];
  readonly span: Span;
}

/** No trigger can be one of these. */
const NO_TRIGGERS: ReadonlySet<string> = new Set(['ONBUILD', 'FROM', 'MAINTAINER']);
const HEREDOC_KEYWORDS: ReadonlySet<string | undefined> = new Set(['ADD', 'COPY', 'RUN']);

/** Cuts a line into keyword, flags and the rest. */
export function readHead(line: JoinedText, { escapeMark, faults }: Surroundings): Head {
  const { text } = line;
  let end = 0;
  while (end < text.length && !isBlank(text.charCodeAt(end))) end += 1;
  const word = pieceOf(text, 0, end);
  const { flags, end: restStart } = readFlags(text, end, escapeMark.charCodeAt(0));
  return { keyword: keywordOf(word.text), reading: new Reading(line, { word, flags, restStart }, escapeMark, faults) };
}

/** What stands behind ONBUILD; undefined where nothing does. */
export function innerHead({ keyword, reading }: Head, surroundings: Surroundings): Head | undefined {
  if (keyword !== 'ONBUILD' || reading.rest.text === '') return undefined;
  return readHead(reading.line.part(reading.rest.start), surroundings);
}

/** Whether heredocs can belong to an instruction: not in the JSON form, and not to others than ADD, COPY and RUN. */
export function canHoldHeredocs({ keyword, reading: { text, rest } }: Head): boolean {
  return HEREDOC_KEYWORDS.has(keyword) && typeof readJsonList(text, rest.start, rest.end) !== 'object';
}

/** Reads the arguments of an instruction, and reports everything that is wrong with it. */
export function readInstruction(head: Head, inner: Head | undefined, setting: Setting): Instruction {
  const base = baseOf(head, setting);
  const { keyword, reading } = head;
  if (keyword === undefined) {
    reportUnknown(reading);
    return { ...base, broken: false, keyword: 'UNKNOWN' };
  }
  if (keyword !== 'ONBUILD') return typedInstruction(reading, keyword, base);
  if (inner === undefined) reading.faultOfAll('ONBUILD needs an instruction behind it');
  checkFlags(reading, keyword);
  const onbuild = { ...base, broken: inner === undefined, keyword, inner: undefined as Instruction | undefined };
  if (inner !== undefined) onbuild.inner = readTrigger(inner, onbuild, setting);
  return onbuild;
}

function readTrigger(head: Head, trigger: Instruction, setting: Setting): Instruction {
  const { keyword, reading } = head;
  const start = trigger.line.text.length - reading.text.length;
  const heredocs = setting.heredocs.map((heredoc): Heredoc => ({ ...heredoc, marker: moved(heredoc.marker, -start) }));
  const span = { start: reading.line.offsetOf(0), end: setting.span.end };
  const base = { ...baseOf(head, { ...setting, heredocs, span }), trigger };
  if (keyword === undefined || !NO_TRIGGERS.has(keyword)) {
    if (keyword === undefined) {
      reportUnknown(reading);
      return { ...base, broken: false, keyword: 'UNKNOWN' };
    }
    return typedInstruction(reading, keyword as Exclude<Keyword, 'ONBUILD'>, base);
  }
  reading.fault(
    `ONBUILD cannot trigger ${keyword}: put another instruction behind it`,
    reading.word,
    'onbuild-trigger',
  );
  // What stands behind ONBUILD ONBUILD is not looked at: nothing can run it.
  if (keyword === 'ONBUILD') return { ...base, broken: true, keyword, inner: undefined };
  return typedInstruction(reading, keyword as 'FROM' | 'MAINTAINER', base);
}

function moved({ text, start, end }: Heredoc['marker'], by: number) {
  return { text, start: start + by, end: end + by };
}

function baseOf({ reading }: Head, { index, line, heredocs, span }: Setting) {
  return {
    index,
    word: reading.word,
    line: reading.line,
    flags: reading.flags,
    rest: reading.rest,
    heredocs,
    span,
    commentsAbove: line.commentsAbove,
    commentsInside: line.commentsInside,
    emptyContinuations: line.emptyContinuations,
    trigger: undefined,
  };
}

function reportUnknown(reading: Reading): void {
  const { word } = reading;
  const closest = closestWord(word.text, KEYWORDS);
  const meant = closest === undefined ? '' : `; did you mean ${closest}?`;
  reading.fault(`"${printable(word.text, 64)}" is no instruction of Dockerfiles${meant}`, word, 'unknown-instruction');
}
