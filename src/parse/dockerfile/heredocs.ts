import type { Heredoc } from '../../model/instruction.ts';
import type { Piece } from '../../model/mapped-text.ts';
import type { Faults } from './faults.ts';
import { heredocMarkers, type PlacedMarker } from './heredoc-markers.ts';
import { type JoinedText, pieceOf, TextBuilder } from './joined-text.ts';
import type { LineCursor } from './line-cursor.ts';

const TAB = 0x09;
const NONE: readonly Heredoc[] = [];

/** Takes the bodies of an instruction's heredocs from the lines behind it. */
export function readHeredocs(line: JoinedText, text: string, cursor: LineCursor, faults: Faults): readonly Heredoc[] {
  const markers = heredocMarkers(line.text);
  if (markers === undefined) return NONE;
  if ('unreadable' in markers) {
    const { start, end } = markers.unreadable;
    const message = 'the name of this heredoc cannot be read: use letters only';
    faults.add('syntax-error', message, line.spanOf(start, end));
    return NONE;
  }
  let isOpen = false;
  return markers.map((placed): Heredoc => {
    const marker = pieceOf(line.text, placed.start, placed.end);
    const heredoc = readBody(placed, marker, text, cursor);
    if (!heredoc.closed && !isOpen) {
      isOpen = true;
      const message = 'a heredoc is not closed: write its closing word on a line of its own';
      faults.add('syntax-error', message, line.spanOf(marker.start, marker.end));
    }
    return heredoc;
  });
}

function readBody(placed: PlacedMarker, marker: Piece, text: string, cursor: LineCursor): Heredoc {
  const { name, descriptor, chomp, quoted } = placed;
  const body = new BodyBuilder(text, cursor.after);
  let closed = false;
  while (cursor.next()) {
    const { end } = cursor;
    let { start } = cursor;
    if (chomp) while (start < end && text.charCodeAt(start) === TAB) start += 1;
    if (end - start === name.length && text.startsWith(name, start)) {
      closed = true;
      break;
    }
    body.add(start, end, cursor.after);
  }
  return { marker, name, descriptor, chomp, quoted, body: body.build(), closed };
}

/** Joins lines, as long stretches as they stand side by side in the file. */
class BodyBuilder {
  readonly #text: string;
  readonly #builder = new TextBuilder();
  readonly #start: number;
  #from: number;
  #to: number;

  constructor(text: string, start: number) {
    this.#text = text;
    this.#start = start;
    this.#from = start;
    this.#to = start;
  }

  /** A line without its line end, and where the next one starts. */
  add(start: number, end: number, after: number): void {
    if (start !== this.#to) this.#flush(start);
    const feed = this.#text[after - 1] === '\n' ? after - 1 : after;
    if (end !== feed) {
      this.#to = end;
      this.#flush(feed);
    }
    this.#to = after;
  }

  build(): JoinedText {
    this.#flush(this.#to);
    return this.#builder.build(this.#start);
  }

  #flush(next: number): void {
    this.#builder.add(this.#text.slice(this.#from, this.#to), this.#from);
    this.#from = next;
    this.#to = next;
  }
}
