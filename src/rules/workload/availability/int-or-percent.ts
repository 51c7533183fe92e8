import { isWholeNumber } from '../shared/whole-number.ts';

/** A number of pods, or a share of all of them (`intstr.IntOrString` where the text is a percentage). */
export interface IntOrPercent {
  readonly value: number;
  readonly percent: boolean;
}

const PERCENT = /^[0-9]{1,9}%$/;

/** Reads `2` or `"50%"`; undefined for all else, `"2"` included, as in the API. */
export function readIntOrPercent(written: unknown): IntOrPercent | undefined {
  if (typeof written === 'number') {
    return isWholeNumber(written) ? { value: written, percent: false } : undefined;
  }
  if (typeof written !== 'string' || !PERCENT.test(written)) return undefined;
  return { value: Number(written.slice(0, -1)), percent: true };
}

/** How many of `total` pods are meant; a share is rounded up, as for disruption budgets. */
export function roundedUp({ value, percent }: IntOrPercent, total: number): number {
  return percent ? Math.ceil((value * total) / 100) : value;
}
