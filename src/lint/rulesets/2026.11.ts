import type { LintSetting } from '../../model/lint-policy.ts';

/** Frozen: what is written here never changes once it was released. Rules in alphabetical order. */
export const RULESET_2026_11: Readonly<Record<string, LintSetting>> = {};
