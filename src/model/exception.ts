import type { Position } from './source.ts';
import type { ImageUse, Workload } from './workload.ts';

/** Where in an object a problem lies, as exceptions see it. All problems of a place have the same one. */
export interface ProblemPlace {
  /** The images that the problem is one of; none where nobody can tell. */
  readonly images: readonly ImageUse[];
}

/** Whether a problem at the place is covered. */
export type Coverage = (place: ProblemPlace) => boolean;

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
