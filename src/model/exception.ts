import type { FieldPath } from './path.ts';
import type { Position } from './source.ts';
import type { Workload } from './workload.ts';

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
  /** Every condition but that on images. */
  matches(workload: Workload): boolean;
  /** The condition on images, for a problem at this place: every image that the place speaks of must be named. */
  coversPlace(workload: Workload, path: FieldPath): boolean;
}

/** Dates are written alike, `2027-03-31`, so that they compare like texts. */
export function hasExpired(expires: string, today: string): boolean {
  return today > expires;
}
