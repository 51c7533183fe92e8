import type { FieldPath } from './path.ts';
import type { Position } from './source.ts';
import type { Workload } from './workload.ts';

/** Tells of a place in an object whether a problem there is covered. */
export type Coverage = (path: FieldPath) => boolean;

/** A `PolicyException`, compiled: what it takes out of which rules, and until when. */
export interface CompiledException {
  readonly name: string;
  readonly source: Position & { readonly file: string };
  readonly reason: string;
  /** Who answers for it. */
  readonly owner: string;
  readonly ticket?: string;
  /** The last day on which it applies, in UTC: `2027-03-31`. */
  readonly expires: string;
  /** Whether the rule of the policy is among those that it names. */
  names(policy: string, rule: string): boolean;
  /** What it covers of the object with these parts; undefined where it does not concern it. */
  coverageOf(parts: readonly Workload[]): Coverage | undefined;
}

/** Dates are written alike, `2027-03-31`, so that they compare like texts. */
export function hasExpired(expires: string, today: string): boolean {
  return today > expires;
}
