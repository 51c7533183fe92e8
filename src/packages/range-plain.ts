import { printable } from '../model/printable.ts';
import {
  type Constraint,
  isInclusive,
  meets,
  type Read,
  readConstraint,
  relate,
  splitComparator,
  textOf,
} from './range-constraint.ts';

/** Reads constraints that must all be met: `>=1.0,<2.0`. Spaces around a comparator and a version do not count. */
export function readPlainRange(parts: readonly string[], purlType: string): Read<readonly Constraint[]> {
  const constraints: Constraint[] = [];
  for (const part of parts) {
    const { comparator, rest } = splitComparator(part.trim());
    const constraint = readConstraint(comparator, rest.trim(), purlType, true);
    if (!constraint.ok) return constraint;
    constraints.push(constraint.value);
  }
  const reason = contradictionOf(constraints, purlType);
  return reason === undefined ? { ok: true, value: constraints } : { ok: false, reason };
}

/** Whether a version meets all constraints; undefined where it cannot be told, and no constraint rules it out. */
export function meetsAll(version: string, constraints: readonly Constraint[], purlType: string): boolean | undefined {
  const verdicts = constraints.map((constraint) => meets(version, constraint, purlType));
  if (verdicts.includes(false)) return false;
  return verdicts.includes(undefined) ? undefined : true;
}

/**
 * Why no version can meet all of the constraints. Constraints that each two have a version in common have one in common
 * all together, as intervals do; but for what `!=` takes out of an interval of one version.
 */
function contradictionOf(constraints: readonly Constraint[], purlType: string): string | undefined {
  const exact = constraints.filter(({ comparator }) => comparator === '=');
  const lower = constraints.filter(({ comparator }) => comparator.startsWith('>'));
  const upper = constraints.filter(({ comparator }) => comparator.startsWith('<'));
  for (const one of exact) {
    const other = constraints.find((constraint) => meets(one.version, constraint, purlType) === false);
    if (other !== undefined) return contradiction([one, other], purlType);
  }
  for (const low of lower) {
    for (const high of upper) {
      const relation = relate(low.version, high.version, purlType);
      if (typeof relation !== 'number' || relation < 0) continue;
      if (relation > 0 || !isInclusive(low.comparator) || !isInclusive(high.comparator)) {
        return contradiction([low, high], purlType);
      }
      const without = constraints.find((constraint) => meets(low.version, constraint, purlType) === false);
      if (without !== undefined) return contradiction([low, high, without], purlType);
    }
  }
  return undefined;
}

function contradiction(constraints: readonly Constraint[], purlType: string): string {
  const texts = constraints.map((constraint) => printable(textOf(constraint), 64));
  const quoted = texts.map((text) => `\`${text}\``).join(' and ');
  const isChoice = constraints.every(({ comparator }) => comparator === '=');
  const advice = isChoice
    ? `; for any one of several versions write \`vers:${printable(purlType, 64)}/${texts.join('|')}\``
    : '';
  return `no version can be in it: ${quoted} exclude each other${advice}`;
}
