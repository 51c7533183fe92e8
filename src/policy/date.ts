import type { TextCheck } from '../model/schema.ts';

const DATE = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;

/** A day of the calendar, as ISO 8601 writes it. */
export const checkDate: TextCheck = (written) =>
  DATE.test(written) && isDay(written) ? undefined : 'must be a day of the calendar, such as 2027-03-31';

/** `Date` takes 31 February for 3 March. */
function isDay(written: string): boolean {
  const time = Date.parse(`${written}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(written);
}
