import { type HeredocMarker, heredocMarkers } from './heredoc.ts';
import { isJsonList } from './json-list.ts';
import { LogicalLine } from './logical-line.ts';
import { ParserDirectives } from './parser-directives.ts';
import { type TextLine, textLines } from './text-lines.ts';
import { isSpace, splitWords } from './words.ts';

/** What is wrong at an offset of the text. */
export interface DockerfileProblem {
  readonly offset: number;
  readonly message: string;
}

/** A flag in front of the arguments: `--from=build`. Indices are those of the line's text. */
export interface InstructionFlag {
  readonly name: string;
  /** With its quotes; '' where there is none. */
  readonly value: string;
  readonly valueStart: number;
}

/** One instruction, as written. */
export interface Instruction {
  /** In lower case: `from`. */
  readonly keyword: string;
  /** Keyword, flags and arguments, joined over continuation lines. */
  readonly line: LogicalLine;
  readonly flags: readonly InstructionFlag[];
  /** Index in the line's text where the arguments start. */
  readonly argumentsStart: number;
}

/** What a Dockerfile is made of, before the meaning of any instruction is looked at. */
export interface DockerfileText {
  /** The character that escapes and continues lines. */
  readonly escapeMark: string;
  readonly instructions: readonly Instruction[];
  readonly problems: readonly DockerfileProblem[];
}

/** Problems that are kept; whoever has more starts with these. */
const MAX_PROBLEMS = 50;
const HEREDOC_KEYWORDS: ReadonlySet<string> = new Set(['add', 'copy', 'run']);
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Cuts a Dockerfile into instructions as BuildKit does: parser directives, comments, continuation lines with comments
 * and empty lines between them, and the bodies of heredocs, in which nothing is an instruction. Linear in the text.
 */
export function readInstructions(text: string): DockerfileText {
  return new Reader(text);
}

class Reader implements DockerfileText {
  readonly instructions: Instruction[] = [];
  readonly problems: DockerfileProblem[] = [];
  readonly #text: string;
  readonly #lines: Iterator<TextLine, void>;
  readonly #directives = new ParserDirectives();

  constructor(text: string) {
    this.#text = text;
    this.#lines = textLines(text, text.startsWith(BYTE_ORDER_MARK) ? 1 : 0);
    for (let line = this.#next(); line !== undefined; line = this.#next()) this.#read(line);
  }

  get escapeMark(): string {
    return this.#directives.escapeMark;
  }

  #next(): TextLine | undefined {
    return this.#lines.next().value ?? undefined;
  }

  #read({ start, end }: TextLine): void {
    const first = this.#skipSpace(start, end);
    const directiveProblem = this.#directives.look(this.#text.slice(first, end));
    if (directiveProblem !== undefined) this.#report(first, directiveProblem);
    if (this.#text[first] === '#') return;
    const pieces: { text: string; offset: number }[] = [];
    let isContinued = this.#addPiece(pieces, { start: first, end });
    while (isContinued) {
      const line = this.#next();
      if (line === undefined) break;
      const content = this.#skipSpace(line.start, line.end);
      if (content === line.end || this.#text[content] === '#') continue;
      isContinued = this.#addPiece(pieces, line);
    }
    const line = new LogicalLine(pieces);
    if (line.text.trim() !== '') this.#add(line);
  }

  /** Adds what a line holds; true if the next line continues it. */
  #addPiece(pieces: { text: string; offset: number }[], { start, end }: TextLine): boolean {
    let last = end;
    while (last > start && (this.#text[last - 1] === ' ' || this.#text[last - 1] === '\t')) last -= 1;
    const isContinued =
      last > start &&
      this.#text[last - 1] === this.escapeMark &&
      (last - 1 === start || this.#text[last - 2] !== this.escapeMark);
    pieces.push({ text: this.#text.slice(start, isContinued ? last - 1 : end), offset: start });
    return isContinued;
  }

  #add(line: LogicalLine): void {
    const keywordEnd = endOfWord(line.text, skipSpace(line.text, 0));
    const keyword = line.text.slice(0, keywordEnd).trim().toLowerCase();
    const { flags, argumentsStart } = readFlags(line.text, keywordEnd);
    this.instructions.push({ keyword, line, flags, argumentsStart });
    if (line.text.includes('<<') && canHoldHeredoc(keyword, line.text, argumentsStart)) this.#skipHeredocs(line);
  }

  #skipHeredocs(line: LogicalLine): void {
    const markers = heredocMarkers(line.text);
    if (markers === undefined) {
      this.#report(line.offsetOf(0), 'a quote is not closed, so that nobody can tell which heredocs begin: close it');
    }
    for (const marker of markers ?? []) {
      if (this.#skipBody(marker)) continue;
      this.#report(line.offsetOf(0), 'a heredoc is not closed: write its closing word on a line of its own');
      return;
    }
  }

  /** False where the file ends first. */
  #skipBody({ name, chomp }: HeredocMarker): boolean {
    for (let line = this.#next(); line !== undefined; line = this.#next()) {
      let { start } = line;
      while (chomp && start < line.end && this.#text[start] === '\t') start += 1;
      if (line.end - start === name.length && this.#text.startsWith(name, start)) return true;
    }
    return false;
  }

  #skipSpace(start: number, end: number): number {
    let at = start;
    while (at < end && isSpace(this.#text[at])) at += 1;
    return at;
  }

  #report(offset: number, message: string): void {
    if (this.problems.length < MAX_PROBLEMS) this.problems.push({ offset, message });
  }
}

/** ONBUILD counts as what stands behind it. The JSON form (`RUN ["a", "b"]`) has no heredocs. */
function canHoldHeredoc(keyword: string, text: string, argumentsStart: number): boolean {
  if (keyword !== 'onbuild') return HEREDOC_KEYWORDS.has(keyword) && !isJsonList(text, argumentsStart);
  const end = endOfWord(text, argumentsStart);
  const inner = text.slice(argumentsStart, end).toLowerCase();
  return HEREDOC_KEYWORDS.has(inner) && !isJsonList(text, readFlags(text, end).argumentsStart);
}

/** Words that begin with `--`, up to the first other one. */
function readFlags(text: string, from: number): Pick<Instruction, 'flags' | 'argumentsStart'> {
  const flags: InstructionFlag[] = [];
  let at = skipSpace(text, from);
  while (text.startsWith('--', at)) {
    const end = endOfFlag(text, at);
    const equals = text.slice(at, end).indexOf('=');
    const nameEnd = equals === -1 ? end : at + equals;
    const valueStart = Math.min(nameEnd + 1, end);
    flags.push({ name: text.slice(at + 2, nameEnd), value: text.slice(valueStart, end), valueStart });
    at = skipSpace(text, end);
  }
  return { flags, argumentsStart: at };
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (isSpace(text[at])) at += 1;
  return at;
}

function endOfWord(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isSpace(text[at])) at += 1;
  return at;
}

/** Flags may be quoted, and escaped with a backslash whatever the escape directive says. */
function endOfFlag(text: string, from: number): number {
  let quote = '';
  let at = from;
  for (; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\\') at += 1;
    else if (character === quote) quote = '';
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (quote === '' && isSpace(character)) return at;
  }
  return Math.min(at, text.length);
}

/** The words of an instruction's arguments, with quotes and escapes; undefined where a quote is not closed. */
export function argumentWords({ line, argumentsStart }: Instruction, escapeMark: string) {
  return splitWords(line.text, escapeMark, argumentsStart);
}
