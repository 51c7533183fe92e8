import type { TextEdit } from '../../../model/dockerfile-rule.ts';
import type { Instruction, InstructionFlag, MountField } from '../../../model/instruction.ts';
import type { Piece, Span } from '../../../model/mapped-text.ts';
import { printable } from '../../../model/printable.ts';

/** Longer texts are cut in messages. */
const MAX_SHOWN = 64;

/** Text of a file in a message, in quotes. */
export function quoted(text: string): string {
  return `"${printable(text, MAX_SHOWN)}"`;
}

/** Where a piece of an instruction stands in the file. */
export function spanOf({ line }: Instruction, { start, end }: { readonly start: number; readonly end: number }): Span {
  return line.spanOf(start, end);
}

/** Where the value of a flag stands; of one without a value, the flag. */
export function flagValueSpan(instruction: Instruction, flag: InstructionFlag): Span {
  return spanOf(instruction, flag.written ?? flag.whole);
}

/** The value of a field of --mount; where the flag is quoted, the field. */
export function fieldValuePiece({ key, value, piece }: MountField): Piece {
  if (value === undefined || value === '' || !piece.text.endsWith(value)) return piece;
  if (piece.text.length !== key.length + 1 + value.length) return piece;
  return { text: value, start: piece.end - value.length, end: piece.end };
}

/** Writes another text instead of a piece; undefined where the piece goes over lines, or is empty. */
export function replacePiece(
  { line }: Instruction,
  { start, end }: { readonly start: number; readonly end: number },
  text: string,
): TextEdit | undefined {
  if (end <= start || !line.isUnbroken(start, end)) return undefined;
  return { ...line.spanOf(start, end), text };
}

/** Takes a flag away, with the white space behind it where that stands in the same line. */
export function dropFlag(instruction: Instruction, { whole }: InstructionFlag): TextEdit | undefined {
  const { text } = instruction.line;
  let end = whole.end;
  while (text[end] === ' ' || text[end] === '\t') end += 1;
  return replacePiece(instruction, { start: whole.start, end }, '') ?? replacePiece(instruction, whole, '');
}

/** Where the first line of an instruction begins, of an ONBUILD's inner one that of the ONBUILD. */
export function lineStart(text: string, instruction: Instruction): number {
  return text.lastIndexOf('\n', (instruction.trigger ?? instruction).span.start - 1) + 1;
}

/** The edits, or nothing where one of them is not possible. */
export function allEdits(...edits: readonly (TextEdit | undefined)[]): readonly TextEdit[] | undefined {
  const possible: TextEdit[] = [];
  for (const edit of edits) {
    if (edit === undefined) return undefined;
    possible.push(edit);
  }
  return possible;
}
