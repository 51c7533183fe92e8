const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long something took, of milliseconds, rounded down, for messages: `91 days`, `47 hours`, `12 minutes`. */
export function age(milliseconds: number): string {
  if (milliseconds >= 2 * DAY) return `${Math.floor(milliseconds / DAY)} days`;
  if (milliseconds >= HOUR) return `${Math.floor(milliseconds / HOUR)} hours`;
  return `${Math.floor(milliseconds / MINUTE)} minutes`;
}
