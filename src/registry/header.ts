import type { Answer } from './transport.ts';

/** The one value of a header; undefined where it is absent or occurs several times. */
export function headerOf({ headers }: Pick<Answer, 'headers'>, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** All values of a header. */
export function headersOf({ headers }: Pick<Answer, 'headers'>, name: string): readonly string[] {
  const value = headers[name];
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}
