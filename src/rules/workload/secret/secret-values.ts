import type { NamedSecret } from './secret-names.ts';
import { isEncodedLogin } from './secret-tokens.ts';

/** Characters of a value that are looked at. */
const MAX_LENGTH = 4_096;

const WORDS = new Set(
  'true false yes no on off enabled disabled null nil none undefined auto unset optional required redacted placeholder stdin'.split(
    ' ',
  ),
);

/** Expanded by the kubelet: $(NAME). The API allows any printable ASCII but = in a name; parentheses are left out. */
const EXPANSION = /\$\([!-'*-<>-~]{1,256}\)/g;
/** What may stand before an expansion without being a secret: the scheme of an Authorization header. */
const SCHEMES = /\b(?:basic|bearer|token)\b/gi;
const ALPHANUMERIC = /[\p{L}\p{N}]/u;
/** Marks of so few kinds are no password: ****, ---, <...>. */
const FEW_MARKS = 3;

/** Filled in by a shell, a program, a template or a tool, or nothing but a mark. */
const PLACEHOLDER = new RegExp(
  `^(?:${[
    /\$\{[\w.-]+(?::?\?[^}]*|:?[-+]?)\}/, // ${NAME}, ${NAME:-}, ${NAME:?message}; a default would be a literal
    /\$\{(?:env|file|secrets?|ssm|sys|vault)[:.][^{}]*\}/,
    /\$[A-Z_][A-Z0-9_]*/,
    /\$?\{\{.*\}\}/,
    /\{\w*\}/,
    /#\{[^{}]*\}#?/,
    /\[\[.*\]\]/,
    /\(\(.*\)\)/,
    /<[^<>]*>/,
    /__\w+__/,
    /@@?[A-Za-z][\w.-]*@@?/,
    /%\w%?|%[A-Z_]+%/,
    /[xX]{3,}/,
  ]
    .map(({ source }) => source)
    .join('|')})$`,
  's',
);
/** Names a place where the secret is: a path, a URL, an entry of a secret store, an encrypted text. */
const PATH = /^(?:\/|\.\.?\/|~\/|[A-Za-z]:\\)/;
const PLACE = new RegExp(
  `^(?:${[
    /[a-z][a-z0-9+.-]{1,31}:\/\//,
    /(?:>>)?vault:/,
    /(?:env|file|gcp:secretmanager|k8s|keyvault|secretref|secretsmanager|ssm):/,
    /arn:|ref\+|alias\/|projects\//,
    /\{cipher\}|ENC[[(]/,
  ]
    .map(({ source }) => source)
    .join('|')})`,
  'i',
);
const NUMBER = /^[-+]?\d{1,20}(?:\.\d{1,20})?(?:[a-z]{1,3}|%)?$/i;
const SHORT_NUMBER = /^\d{1,3}$/;
const LABEL = /^[a-z0-9_-]{1,63}$/;
const LAST_LABEL = /^[a-z]{2,63}$/;
/** The path of an entry in a secret store: prod/db. */
const ENTRY = /^[a-z][a-z0-9_-]{0,62}(?:\/[a-z0-9_.-]{1,63}){1,16}$/;
/** The name of an object: web-tls. One word alone may be anything. */
const OBJECT = /^[a-z]{1,63}(?:[-.][a-z0-9]{1,63}){1,16}$/;

/**
 * Whether a value under the name of a secret is none after all: empty, a switch, a place, something that is filled in
 * later; and for all but passwords, which may well be a number or a word, a number or a host name.
 */
export function isHarmless(value: string, kind: NamedSecret): boolean {
  const text = value.trim();
  if (!ALPHANUMERIC.test(text)) return new Set(text).size <= FEW_MARKS;
  if (WORDS.has(text.toLowerCase()) || PLACEHOLDER.test(text) || PLACE.test(text) || isExpanded(text)) return true;
  if (PATH.test(text)) return !looksRandom(text);
  if (kind === 'password') return SHORT_NUMBER.test(text);
  if ((kind === 'secret' || kind === 'reference') && ENTRY.test(text)) return true;
  if (kind === 'reference' && OBJECT.test(text)) return true;
  return NUMBER.test(text) || (isHost(text) && !looksRandom(text));
}

/** Whether a value under a name of this kind is taken for a secret. */
export function isSecretAs(kind: NamedSecret, value: string): boolean {
  if (kind === 'nothing') return false;
  if (kind === 'hint') return looksRandom(value) || isEncodedLogin(value);
  return !isHarmless(value.length > MAX_LENGTH ? value.slice(0, MAX_LENGTH) : value, kind);
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
