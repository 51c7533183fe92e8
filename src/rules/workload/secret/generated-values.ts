import { changes, commonPairs, entropy } from './randomness.ts';
import { isHarmless } from './secret-values.ts';

/** Generators make no shorter secrets by default, but for passwords; identifiers of clusters and clouds are. */
const MIN_LENGTH = 24;
const MAX_LENGTH = 256;

const LOWER = /[a-z]/;
const UPPER = /[A-Z]/;
const DIGIT = /[0-9]/;
/** Printable, without white space. */
const PRINTABLE = /^[!-~]+$/;
/** What random bytes in Base64 (RFC 4648, sections 4 and 5) or Base62 are of. */
const ENCODED = /^[\w+/-]+={0,2}$/;
/** What no encoding uses: a password. */
const SYMBOL = /[!#$%^&*?@]/;

export function looksGenerated(whole: string): boolean {
  if (whole.length < MIN_LENGTH) return false;
  const text = whole.trim();
  if (text.length < MIN_LENGTH || text.length > MAX_LENGTH || !PRINTABLE.test(text) || !DIGIT.test(text)) return false;
  const isEncoded = ENCODED.test(text);
  if (!(isEncoded ? LOWER.test(text) && UPPER.test(text) : SYMBOL.test(text))) return false;
  return globalThis.JUDGE(text, isEncoded, { changes, commonPairs, entropy, isHarmless });
}
