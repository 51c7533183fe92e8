import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg, release } from 'node:os';
import { dirname, join } from 'node:path';
import { type Bound, type Figure, meets, verdictOn } from './figure.ts';
import { NODE_FLAGS, PINNED } from './processes.ts';

/** Under what conditions a run took place. */
export function conditions() {
  return {
    date: new Date().toISOString(),
    node: process.version,
    nodeFlags: NODE_FLAGS,
    cpu: cpus()[0]?.model ?? 'unknown',
    cpus: cpus().length,
    system: `${process.platform} ${process.arch} ${release()}`,
    pinned: PINNED,
    load: loadavg(),
    log: 'decision log to a pipe that is read',
  };
}

/** The conditions in two lines, for people. */
export function headline({ node, nodeFlags, cpu, cpus, load, pinned, log }: ReturnType<typeof conditions>): string {
  const where = pinned
    ? 'servers pinned to CPU 0, client to CPU 1'
    : 'NOT pinned: taskset is missing or may not be used, so server and client take time from each other';
  const average = load[0]?.toFixed(2);
  return `Node.js ${node} ${nodeFlags.join(' ')}; ${cpus} x ${cpu}; load average ${average}\n${where}; ${log}\n`;
}

const HEADINGS = ['goal', 'what', 'figure', 'gate', 'stretch', 'verdict'];

/** One row for each figure. */
export function table(figures: readonly Figure[]): string {
  const rows = [HEADINGS, ...figures.map(row)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  const lines = rows.map((cells) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  lines.splice(1, 0, widths.map((width) => '-'.repeat(width)).join('  '));
  return lines.join('\n');
}

function row(figure: Figure): readonly string[] {
  const { goal, name, shown, value, gate, stretch, doubts } = figure;
  const verdict = verdictOn(figure);
  const reached = verdict === 'pass' && stretch !== undefined && meets(value, stretch) ? ' (stretch)' : '';
  return [
    goal,
    name,
    shown,
    bound(gate),
    bound(stretch),
    [`${verdict}${reached}`, ...doubts].filter(Boolean).join('; '),
  ];
}

function bound(limit: Bound | undefined): string {
  if (limit === undefined) return '';
  return 'atMost' in limit ? `<= ${limit.atMost}` : `>= ${limit.atLeast}`;
}

/** 1: a gate was missed; 3: none was missed and one could not be decided; 0: all were met. */
export function exitCode(figures: readonly Figure[]): number {
  const verdicts = figures.map(verdictOn);
  if (verdicts.includes('miss')) return 1;
  return verdicts.includes('undecided') ? 3 : 0;
}

/**
 * Writes everything that was measured.
 * @returns the file
 */
export async function save(
  results: ReturnType<typeof conditions> & Readonly<Record<string, unknown>>,
  file: string | undefined,
): Promise<string> {
  const name = `${results.date.replaceAll(':', '-')}.json`;
  const path = file ?? join(import.meta.dirname, 'results', name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(results, undefined, 1)}\n`);
  return path;
}
