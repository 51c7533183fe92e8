import type { NamedSecret } from './secret-names.ts';

const WORDS = new Set(
  'true false yes no on off enabled disabled null nil none undefined auto unset optional required'.split(' '),
);

/** Expanded by the kubelet: $(NAME). The API allows any printable ASCII but = in a name; parentheses are left out. */
const EXPANSION = /\$\([!-'*-<>-~]{1,256}\)/g;
/** What may stand before an expansion without being a secret: the scheme of an Authorization header. */
const SCHEMES = /\b(?:basic|bearer|token)\b/gi;
const ALPHANUMERIC = /[A-Za-z0-9]/;

/** Filled in by the program, a template or a tool, or nothing but a mark: ${NAME}, $NAME, {{ name }}, <name>, %s. */
const PLACEHOLDER = /^(?:\$\{[\w.]+\}|\$[A-Z_][A-Z0-9_]*|\{\{.*\}\}|<[^<>]*>|\{\w*\}|%\w%?|%[A-Z_]+%)$/s;
/** Names a place where the secret is: a path, a URL, an entry of a secret store. */
const PATH = /^(?:\/|\.\.?\/|~\/|[A-Za-z]:\\)/;
const PLACE = /^(?:[a-z][a-z0-9+.-]{1,31}:\/\/|file:|vault:|arn:|ref\+|secretref:|projects\/|ENC\[)/i;
const NUMBER = /^[-+]?\d{1,20}(?:\.\d{1,20})?(?:[a-z]{1,3}|%)?$/i;
const SHORT_NUMBER = /^\d{1,3}$/;
const LABEL = /^[a-z0-9_-]{1,63}$/;
const LAST_LABEL = /^[a-z]{2,63}$/;

/**
 * Whether a value under the name of a secret is none after all: empty, a switch, a place, something that is filled in
 * later; and for all but passwords, which may well be a number or a word, a number or a host name.
 */
export function isHarmless(value: string, kind: NamedSecret): boolean {
  const text = value.trim();
  if (!ALPHANUMERIC.test(text) || WORDS.has(text.toLowerCase())) return true;
  if (PLACEHOLDER.test(text) || PLACE.test(text) || isExpanded(text)) return true;
  if (PATH.test(text)) return !looksRandom(text);
  if (kind === 'password') return SHORT_NUMBER.test(text);
  return NUMBER.test(text) || (isHost(text) && !looksRandom(text));
}

function isExpanded(text: string): boolean {
  return text.includes('$(') && !ALPHANUMERIC.test(text.replace(EXPANSION, '').replace(SCHEMES, ''));
}

/** A host with a port perhaps, or a file: words with dots between. */
function isHost(text: string): boolean {
  const [name = '', port = '0', ...rest] = text.split(':');
  const labels = name.split('.');
  return (
    rest.length === 0 &&
    NUMBER.test(port) &&
    labels.length > 1 &&
    labels.every((label) => LABEL.test(label)) &&
    LAST_LABEL.test(labels.at(-1) ?? '')
  );
}

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
function entropy(text: string): number {
  const counts = new Uint16Array(128);
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    counts[code] = (counts[code] ?? 0) + 1;
  }
  let bits = 0;
  for (const count of counts) if (count > 0) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

function changes(text: string): number {
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
