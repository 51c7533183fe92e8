/** The value below which a share of the values lies (linear interpolation); NaN where there are none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? Number.NaN;
  return below + (above - below) * (place - Math.floor(place));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The median of the ratios of values that were measured side by side. */
export function medianRatio(values: readonly number[], others: readonly number[]): number {
  return median(values.map((value, index) => value / (others[index] ?? Number.NaN)));
}

/** `items` as they are in even rounds and reversed in odd ones, so that none always runs after the same one. */
export function inRound<T>(round: number, items: readonly T[]): readonly T[] {
  return round % 2 === 0 ? items : items.toReversed();
}
