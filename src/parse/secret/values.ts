import type { NamedSecret } from './names.ts';
import { looksRandom } from './randomness.ts';
import { isEncodedLogin } from './tokens.ts';

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
  if (kind === 'hint') return (looksRandom(value) && !FINGERPRINT.test(value)) || isEncodedLogin(value);
  return !isHarmless(value.length > MAX_LENGTH ? value.slice(0, MAX_LENGTH) : value, kind);
}

/** Of an OpenPGP key (RFC 9580, section 5.5.4.2), as programs print it: it says which key is meant, and is none. */
const FINGERPRINT = /^(?:0x)?[0-9A-F]{40}$/;

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
