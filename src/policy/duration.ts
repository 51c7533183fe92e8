import { type Schema, type TextCheck, text } from '../model/schema.ts';

const DURATION = /^(?<count>[1-9][0-9]{0,4})(?<unit>[mhd])$/;
const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

const checkDuration: TextCheck = (written) =>
  DURATION.test(written)
    ? undefined
    : 'must be a number of minutes, hours or days up to 99999, such as 90m, 12h or 90d';

/** The schema of a duration: a whole number of minutes, hours or days. */
export function duration(description: string): Schema<string> {
  return text(description, { maxLength: 32, check: checkDuration });
}

/** A checked duration in milliseconds. */
export function durationOf(written: string): number {
  const { count = '', unit = '' } = DURATION.exec(written)?.groups ?? {};
  return Number(count) * (UNITS[unit] ?? Number.NaN);
}
