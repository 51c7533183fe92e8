import { printable } from '../model/printable.ts';

/** Patterns that a message lists: there may be thousands. */
const MAX_LISTED = 5;

/** Patterns of a policy as messages list them: `any of a, b`. */
export function anyOf(patterns: readonly string[]): string {
  const listed = patterns
    .slice(0, MAX_LISTED)
    .map((pattern) => printable(pattern))
    .join(', ');
  if (patterns.length > MAX_LISTED) return `any of ${listed} and ${patterns.length - MAX_LISTED} more`;
  return patterns.length === 1 ? listed : `any of ${listed}`;
}
