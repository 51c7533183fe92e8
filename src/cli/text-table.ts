import { printable } from '../model/printable.ts';

/** Room for what stands at the end of a line, and for any other cell. */
const MAX_TEXT = 1_024;
const MAX_CELL = 128;

/**
 * Cells in columns; the last column is as wide as it has to be. What came from outside is safe in a terminal.
 * @param indent in front of each line
 */
export function table(rows: readonly (readonly string[])[], indent = ''): readonly string[] {
  const shown = rows.map((row) =>
    row.map((cell, index) => printable(cell, index === row.length - 1 ? MAX_TEXT : MAX_CELL)),
  );
  const widths = (shown[0] ?? []).map((_, column) =>
    shown.reduce((widest, row) => Math.max(widest, row[column]?.length ?? 0), 0),
  );
  return shown.map((row) =>
    `${indent}${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  );
}
