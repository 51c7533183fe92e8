import { VerificationError } from '@sigstore/verify';
import { messageOf, quoted, Refused, refuse } from './refused.ts';

/** What each code of `@sigstore/verify` means; its own message follows in brackets. */
const MEANINGS: Readonly<Record<string, (root: string) => string>> = {
  TIMESTAMP_ERROR: (root) => `no log or timestamp authority of the trust root ${root} vouches for when it was signed`,
  CERTIFICATE_ERROR: (root) => `the certificate is not vouched for by the trust root ${root}`,
  SIGNATURE_ERROR: () => 'the signature is not of this content',
  TLOG_INCLUSION_PROMISE_ERROR: () => 'the promise of the log is not valid',
  TLOG_INCLUSION_PROOF_ERROR: () => 'the inclusion proof of the log entry is not valid',
};

/**
 * Runs a verification of `@sigstore/verify` and puts into words why it fails.
 * @throws Refused
 */
export function explaining<Result>(root: string, verify: () => Result): Result {
  try {
    return verify();
  } catch (error) {
    if (error instanceof Refused) throw error;
    const code = error instanceof VerificationError ? String(error.code) : '';
    const meaning = MEANINGS[code]?.(quoted(root)) ?? 'the signature cannot be verified';
    const cause = Error.isError(error) && Error.isError(error.cause) ? `: ${messageOf(error.cause)}` : '';
    return refuse(`${meaning} (${messageOf(error)}${cause})`);
  }
}
