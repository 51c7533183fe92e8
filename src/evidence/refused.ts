import { printable } from '../model/printable.ts';

/** Says in one sentence, for the person whose image is denied, why a signature does not count. */
export class Refused extends Error {
  override readonly name = 'Refused';
}

/** Ends the verification of a signature. @throws Refused */
export function refuse(reason: string): never {
  throw new Refused(reason);
}

/** Text from outside, in quotes, for a message. */
export function quoted(text: string): string {
  return `"${printable(text)}"`;
}

/**
 * The reason in whatever was thrown. What is not a {@link Refused} comes from reading hostile bytes (ASN.1, OpenSSL,
 * a stack that overflowed): it refuses like all else.
 */
export function reasonOf(thrown: unknown): string {
  if (thrown instanceof Refused) return thrown.message;
  const message = messageOf(thrown);
  return `the signature cannot be read${message === '' ? '' : ` (${message})`}`;
}

/** What an error of another package says, fit for a message. */
export function messageOf(thrown: unknown): string {
  return printable(Error.isError(thrown) ? thrown.message : '', 160);
}
