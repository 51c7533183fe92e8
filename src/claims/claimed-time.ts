import { parseTime } from '../parse/time.ts';

/** What generators write for a time of ISO 8601: the day, then perhaps a clock time and a zone in several spellings. */
const TIME =
  /^(?<day>\d{4}-\d{2}-\d{2})(?:[Tt ](?<minutes>\d{2}:\d{2})(?<seconds>:\d{2})?(?:[.,]\d{1,18})? ?(?<zone>[Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/;

/**
 * The time that a document claims, in milliseconds since the epoch, to the second; undefined for what is none. A day
 * alone is its beginning, and a time without a zone is UTC.
 */
export function claimedTime(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const { day, minutes = '00:00', seconds = ':00', zone = 'Z' } = TIME.exec(value.trim())?.groups ?? {};
  return day === undefined ? undefined : parseTime(`${day}T${minutes}${seconds}${rfcZone(zone)}`);
}

/** `+0100` and `+01` as `+01:00`. */
function rfcZone(zone: string): string {
  if (zone.length === 1) return 'Z';
  return `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`;
}
