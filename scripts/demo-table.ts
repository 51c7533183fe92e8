import { wrap } from '../src/cli/help.ts';

/** A column of a table. The widths and the spaces between columns make 120 characters. */
interface Column {
  readonly title: string;
  readonly width: number;
}

const COLUMNS: readonly Column[] = [
  { title: 'request', width: 21 },
  { title: 'decision', width: 8 },
  { title: 'time', width: 9 },
  { title: 'rule', width: 29 },
  { title: 'what the user reads', width: 45 },
];

/** The lines above the rows. */
export function tableHead(): string {
  return `${format(COLUMNS.map(({ title }) => [title]))}\n${COLUMNS.map(({ width }) => '-'.repeat(width)).join('  ')}`;
}

/** One row; what is longer than its column is wrapped, and what has no spaces is broken. */
export function tableRow(cells: readonly string[]): string {
  return format(COLUMNS.map(({ width }, column) => wrap(breakWords(cells[column] ?? '', width), width)));
}

/** Field paths and image names break behind a dot, a slash or a colon, if there is one. */
function breakWords(text: string, width: number): string {
  const words = text.split(' ').flatMap((word) => {
    const parts: string[] = [];
    for (let rest = word; rest !== ''; rest = rest.slice(parts.at(-1)?.length)) {
      const end = rest.length <= width ? rest.length : rest.slice(0, width).search(/[^./:]*$/);
      parts.push(rest.slice(0, end || width));
    }
    return parts;
  });
  return words.join(' ');
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
