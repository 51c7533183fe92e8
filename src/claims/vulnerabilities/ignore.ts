import type { IgnoredVulnerability } from '../../model/attestation.ts';
import type { PackagePattern } from '../../packages/package-pattern.ts';
import { checkedPattern } from '../checked-pattern.ts';
import { nameKey } from '../vulnerability-name.ts';
import type { Vulnerability } from './scan.ts';

/** An entry of the list, ready for use. */
interface Ignored {
  readonly until: number;
  /** Absent: all. */
  readonly packages?: readonly PackagePattern[];
}

/** Until when, in milliseconds since the epoch, a vulnerability is ignored; undefined: it is not. */
export type IgnoredUntil = (vulnerability: Vulnerability) => number | undefined;

/**
 * Compiles the list of vulnerabilities that do not count for a while. Of several entries the one that lasts longest counts.
 * A component of which nobody can tell whether it is meant is not ignored.
 * @throws Error where a pattern is none
 */
export function compileIgnore(entries: readonly IgnoredVulnerability[]): IgnoredUntil {
  const byName = new Map<string, Ignored[]>();
  for (const { id, until, packages } of entries) {
    const ignored = { until, ...(packages && { packages: packages.map(checkedPattern) }) };
    const name = nameKey(id);
    const known = byName.get(name);
    if (known === undefined) byName.set(name, [ignored]);
    else known.push(ignored);
  }
  return (vulnerability) => {
    let last: number | undefined;
    for (const name of [vulnerability.id, ...vulnerability.aliases]) {
      for (const { until, packages } of byName.get(nameKey(name)) ?? []) {
        if (packages !== undefined && !packages.some((pattern) => means(pattern, vulnerability))) continue;
        last = Math.max(until, last ?? until);
      }
    }
    return last;
  };
}

function means(pattern: PackagePattern, { component, version, purl }: Vulnerability): boolean {
  const part = { ref: '', name: component, version, ...(purl !== undefined && { purl }) };
  return pattern.judge(part) === 'matches';
}
