import { changes, entropy } from './randomness.ts';
import { isHarmless } from './values.ts';
import { wordiness } from './wordiness.ts';

/** Of shorter texts, too many random ones cannot be told from words with digits; longer ones are files. */
const MIN_LENGTH = 24;
const MAX_LENGTH = 256;

/** Printable, without white space, with letters of both cases and digits. */
const CANDIDATE = /^(?=[^a-z]*[a-z])(?=[^A-Z]*[A-Z])(?=[^0-9]*[0-9])[!-~]+$/;
/** What generators encode bytes in: Base62, and Base64 of both kinds (RFC 4648, sections 4 and 5). */
const ENCODED = /^[\w+/-]+={0,2}$/;
/** What passwords have besides, and neither host names nor paths do. */
const SYMBOLS = /[!#$%^&*?@]/;

/** Bits for each character, as a part of what that many different characters have. */
const MIN_ENTROPY = { encoded: 0.8, password: 0.83 };
/** Different characters to choose from: a longer text repeats some. */
const MOST_KINDS = 64;
const MIN_CHANGES = { encoded: 0.36, password: 0.42 };
const MAX_WORDINESS = 0.9;

/**
 * Whether a whole text looks like the output of a random generator, so much that it needs no name to be a secret. The
 * bounds are measured: of random texts in Base62 or Base64, more than 93 in a hundred of 24 characters and 97 of 32 are
 * over them; of some 200,000 words, paths, lists, formats and expressions, next to none.
 */
export function looksGenerated(whole: string): boolean {
  if (whole.length < MIN_LENGTH) return false;
  const text = whole.trim();
  if (text.length < MIN_LENGTH || text.length > MAX_LENGTH || !CANDIDATE.test(text)) return false;
  const form = ENCODED.test(text) ? 'encoded' : 'password';
  return (
    isBalanced(text, form) &&
    entropy(text) >= MIN_ENTROPY[form] * Math.log2(Math.min(text.length, MOST_KINDS)) &&
    changes(text) >= MIN_CHANGES[form] &&
    wordiness(text) <= MAX_WORDINESS &&
    !(form === 'encoded' ? isReadable(text) : !SYMBOLS.test(text) || CODE.test(text)) &&
    !ABBREVIATION.test(text) &&
    !OPEN_FORM.test(text) &&
    !isHarmless(text, 'key')
  );
}

/** Whether there is enough of each case, no separator too often, and no alphabet. */
function isBalanced(text: string, form: 'encoded' | 'password'): boolean {
  let lower = 0;
  let upper = 0;
  let others = 0;
  let mostOfOne = 0;
  let steps = 0;
  const counts = new Uint8Array(128);
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (at > 0 && Math.abs((code | CASE) - (text.charCodeAt(at - 1) | CASE)) <= 1) steps += 1;
    if (code >= 0x61 && code <= 0x7a) lower += 1;
    else if (code >= 0x41 && code <= 0x5a) upper += 1;
    else if (code < 0x30 || code > 0x39) {
      others += 1;
      counts[code] = (counts[code] ?? 0) + 1;
      mostOfOne = Math.max(mostOfOne, counts[code] ?? 0);
    }
  }
  const { length } = text;
  if (steps > length / 4) return false;
  if (form === 'encoded') return Math.min(lower, upper) >= length / 6 && others <= Math.max(3, length / 8);
  return Math.min(lower, upper) >= length / 8 && others <= 0.6 * length && mostOfOne <= 3 + length / 48;
}

/** The bit that tells lower case from upper case in ASCII. */
const CASE = 32;

/** Words with digits and capitals in them, of which a name may be full. */
const ABBREVIATION = /SHA\d|AES\d|TLS1|UTF8|RS256|X509|IPv\d|OAuth|ARM64|JSON|HTTP|gRPC|HMAC|JWT|SQL/i;

/** Regular expressions, templates, formats, URLs, assignments and markup. */
const CODE = new RegExp(
  [
    /A-Z|a-z|0-9|\\[dwsb.]|[.\])][*+]|\(\?/,
    /\$[({]|\$[A-Z_]{3}|\{\{|%[({]|%\d*\.\d/,
    /:\/\/|@sha|\w=\w|">|<\/?[A-Za-z]{2}/,
  ]
    .map(({ source }) => source)
    .join('|'),
);

/** What is random and has a form that says that everybody may know it. */
const OPEN_FORM = new RegExp(
  `^(?:${[
    /(?:md5|MD5|sha\d+|SHA\d+|h1)[-:]/, // digests: Subresource Integrity, go.sum, fingerprints of OpenSSH
    /\{[A-Z0-9]+\}|(?:[^:$]+:)?\$\w+\$/, // hashes of passwords: RFC 3112, crypt(3)
    /0x|Qm|[\da-fA-F:-]+$/, // addresses and content identifiers; UUIDs and digests in hexadecimal digits
    /AAAA[BCE]3Nz|AAAAE2V|AAAAG/, // public keys of OpenSSH
    /M(?:Fk|Co|HY|IG[bf]|II[B-D])/, // public keys and certificates in DER, in Base64
    /H4sI|JVBER|iVBOR|R0lGOD|UEsDB|\/9j\//, // gzip, PDF, PNG, GIF, ZIP and JPEG in Base64
    /6L[\w-]{38}$/, // site keys of reCAPTCHA
    /(?:acct|app|org|phc|pk|plan|price|prod|proj|pub|team|user)_|pk\./, // identifiers and publishable keys
  ]
    .map(({ source }) => source)
    .join('|')})`,
);

/** The part of bytes that is printable in a text, and not in random bytes, of which two fifths are. */
const MIN_READABLE = 0.75;

/** Whether a text is another text in Base64. What stands in that was searched already. */
function isReadable(text: string): boolean {
  const digits = text.replace(/=+$/, '').replaceAll('-', '+').replaceAll('_', '/');
  // One digit alone in the last group encodes no byte.
  const bytes = atob(digits.length % 4 === 1 ? digits.slice(0, -1) : digits);
  let readable = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const code = bytes.charCodeAt(at);
    if ((code >= 0x20 && code < 0x7f) || code === 0x0a) readable += 1;
  }
  return readable >= MIN_READABLE * bytes.length;
}
