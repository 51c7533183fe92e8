import { wrap } from '../src/cli/help.ts';

/** A column of a table. The widths and the spaces between columns make 118 characters. */
interface Column {
  readonly title: string;
  readonly width: number;
}

const COLUMNS: readonly Column[] = [
  { title: 'request', width: 24 },
  { title: 'decision', width: 8 },
  { title: 'rule', width: 29 },
  { title: 'what the user sees', width: 42 },
  { title: 'time', width: 7 },
];

/** The lines above the rows. */
export function tableHead(): string {
  return `${format(COLUMNS.map(({ title }) => [title]))}\n${COLUMNS.map(({ width }) => '-'.repeat(width)).join('  ')}`;
}

/** One row; cells may hold several lines, and longer ones are wrapped. */
export function tableRow(cells: readonly string[]): string {
  return format(
    COLUMNS.map(({ width }, column) => (cells[column] ?? '').split('\n').flatMap((line) => wrap(line, width))),
  );
}

function format(cells: readonly (readonly string[])[]): string {
  const height = Math.max(...cells.map((lines) => lines.length));
  const rows = Array.from({ length: height }, (_, row) =>
    COLUMNS.map(({ width }, column) => (cells[column]?.[row] ?? '').padEnd(width))
      .join('  ')
      .trimEnd(),
  );
  return rows.join('\n');
}
