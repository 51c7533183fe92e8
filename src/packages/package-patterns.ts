import type { Component } from '../model/sbom.ts';
import { comparableName, type PackageFacts, packageFacts } from './package-facts.ts';
import type { PackagePattern, PackageVerdict } from './package-pattern.ts';

/** A pattern that means a component, or may. */
export interface PackageHit {
  readonly pattern: PackagePattern;
  /** Its place among the patterns. */
  readonly index: number;
  readonly verdict: Exclude<PackageVerdict, 'differs'>;
}

/** Many patterns, of which few are looked at for each component. */
export interface PackagePatterns {
  /** The patterns that do not differ from a component, in their order. */
  judge(component: Component): readonly PackageHit[];
}

interface Entry {
  readonly pattern: PackagePattern;
  readonly index: number;
}

const NOTHING: readonly never[] = [];

/**
 * Sorts patterns by the last segment of the names that they mean, so that a component takes about the same time
 * whether there is one pattern or a thousand. Patterns with a `*` in that segment are tried one by one, where the type
 * is theirs.
 */
export function compilePackagePatterns(patterns: readonly PackagePattern[]): PackagePatterns {
  const byName = new Map<string, Entry[]>();
  const others: Entry[] = [];
  const othersByType = new Map<string, Entry[]>();
  for (const [index, pattern] of patterns.entries()) {
    const { literal, type } = pattern.name;
    const entry = { pattern, index };
    if (literal !== undefined) {
      add(byName, keyOf(literal), entry);
      continue;
    }
    others.push(entry);
    add(othersByType, type, entry);
  }
  return {
    judge: (component) => {
      const facts = packageFacts(component);
      const { purl, path } = facts;
      const named = byName.get(keyOf(path)) ?? NOTHING;
      const tried = purl === undefined ? others : (othersByType.get(purl.type) ?? NOTHING);
      if (named.length === 0 && tried.length === 0) return NOTHING;
      const hits = [...hitsOf(named, facts), ...hitsOf(tried, facts)];
      return hits.length > 1 ? hits.sort((left, right) => left.index - right.index) : hits;
    },
  };
}

function add(entries: Map<string, Entry[]>, key: string, entry: Entry): void {
  const those = entries.get(key);
  if (those === undefined) entries.set(key, [entry]);
  else those.push(entry);
}

function hitsOf(entries: readonly Entry[], facts: PackageFacts): readonly PackageHit[] {
  if (entries.length === 0) return NOTHING;
  const hits: PackageHit[] = [];
  for (const { pattern, index } of entries) {
    const verdict = pattern.judgeFacts(facts);
    if (verdict !== 'differs') hits.push({ pattern, index, verdict });
  }
  return hits;
}

/**
 * The last segment of a name in a spelling that is the same for all that any type takes for the same: the type of a
 * component without a package URL is not known.
 */
function keyOf(path: string): string {
  const from = Math.max(path.lastIndexOf('/'), path.lastIndexOf(':')) + 1;
  return comparableName('pypi', path.slice(from));
}
