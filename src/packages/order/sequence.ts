import { compareNumbers, compareTexts } from './text.ts';

/**
 * One piece of a version. The rank decides first. Pieces of one rank are of one kind: whole numbers of any length, which
 * compare as such, or texts, which compare character by character.
 */
export interface Piece {
  readonly rank: number;
  readonly text: string;
  readonly isNumber: boolean;
}

/** Pieces in the order in which they count, and what stands for those that a shorter sequence lacks. */
export interface Sequence {
  readonly pieces: readonly Piece[];
  readonly end: Piece;
}

/** A piece that is a number. */
export function numberPiece(rank: number, digits: string): Piece {
  return { rank, text: digits, isNumber: true };
}

/** A piece that is a text; without one it is its rank alone. */
export function textPiece(rank: number, text = ''): Piece {
  return { rank, text, isNumber: false };
}

/**
 * Compares two versions that were taken apart by the same rules, into as many sequences: sequence by sequence, and in each
 * piece by piece. It is a total order: every sequence is as good as an endless list of pieces.
 */
export function compareSequences(a: readonly Sequence[], b: readonly Sequence[]): number {
  for (const [index, { pieces, end }] of a.entries()) {
    const order = comparePieces(pieces, b[index]?.pieces ?? [], end);
    if (order !== 0) return order;
  }
  return 0;
}

function comparePieces(a: readonly Piece[], b: readonly Piece[], end: Piece): number {
  const length = Math.max(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const left = a[index] ?? end;
    const right = b[index] ?? end;
    const order = left.rank - right.rank || (left.isNumber ? compareNumbers : compareTexts)(left.text, right.text);
    if (order !== 0) return order;
  }
  return 0;
}
