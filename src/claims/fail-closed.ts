import type { Reading } from '../model/attestation-verdict.ts';
import { printable } from '../model/printable.ts';
import { type Claim, ClaimError, type Judge } from './claim.ts';
import { unwrapPredicate } from './predicate.ts';

/**
 * A judge that never throws: whatever ends the reading of a claim early is an offence against `term`. `read` is given the
 * predicate without what cosign puts around it.
 */
export function failClosed(term: string, read: (document: unknown, claim: Claim) => Reading): Judge {
  return (claim) => {
    try {
      return read(unwrapPredicate(claim.predicate), claim);
    } catch (error) {
      return { offences: [{ term, message: reasonOf(error) }], unlisted: 0, unlistedWarnings: 0, maker: '' };
    }
  };
}

/** What is not a `ClaimError` is a fault of ours, met on odd input: it refuses like all else, and says so. */
function reasonOf(error: unknown): string {
  if (error instanceof ClaimError) return error.message;
  return `it cannot be read (${printable(Error.isError(error) ? error.message : String(error), 160)})`;
}
