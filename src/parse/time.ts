/** RFC 3339, as Go writes and reads it: upper case, no leap seconds; at most nine digits after the point. */
const TIME =
  /^(?<day>[0-9]{4}-[0-9]{2}-[0-9]{2})T(?<clock>[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.[0-9]{1,9})?(?<zone>Z|[+-][0-9]{2}:[0-9]{2})$/;

/** Reads a time to the second, in milliseconds since the epoch; undefined for what is none, such as a 31 February. */
export function parseTime(text: string): number | undefined {
  const { day, clock, zone } = TIME.exec(text)?.groups ?? {};
  if (day === undefined) return undefined;
  const local = Date.parse(`${day}T${clock}Z`);
  // `Date` takes 31 February for 3 March, and 24:00 for the next day.
  if (Number.isNaN(local) || !new Date(local).toISOString().startsWith(`${day}T${clock}`)) return undefined;
  const time = Date.parse(`${day}T${clock}${zone}`);
  return Number.isNaN(time) ? undefined : time;
}
