/** The date in UTC, `2026-11-20`. */
export function utcDay(): string {
  return new Date().toISOString().slice(0, '2026-11-20'.length);
}
