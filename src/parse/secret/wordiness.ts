/** The pairs of letters that four fifths of English words are made of: the first letter, and those that follow. */
const FREQUENT = `a:bcdgilmnprst b:el c:aehiklot d:ei e:acdeflmnprstvx f:efio g:e h:aeio i:acdefglmnorstv k:e l:aeiloy
  m:aeiop n:acdegiost o:cdlmnprstuw p:aelor r:aeimost s:cehiopstu t:aehiorsuy u:lnrst v:ei`;

const A = 'a'.charCodeAt(0);
const LETTERS = 26;
const TABLE = new Uint8Array(LETTERS * LETTERS);
for (const entry of FREQUENT.split(/\s+/)) {
  for (let at = 2; at < entry.length; at += 1) TABLE[indexOf(entry.charCodeAt(0), entry.charCodeAt(at))] = 1;
}

function indexOf(first: number, second: number): number {
  return (first - A) * LETTERS + (second - A);
}

/**
 * How much a text looks like words, with capitals and digits perhaps: about 1.4 for words in camelCase, 0.55 for random
 * Base64. The sum of two parts: of pairs of letters, those that are frequent, and of all characters, those that make
 * such a pair with the one before. The second letter of a pair is in lower case, because abbreviations are no words.
 */
export function wordiness(text: string): number {
  let frequent = 0;
  let pairs = 0;
  for (let at = 1; at < text.length; at += 1) {
    const before = text.charCodeAt(at - 1) | CASE;
    const code = text.charCodeAt(at);
    if (!isLower(code) || !isLower(before)) continue;
    pairs += 1;
    frequent += TABLE[indexOf(before, code)] ?? 0;
  }
  return pairs === 0 ? 0 : frequent / pairs + pairs / text.length;
}

/** The bit that tells lower case from upper case in ASCII. */
const CASE = 32;

function isLower(code: number): boolean {
  return code >= A && code < A + LETTERS;
}
