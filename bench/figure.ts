/** One measured figure and what is asked of it. */
export interface Figure {
  /** Number of the goal; '' where there is none and the figure is for information. */
  readonly goal: string;
  readonly name: string;
  readonly value: number;
  /** As a person reads it: `1.12 x floor (121 us)`. */
  readonly shown: string;
  readonly gate?: Bound;
  /** What we aim at beyond the gate. */
  readonly stretch?: Bound;
  /** Why the figure can be neither a pass nor a miss. */
  readonly doubts: readonly string[];
}

export type Bound = { readonly atMost: number } | { readonly atLeast: number };
export type Verdict = 'pass' | 'miss' | 'undecided' | '';

/** '' where nothing is asked. */
export function verdictOn({ value, gate, doubts }: Figure): Verdict {
  if (gate === undefined) return '';
  if (doubts.length > 0 || Number.isNaN(value)) return 'undecided';
  return meets(value, gate) ? 'pass' : 'miss';
}

export function meets(value: number, bound: Bound): boolean {
  return 'atMost' in bound ? value <= bound.atMost : value >= bound.atLeast;
}

/**
 * Doubts about a comparison whose yardstick, measured twice under two names, does not agree with itself.
 * @param values of the yardstick and of its double
 */
export function doubtsAboutYardstick(value: number, double: number, tolerance: number): readonly string[] {
  const ratio = double / value;
  const agrees = ratio >= 1 - tolerance && ratio <= 1 + tolerance;
  return agrees ? [] : [`the yardstick against itself gives ${ratio.toFixed(2)}`];
}

/** How far the yardstick may be from itself, where CPU time, throughput or medians of times are compared. */
export const TOLERANCE = 0.05;
