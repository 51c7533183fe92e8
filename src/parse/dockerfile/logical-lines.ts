import type { Directive } from '../../model/dockerfile.ts';
import type { Comment } from '../../model/instruction.ts';
import type { Span } from '../../model/mapped-text.ts';
import { Directives } from './directives.ts';
import type { Faults } from './faults.ts';
import { JoinedText, TextBuilder } from './joined-text.ts';
import { LineCursor } from './line-cursor.ts';
import { skipSpace, trimEnd } from './white-space.ts';

/** The text of one instruction, before anybody looks into it. */
export interface LogicalLine {
  readonly text: JoinedText;
  readonly commentsAbove: readonly Comment[];
  readonly commentsInside: readonly Comment[];
  readonly emptyContinuations: readonly Span[];
}

const HASH = 0x23;
const SPACE = 0x20;
const TAB = 0x09;
const NO_COMMENTS: readonly Comment[] = [];
const NO_SPANS: readonly Span[] = [];

/**
 * Cuts a Dockerfile into logical lines as BuildKit does (parser/parser.go): directives, comments, continuation lines with
 * comments and empty lines between them. Linear in the text.
 */
export class LogicalLines {
  readonly comments: Comment[] = [];
  readonly cursor: LineCursor;
  readonly #text: string;
  readonly #faults: Faults;
  readonly #directives: Directives;
  #above: Comment[] = [];

  constructor(text: string, faults: Faults) {
    this.#text = text;
    this.#faults = faults;
    this.cursor = new LineCursor(text, faults);
    this.#directives = new Directives(faults);
  }

  get directives(): readonly Directive[] {
    return this.#directives.found;
  }

  get escapeMark(): string {
    return this.#directives.escapeMark;
  }

  /** The next instruction; undefined at the end of the file. */
  next(): LogicalLine | undefined {
    const { cursor } = this;
    const text = this.#text;
    while (cursor.next()) {
      // A byte order mark is white space for nobody: it is left out of the first line.
      const isMarked = cursor.number === 1 && text.charCodeAt(0) === 0xfeff;
      const start = skipSpace(text, isMarked ? 1 : cursor.start, cursor.end);
      if (!this.#directives.isOver && this.#directives.look(text, start, cursor.end)) continue;
      if (start === cursor.end) continue;
      if (text.charCodeAt(start) === HASH) this.#above.push(this.#comment(start));
      else {
        const line = this.#read(start);
        if (line !== undefined) return line;
      }
    }
    return undefined;
  }

  #comment(start: number): Comment {
    const { end, number } = this.cursor;
    const comment = { start, end, text: this.#text.slice(start + 1, end), line: number };
    this.comments.push(comment);
    return comment;
  }

  #read(start: number): LogicalLine | undefined {
    const text = this.#text;
    const mark = this.#continuation(start);
    if (mark === -1) {
      const end = trimEnd(text, start, this.cursor.end);
      return {
        text: new JoinedText(text.slice(start, end), start),
        commentsAbove: this.#takeAbove(),
        commentsInside: NO_COMMENTS,
        emptyContinuations: NO_SPANS,
      };
    }
    return this.#join(start, mark);
  }

  #join(start: number, firstMark: number): LogicalLine | undefined {
    const { cursor } = this;
    const text = this.#text;
    const builder = new TextBuilder();
    const commentsInside: Comment[] = [];
    const emptyContinuations: Span[] = [];
    builder.add(text.slice(start, firstMark), start);
    for (let isContinued = true; isContinued && cursor.next(); ) {
      const content = skipSpace(text, cursor.start, cursor.end);
      if (content === cursor.end) emptyContinuations.push({ start: cursor.start, end: cursor.after });
      else if (text.charCodeAt(content) === HASH) commentsInside.push(this.#comment(content));
      else {
        const mark = this.#continuation(cursor.start);
        isContinued = mark !== -1;
        builder.add(text.slice(cursor.start, isContinued ? mark : cursor.end), cursor.start);
      }
    }
    const joined = builder.build(start);
    const first = skipSpace(joined.text, 0, joined.text.length);
    const last = trimEnd(joined.text, first, joined.text.length);
    if (first === last) {
      const message = 'a line is continued here, but nothing follows: remove it';
      this.#faults.add('syntax-error', message, { start, end: start + 1 });
      return undefined;
    }
    const commentsAbove = this.#takeAbove();
    const isTrimmed = first === 0 && last === joined.text.length;
    return {
      text: isTrimmed ? joined : joined.part(first, last),
      commentsAbove,
      commentsInside,
      emptyContinuations,
    };
  }

  /** Comments since the instruction before. */
  #takeAbove(): readonly Comment[] {
    const above = this.#above;
    if (above.length === 0) return NO_COMMENTS;
    this.#above = [];
    return above;
  }

  /** Where the character stands that continues the line, whose content begins at `start`; -1 where there is none. */
  #continuation(start: number): number {
    const text = this.#text;
    let last = this.cursor.end - 1;
    for (; last >= start; last -= 1) {
      const code = text.charCodeAt(last);
      if (code !== SPACE && code !== TAB) break;
    }
    if (last < start || text[last] !== this.escapeMark) return -1;
    return last > start && text[last - 1] === this.escapeMark ? -1 : last;
  }
}
