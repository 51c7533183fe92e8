import type { TextCheck } from './schema.ts';

const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;
const DAY_LENGTH = 10;
const MILLISECONDS_A_DAY = 86_400_000;

/** A day of the calendar, as ISO 8601 writes it. */
export const checkDate: TextCheck = (written) =>
  DATE.test(written) && isDay(written) ? undefined : 'must be a day of the calendar, such as 2027-03-31';

/** `Date` takes 31 February for 3 March. */
function isDay(written: string): boolean {
  const time = Date.parse(`${written}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(written);
}

/** The day that lies a number of days after another; both as ISO 8601 writes them. */
export function daysAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * MILLISECONDS_A_DAY).toISOString().slice(0, DAY_LENGTH);
}
