import type { LintSetting } from '../model/lint-policy.ts';
import { RULESET_2026_11 } from './rulesets/2026.11.ts';

/**
 * Which rules are on, and how severe they are, as of a month: a project that names one gets no new findings that fail
 * when Tidewaiter is upgraded. Rules that are not in it are previews: shown, never failing.
 */
export interface Ruleset {
  readonly name: string;
  readonly severities: ReadonlyMap<string, LintSetting>;
}

/** A project that names none gets this one: the oldest that is supported. */
export const OLDEST_RULESET: Ruleset = rulesetOf('2026.11', RULESET_2026_11);

/** All rule sets by name, the oldest first. */
export const RULESETS: ReadonlyMap<string, Ruleset> = new Map([OLDEST_RULESET].map((set) => [set.name, set]));

function rulesetOf(name: string, table: Readonly<Record<string, LintSetting>>): Ruleset {
  return { name, severities: new Map(Object.entries(table)) };
}
