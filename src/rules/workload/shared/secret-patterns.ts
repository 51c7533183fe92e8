import { mayNameSecret, type NamedSecret, namedSecret } from './secret-names.ts';
import { AT_SIGN, COLON, classesIn, EQUALS, QUOTE, SPACE, TILDE, tokenKind } from './secret-tokens.ts';
import { isHarmless, looksRandom } from './secret-values.ts';

/** Characters of a text that are looked at. Secrets are shorter, and stand in front of what is longer. */
const MAX_LENGTH = 4_096;
/** No text that is shorter has the form of a secret. */
const MIN_LENGTH = 7;

/**
 * Why a value under a name is taken for a literal secret, as a sentence that has nothing of the value; undefined where
 * it is not. The form of the value counts, whatever the name; under the name of a secret, all but harmless values do.
 */
export function literalSecret(name: string, value: string): string | undefined {
  const form = secretInText(value);
  if (form !== undefined) return form;
  const kind = namedSecret(name);
  if (!isSecretAs(kind, value)) return undefined;
  return kind === 'hint' ? 'it looks random, like a key' : `its name says that it is a ${kind}`;
}

/** Whether a value under a name of this kind is taken for a secret. */
export function isSecretAs(kind: NamedSecret, value: string): boolean {
  if (kind === 'nothing') return false;
  if (kind === 'hint') return looksRandom(value);
  return !isHarmless(value.length > MAX_LENGTH ? value.slice(0, MAX_LENGTH) : value, kind);
}

/** Why a text is taken for a secret, or for something that has one in it, by its form alone. Linear in the text. */
export function secretInText(text: string): string | undefined {
  if (text.length < MIN_LENGTH) return undefined;
  const inspected = text.length > MAX_LENGTH ? text.slice(0, MAX_LENGTH) : text;
  const classes = classesIn(inspected);
  if (has(classes, SPACE) && PRIVATE_KEY.test(inspected)) return 'it looks like a private key';
  const kind = tokenKind(inspected);
  if (kind !== undefined) return `it looks like ${kind}`;
  if (has(classes, TILDE) && AZURE_SECRET.test(inspected)) return 'it looks like an Azure client secret';
  if (has(classes, COLON | AT_SIGN) && hasUrlPassword(inspected)) return 'it has a URL with a password';
  const mayAssign = has(classes, EQUALS) || has(classes, SPACE) || has(classes, COLON | QUOTE);
  return mayAssign && mayNameSecret(inspected) ? secretInAssignments(inspected) : undefined;
}

/** Whether a text has characters of all these classes. */
function has(classes: number, wanted: number): boolean {
  return (classes & wanted) === wanted;
}

/** Microsoft Entra ID, client secrets: three characters, a digit, "Q~" and 31 to 34 more. */
const AZURE_SECRET = /(?:^|[^\w~.-])[\w~.]{3}\dQ~[\w~.-]{31,34}(?![\w~.-])/;

/** RFC 7468 and its like: `-----BEGIN RSA PRIVATE KEY-----`, `-----BEGIN PGP PRIVATE KEY BLOCK-----`. */
const PRIVATE_KEY = /-----BEGIN [A-Z0-9 ]{0,32}PRIVATE KEY/;

/** Ends the authority of a URL (RFC 3986), or the URL itself in a text. */
const AUTHORITY_END = /[/?#\s"'`<>]/g;

/** RFC 3986 section 3.2.1: `scheme://user:password@host`. */
function hasUrlPassword(text: string): boolean {
  for (let at = text.indexOf('://'); at !== -1; at = text.indexOf('://', at)) {
    at += 3;
    AUTHORITY_END.lastIndex = at;
    const end = AUTHORITY_END.exec(text)?.index ?? text.length;
    const authority = text.slice(at, end);
    const host = authority.lastIndexOf('@');
    const colon = authority.indexOf(':');
    if (colon !== -1 && colon < host && !isHarmless(authority.slice(colon + 1, host), 'password')) return true;
    // The slash that ends one authority may be that of the next URL: `a:1,amqp://b:2`.
    at = end - 1;
  }
  return false;
}

/**
 * A name and what gives it a value: `name=`, `name: `, `"name":`, `--name `. The value begins where the match ends.
 * A name begins where nothing of a name, a path or a reference (`arn:...:secret:name`) stands before it.
 */
const ASSIGNMENT = new RegExp(
  [
    /(?<![\w.:/-])-{0,2}([A-Za-z_][\w.-]{0,63})/,
    /(?:["']?[ \t]{0,3}=[ \t]{0,3}|["']?[ \t]{0,3}:(?:[ \t]{1,3}|(?=["']))|[ \t]{1,3}(?=[^\s-])(?<=--[\w.-]{1,64}[ \t]{1,3}))/,
    /["']?/,
  ]
    .map(({ source }) => source)
    .join(''),
  'g',
);
/** Characters of a value in a text that are looked at. */
const MAX_VALUE = 256;
const VALUE_END = /[\s"'`,;&|)<>\]}]/;
/** Begins what a shell or a template fills in, or a list or an object. */
const NO_LITERAL = /^(?:\$[({A-Za-z_]|%\(|[`{[])/;

/** Connection strings, query strings, options of programs, JSON and YAML in a text. */
function secretInAssignments(text: string): string | undefined {
  for (const match of text.matchAll(ASSIGNMENT)) {
    const kind = namedSecret(match[1] ?? '');
    if (kind === 'nothing') continue;
    const start = match.index + match[0].length;
    const rest = text.slice(start, start + MAX_VALUE);
    const end = rest.search(VALUE_END);
    const value = end === -1 ? rest : rest.slice(0, end);
    if (NO_LITERAL.test(value) || !isSecretAs(kind, value)) continue;
    return `it has ${kind === 'hint' ? 'what looks like a random key' : `a ${kind}`} in it`;
  }
  return undefined;
}
