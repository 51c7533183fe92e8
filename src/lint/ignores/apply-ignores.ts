import { daysAfter } from '../../model/date.ts';
import type { Dockerfile } from '../../model/dockerfile.ts';
import type { FileReport, LintFinding } from '../../model/lint.ts';
import { INTERNAL_ERROR } from '../check-rules.ts';
import { regionOf } from '../finding.ts';
import { ABOUT_IGNORES } from '../ignore-rules.ts';
import type { Linter } from '../linter.ts';
import type { Ignore, IgnoreName } from './ignore.ts';
import { IgnoreSet } from './ignore-set.ts';

/** Why a comment takes nothing out, or that it does. */
export type Standing =
  | { readonly counts: true }
  | { readonly counts: false; readonly why: 'fault' | 'expired' | 'no-reason' | 'no-end' | 'too-long' };

/** What came of the comments of a file. */
export interface AppliedIgnores {
  readonly kept: LintFinding[];
  readonly suppressed: FileReport['suppressed'];
  readonly ignores: readonly { readonly ignore: Ignore; readonly standing: Standing }[];
  /** Parts of comments that took something out. */
  readonly used: ReadonlySet<Ignore | IgnoreName>;
  /** Parts of comments that would have, if a policy did not keep the rule from them; with that policy. */
  readonly forbidden: ReadonlyMap<Ignore | IgnoreName, string | undefined>;
}

/** Takes findings out that comments ignore, as far as the configuration lets them. */
export function applyIgnores(
  findings: LintFinding[],
  ignores: readonly Ignore[],
  { config, locks }: Linter,
  dockerfile: Dockerfile,
  today: string,
): AppliedIgnores {
  const judged = ignores.map((ignore) => ({ ignore, standing: standingOf(ignore, config.ignores, today) }));
  const set = new IgnoreSet(judged.filter(({ standing }) => standing.counts).map(({ ignore }) => ignore));
  const kept: LintFinding[] = [];
  const suppressed: FileReport['suppressed'][number][] = [];
  const used = new Set<Ignore | IgnoreName>();
  const forbidden = new Map<Ignore | IgnoreName, string | undefined>();
  for (const finding of findings) {
    const match = isOutOfReach(finding) ? undefined : set.match(finding);
    const lock = match && [finding.rule, ...finding.aliases].find((name) => locks.has(name));
    if (match === undefined) {
      kept.push(finding);
      continue;
    }
    const { ignore, name = ignore } = match;
    if (lock !== undefined) {
      forbidden.set(name, locks.get(lock));
      kept.push(finding);
      continue;
    }
    used.add(name);
    const region = regionOf(dockerfile, ignore.comment);
    const reason = ignore.reason === '' ? {} : { reason: ignore.reason };
    suppressed.push({ finding, suppression: { by: ignore.by, region, ...reason } });
  }
  return { kept, suppressed, ignores: judged, used, forbidden };
}

function isOutOfReach({ rule }: LintFinding): boolean {
  return rule === INTERNAL_ERROR || ABOUT_IGNORES.has(rule);
}

function standingOf(ignore: Ignore, terms: Linter['config']['ignores'], today: string): Standing {
  const { fault, until, reason } = ignore;
  if (fault !== undefined) return { counts: false, why: 'fault' };
  if (until !== undefined && until.name < today) return { counts: false, why: 'expired' };
  if (terms.requireReason && reason === '') return { counts: false, why: 'no-reason' };
  if (terms.maxDays === undefined) return { counts: true };
  if (until === undefined) return { counts: false, why: 'no-end' };
  return until.name > daysAfter(today, terms.maxDays) ? { counts: false, why: 'too-long' } : { counts: true };
}
