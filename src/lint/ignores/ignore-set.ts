import type { LintFinding } from '../../model/lint.ts';
import { canonicalName } from '../rule-names.ts';
import { BEYOND_COMMENTS, EXPERIMENTAL_CHECKS } from './buildkit.ts';
import type { Ignore, IgnoreName, Reach } from './ignore.ts';

/** A part of a comment that took a finding out: the whole comment where it ignores everything. */
export interface Match {
  readonly ignore: Ignore;
  readonly name: IgnoreName | undefined;
}

/** Most specific first: what a wider comment takes out besides is that one's alone. */
const KINDS: readonly Reach['kind'][] = ['line', 'instruction', 'stage', 'file'];
const TOOLS: readonly Ignore['by'][] = ['tidewaiter', 'hadolint', 'buildkit', 'trivy', 'checkov'];

/** Ids of BuildKit's checks, which alone are letters and nothing else among the names of findings. */
const BUILDKIT_CHECK = /^[A-Z][A-Za-z]+$/;

/** Whether an alias is the name of a check of BuildKit. */
export function isBuildkitCheck(alias: string): boolean {
  return BUILDKIT_CHECK.test(alias);
}

/**
 * Finds the comment that takes a finding out, in the logarithm of the number of comments: of a tool and kind of reach,
 * stretches are the same or apart.
 */
export class IgnoreSet {
  readonly #groups: readonly ReadonlyMap<string, readonly Match[]>[];

  constructor(ignores: readonly Ignore[]) {
    const groups = Map.groupBy(ignores, ({ by, reach }) => `${by} ${reach.kind}`);
    this.#groups = TOOLS.flatMap((tool) => KINDS.flatMap((kind) => indexOf(groups.get(`${tool} ${kind}`) ?? [])));
  }

  /** The comment that reaches a finding. */
  match(finding: LintFinding): Match | undefined {
    if (this.#groups.length === 0) return undefined;
    const names = [finding.rule, ...finding.aliases.map(canonicalName), ...everythingOf(finding)];
    for (const group of this.#groups) {
      for (const name of names) {
        const match = reaching(group.get(name), finding.span.start);
        if (match !== undefined) return match;
      }
    }
    return undefined;
  }
}

/** The names under which comments that ignore everything are found. */
function everythingOf({ aliases }: LintFinding): readonly string[] {
  const names = ['every tidewaiter'];
  const checks = aliases.filter((alias) => isBuildkitCheck(alias) && !EXPERIMENTAL_CHECKS.has(alias));
  if (checks.length > 0) names.push('every buildkit file');
  if (checks.some((check) => !BEYOND_COMMENTS.has(check))) names.push('every buildkit instruction');
  if (aliases.some((alias) => alias.startsWith('DS-'))) names.push('every trivy');
  return names;
}

function indexOf(ignores: readonly Ignore[]): readonly ReadonlyMap<string, readonly Match[]>[] {
  if (ignores.length === 0) return [];
  const index = new Map<string, Match[]>();
  const add = (key: string, match: Match): void => {
    const list = index.get(key);
    if (list === undefined) index.set(key, [match]);
    else list.push(match);
  };
  for (const ignore of ignores) {
    if (ignore.every) add(keyOfEvery(ignore), { ignore, name: undefined });
    else for (const name of ignore.names) add(canonicalName(name.name), { ignore, name });
  }
  for (const list of index.values()) list.sort((one, other) => one.ignore.reach.start - other.ignore.reach.start);
  return [index];
}

/** Above an instruction, `check=skip=all` means less than at the head of the file. */
function keyOfEvery({ by, reach }: Ignore): string {
  return by === 'buildkit' ? `every buildkit ${reach.kind}` : `every ${by}`;
}

/** The first of those that reach an offset. */
function reaching(matches: readonly Match[] | undefined, offset: number): Match | undefined {
  if (matches === undefined) return undefined;
  const last = lastFrom(matches, offset);
  const start = matches[last]?.ignore.reach.start;
  if (start === undefined || (matches[last]?.ignore.reach.end ?? 0) <= offset) return undefined;
  return matches[lastFrom(matches, start - 1) + 1];
}

/** Index of the last that starts at or before an offset; -1 where none does. */
function lastFrom(matches: readonly Match[], offset: number): number {
  let [low, high] = [0, matches.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((matches[middle]?.ignore.reach.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
