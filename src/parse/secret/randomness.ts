const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const HEX = /^[0-9a-f]{32,}$/i;
const TOKEN = /^[\w+/=%~-]{20,}$/;

/** Bits for each character: random hexadecimal digits have nearly 4; words of a language, 2 to 3. */
const MIN_HEX_ENTROPY = 3;
/** Random Base64 of 20 characters has about 4.1; words in mixed case of that length, up to 3.6. */
const MIN_TOKEN_ENTROPY = 3.7;
/** How often a character is of another class than the one before: 0.6 in random Base64, 0.3 in words in mixed case. */
const MIN_CHANGES = 0.4;

/** Characters that are enough to tell. */
const SAMPLE = 256;

/** Whether a text looks like the output of a random generator, and not like words, a UUID or a number. */
export function looksRandom(whole: string): boolean {
  const text = whole.length > SAMPLE ? whole.slice(0, SAMPLE) : whole;
  if (UUID.test(text)) return false;
  if (HEX.test(text)) return entropy(text) >= MIN_HEX_ENTROPY;
  if (!TOKEN.test(text)) return false;
  const hasAll = /[a-z]/.test(text) && /[A-Z]/.test(text) && /[0-9]/.test(text);
  return hasAll && changes(text) >= MIN_CHANGES && entropy(text) >= MIN_TOKEN_ENTROPY;
}

/** Shannon entropy in bits for each character of an ASCII text. */
export function entropy(text: string): number {
  const counts = new Uint16Array(128);
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    counts[code] = (counts[code] ?? 0) + 1;
  }
  let bits = 0;
  for (const count of counts) if (count > 0) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

/** How often a character is of another class than the one before, from 0 to 1. */
export function changes(text: string): number {
  let count = 0;
  for (let at = 1; at < text.length; at += 1) {
    if (classOf(text.charCodeAt(at)) !== classOf(text.charCodeAt(at - 1))) count += 1;
  }
  return count / (text.length - 1);
}

function classOf(code: number): number {
  if (code >= 0x61 && code <= 0x7a) return 1;
  if (code >= 0x41 && code <= 0x5a) return 2;
  return code >= 0x30 && code <= 0x39 ? 3 : 4;
}
