import { printable } from '../model/printable.ts';
import { SEMVER_ECOSYSTEMS } from './ecosystem.ts';
import {
  type Constraint,
  isInclusive,
  type Read,
  readConstraint,
  relate,
  splitComparator,
  textOf,
} from './range-constraint.ts';

/**
 * Whether a VERS scheme orders the versions of a purl type. The scheme is the purl type's own name; `semver` does for the
 * types that follow Semantic Versioning. All other generic schemes (`generic`, `intdot`, ...) order versions in a way that
 * is not that of the packages.
 */
export function fitsScheme(scheme: string, purlType: string): boolean {
  return scheme === purlType || (scheme === 'semver' && SEMVER_ECOSYSTEMS.has(purlType));
}

/**
 * Reads the constraints of a VERS and puts them in order: clause 5 of the VERS specification, except that they need not be
 * sorted. Each version is named once, and after each constraint comes one that adds something.
 */
export function readVers(parts: readonly string[], purlType: string): Read<readonly Constraint[]> {
  const constraints: Constraint[] = [];
  for (const part of parts) {
    if (part === '') return { ok: false, reason: 'a constraint is empty: write one between two `|`' };
    const { comparator, rest } = splitComparator(part);
    if (part.startsWith('=')) {
      return { ok: false, reason: `VERS writes \`${printable(rest, 64)}\`, without \`=\`, for exactly this version` };
    }
    const constraint = readConstraint(comparator, rest, purlType, false);
    if (!constraint.ok) return constraint;
    constraints.push(constraint.value);
  }
  const sorted = constraints.toSorted((a, b) => orderOf(a, b, purlType));
  const reason = faultIn(sorted, purlType);
  return reason === undefined ? { ok: true, value: sorted } : { ok: false, reason };
}

/** By their order, and where there is none as they are. */
function orderOf(a: Constraint, b: Constraint, purlType: string): number {
  const relation = relate(a.version, b.version, purlType);
  return typeof relation === 'number' ? relation : 0;
}

function faultIn(sorted: readonly Constraint[], purlType: string): string | undefined {
  for (const [index, constraint] of sorted.entries()) {
    const twice = sorted.slice(index + 1).find(({ version }) => relate(version, constraint.version, purlType) === 0);
    if (twice !== undefined) return `${shown(constraint)} and ${shown(twice)} name the same version: name it once`;
  }
  const including = sorted.filter(({ comparator }) => comparator !== '!=');
  for (const [index, constraint] of including.entries()) {
    const next = including[index + 1];
    const isOpen = constraint.comparator.startsWith('>');
    if (next !== undefined && isOpen !== next.comparator.startsWith('<')) {
      return `${shown(constraint)} before ${shown(next)} adds nothing or takes nothing away: leave one of them out`;
    }
  }
  return undefined;
}

function shown(constraint: Constraint): string {
  return `\`${printable(textOf(constraint), 64)}\``;
}

/**
 * Whether a version is in the range of sorted constraints: the containment algorithm of VERS, where constraints are marks
 * on a line of versions. Where all are `!=`, every other version is in.
 * @returns undefined where it cannot be told
 */
export function isInVers(version: string, sorted: readonly Constraint[], purlType: string): boolean | undefined {
  let isUnclear = false;
  let isIn = sorted.every(({ comparator }) => comparator === '!=') || startsBelow(sorted);
  for (const { comparator, version: mark } of sorted) {
    const relation = relate(version, mark, purlType);
    if (relation === 0) return isInclusive(comparator);
    if (relation === undefined) isUnclear = true;
    const isBound = comparator.startsWith('<') || comparator.startsWith('>');
    if (isBound && typeof relation === 'number' && relation > 0) isIn = comparator.startsWith('>');
  }
  return isUnclear ? undefined : isIn;
}

/** Whether the versions below all marks are in: the first bound is an upper one. */
function startsBelow(sorted: readonly Constraint[]): boolean {
  const first = sorted.find(({ comparator }) => comparator !== '=' && comparator !== '!=');
  return first?.comparator.startsWith('<') ?? false;
}
