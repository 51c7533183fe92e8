import { relative } from 'node:path';
import { printable } from '../model/printable.ts';
import { formatSourceProblem } from '../model/source.ts';
import { type CoveragePoint, POINT_KINDS, type PointKind } from '../policy/coverage.ts';

/** Gaps that are listed for one folder; whoever has more starts with these. */
const MAX_GAPS = 20;

const PLURALS: Readonly<Record<PointKind, string>> = {
  rule: 'rules',
  branch: 'branches',
  matcher: 'matchers',
  exception: 'exceptions',
};

/** What a run has covered, and what it should have. */
export interface Coverage {
  readonly points: readonly CoveragePoint[];
  /** Folders with tests. What a file says is counted for the nearest of those that it lies below. */
  readonly folders: readonly string[];
  /** Policy files that no test is about. */
  readonly untested: readonly string[];
  /** What the cases of each folder must cover, in per cent. */
  readonly minimum: number;
}

/** Whether a path lies in or below a folder. */
export function isBelow(folder: string, path: string): boolean {
  return !relative(folder, path).startsWith('..');
}

/** Coverage in words: a line for each folder, what is not covered in it, and a line for all of it. */
export function describeCoverage({ points, folders, untested, minimum }: Coverage): {
  readonly text: string;
  readonly isEnough: boolean;
} {
  if (points.length === 0) return { text: '', isEnough: minimum === 0 || untested.length === 0 };
  const byFolder = Map.groupBy(points, ({ source }) => nearest(folders, source.file));
  const lines = ['coverage'];
  let isEnough = true;
  for (const [folder, own] of [...byFolder].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const isLow = own.filter(isCovered).length * 100 < minimum * own.length;
    if (isLow) isEnough = false;
    const verdict = isLow ? `, less than ${minimum}%` : '';
    lines.push(`  ${isLow ? 'FAIL ' : ''}${printable(folder, 4_096)}: ${figures(own)}${verdict}`, ...gapsOf(own));
  }
  if (minimum > 0 && untested.length > 0) {
    isEnough = false;
    lines.push(...untested.map((file) => `  FAIL ${printable(file, 4_096)}: it has no test`));
  }
  lines.push(`  all of it: ${figures(points)}${untested.length > 0 ? ', besides what has no test' : ''}`, '');
  return { text: lines.join('\n'), isEnough };
}

function isCovered({ covered }: CoveragePoint): boolean {
  return covered;
}

function nearest(folders: readonly string[], file: string): string {
  const around = folders.filter((folder) => isBelow(folder, file));
  return around.reduce((deepest, folder) => (isBelow(deepest, folder) ? folder : deepest));
}

/** `93% (rules 9/10, branches 3/4, matchers 1/1, exceptions 0/0)`; less than everything is never 100 %. */
function figures(points: readonly CoveragePoint[]): string {
  const counts = POINT_KINDS.map((kind) => {
    const ofKind = points.filter((point) => point.kind === kind);
    return `${PLURALS[kind]} ${ofKind.filter(isCovered).length}/${ofKind.length}`;
  });
  const percent = Math.floor((points.filter(isCovered).length * 100) / points.length);
  return `${percent}% (${counts.join(', ')})`;
}

function gapsOf(points: readonly CoveragePoint[]): string[] {
  const gaps = points.filter((point) => !isCovered(point)).sort(byPlace);
  const lines = gaps.slice(0, MAX_GAPS).map((point) => {
    const { kind, name, source } = point;
    const file = printable(source.file, 4_096);
    return `    ${formatSourceProblem({ ...source, file, message: `${kind} ${printable(name)}: ${gapOf(point)}` })}`;
  });
  return gaps.length > MAX_GAPS ? [...lines, `    and ${gaps.length - MAX_GAPS} more`] : lines;
}

function byPlace({ source: one }: CoveragePoint, { source: other }: CoveragePoint): number {
  if (one.file !== other.file) return one.file < other.file ? -1 : 1;
  return one.line - other.line || one.column - other.column;
}

/** What no case has shown. */
function gapOf({ kind, reached, held, failed }: CoveragePoint): string {
  if (kind === 'exception') return 'never applied';
  if (!reached) return kind === 'rule' ? 'never run' : 'never evaluated';
  if (!held && !failed) return 'could never be judged';
  switch (kind) {
    case 'rule':
      return held ? 'never failed' : 'never passed';
    case 'branch':
      return held ? 'never failed' : 'never held';
    case 'matcher':
      return held ? 'always met' : 'never met';
  }
}
