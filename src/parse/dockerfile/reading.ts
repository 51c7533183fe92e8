import type { Value } from '../../model/build.ts';
import type { InstructionFlag } from '../../model/instruction.ts';
import type { Piece } from '../../model/mapped-text.ts';
import { expandText } from './expand.ts';
import type { Faults } from './faults.ts';
import { type JoinedText, pieceOf } from './joined-text.ts';
import { skipSpace } from './white-space.ts';

const UNKNOWN: Value = { kind: 'unknown', names: [] };
const nothingIsKnown = () => UNKNOWN;

/** One instruction while its parts are read. */
export class Reading {
  readonly line: JoinedText;
  readonly text: string;
  readonly word: Piece;
  readonly flags: readonly InstructionFlag[];
  readonly rest: Piece;
  readonly escapeMark: string;
  readonly faults: Faults;

  constructor(
    line: JoinedText,
    { word, flags, restStart }: { word: Piece; flags: readonly InstructionFlag[]; restStart: number },
    escapeMark: string,
    faults: Faults,
  ) {
    this.line = line;
    this.text = line.text;
    this.word = word;
    this.flags = flags;
    this.rest = pieceOf(line.text, skipSpace(line.text, restStart, line.text.length), line.text.length);
    this.escapeMark = escapeMark;
    this.faults = faults;
  }

  /** In capitals, for messages. */
  get keyword(): string {
    return this.word.text.toUpperCase();
  }

  /** Reports what is wrong with a part of the instruction. */
  fault(message: string, { start, end }: { start: number; end: number }, rule = 'syntax-error'): void {
    this.faults.add(rule, message, this.line.spanOf(start, end));
  }

  /** Reports what is wrong with the instruction as a whole. */
  faultOfAll(message: string, rule = 'syntax-error'): void {
    this.fault(message, { start: this.word.start, end: this.text.length }, rule);
  }

  /** Reports what is wrong with quotes and variables of a part that is expanded. */
  checkExpansion(piece: Piece): void {
    const { fault } = expandText(piece.text, this.escapeMark, nothingIsKnown);
    if (fault === undefined) return;
    // A string of a JSON list has a quote in front, and may be written with escapes.
    const shift = [0, 1].find((by) => this.text.startsWith(piece.text, piece.start + by));
    const start = piece.start + (shift ?? 0);
    const place = shift === undefined ? piece : { start: start + fault.start, end: start + fault.end };
    this.fault(fault.message, place);
  }

  checkExpansions(pieces: readonly Piece[]): void {
    for (const piece of pieces) this.checkExpansion(piece);
  }
}
