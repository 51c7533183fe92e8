import { literalSecret } from '../../../parse/secret/patterns.ts';

/** What is wrong with a value: `what` it is, and `why` as a clause after the place. Nothing of the value is in it. */
export interface Flaw {
  readonly what: string;
  readonly why: string;
}

/** Of what is no text. */
export const UNSEARCHABLE: Flaw = { what: 'a value that is no text', why: ', which cannot be searched for secrets' };

/** What is wrong with a value under a name, absent values apart. What is no text cannot be searched. */
export function flawOf(name: unknown, value: unknown): Flaw | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string') return UNSEARCHABLE;
  return flawBecause(literalSecret(typeof name === 'string' ? name : '', value));
}

/** That something is a secret, where there is a reason to think so. */
export function flawBecause(why: string | undefined): Flaw | undefined {
  return why === undefined ? undefined : { what: 'a literal secret', why: `: ${why}` };
}
