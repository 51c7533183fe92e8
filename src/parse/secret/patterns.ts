import { secretInAssignments } from './assignments.ts';
import { looksGenerated } from './generated-values.ts';
import { isKnownHarmless, rememberHarmless } from './harmless-texts.ts';
import { describeKind, mayNameSecret, namedSecret, namesOpenValue } from './names.ts';
import { passwordInCommand } from './options.ts';
import {
  AT_SIGN,
  COLON,
  classesIn,
  ENCODED,
  EQUALS,
  LESS_THAN,
  MIXED_CASE,
  QUOTE,
  SPACE,
  TILDE,
  tokenKind,
} from './tokens.ts';
import { isHarmless, isSecretAs } from './values.ts';

/** Characters of a text that are looked at: more than a script in a manifest has. */
const MAX_LENGTH = 32_768;
/** No text that is shorter has the form of a secret. */
const MIN_LENGTH = 7;

/**
 * Why a value under a name is taken for a literal secret, as a sentence that has nothing of the value; undefined where
 * it is not. The form of the value counts, and that it looks random, whatever the name; under the name of a secret, all
 * but harmless values do.
 */
export function literalSecret(name: string, value: string): string | undefined {
  const kind = namedSecret(name);
  if (kind === 'nothing' && isKnownHarmless(value)) return undefined;
  const form = secretInText(value);
  if (form !== undefined) return form;
  if (kind !== 'nothing' && kind !== 'hint') {
    return isSecretAs(kind, value) ? `its name says that it is a ${describeKind(kind)}` : undefined;
  }
  if (kind === 'hint') return isSecretAs(kind, value) || looksGenerated(value) ? RANDOM : undefined;
  if (looksGenerated(value)) return namesOpenValue(name) ? undefined : RANDOM;
  rememberHarmless(value);
  return undefined;
}

const RANDOM = 'it looks random, like a key';

/** Why a text is taken for a secret, or for something that has one in it, by its form alone. Linear in the text. */
export function secretInText(text: string): string | undefined {
  if (text.length < MIN_LENGTH) return undefined;
  const inspected = text.length > MAX_LENGTH ? text.slice(0, MAX_LENGTH) : text;
  const classes = classesIn(inspected);
  const why = secretByForm(inspected, classes);
  if (why !== undefined) return why;
  const encoded = isEncoded(inspected, classes) ? decode(inspected) : undefined;
  if (encoded === undefined) return undefined;
  const within = secretByForm(encoded, classesIn(encoded));
  return within === undefined ? undefined : `in Base64, ${within}`;
}

/** Characters that two windows of a long text share: no secret that is told by its form is longer. */
const OVERLAP = 1_024;

/** The same for texts that may be long, such as scripts: all of it is looked at, window by window. */
export function secretInLongText(text: string): string | undefined {
  for (let start = 0; ; start += MAX_LENGTH - OVERLAP) {
    const why = secretInText(start === 0 ? text : text.slice(start, start + MAX_LENGTH));
    if (why !== undefined || start + MAX_LENGTH >= text.length) return why;
  }
}

function secretByForm(text: string, classes: number): string | undefined {
  if (has(classes, SPACE) && PRIVATE_KEY.test(text)) return 'it looks like a private key';
  const kind = tokenKind(text);
  if (kind !== undefined) return `it looks like ${kind}`;
  if (has(classes, TILDE) && AZURE_SECRET.test(text)) return 'it looks like an Azure client secret';
  if (has(classes, COLON | AT_SIGN)) {
    if (hasUrlPassword(text)) return 'it has a URL with a password';
    if (hasDriverPassword(text)) return 'it has a connection string with a password';
  }
  const mayAssign = (classes & (EQUALS | SPACE | LESS_THAN)) !== 0 || has(classes, COLON | QUOTE);
  const assigned = mayAssign && mayNameSecret(text) ? secretInAssignments(text) : undefined;
  return assigned ?? (has(classes, SPACE) ? passwordInCommand(text) : undefined);
}

/** Whether a text has characters of all these classes. */
function has(classes: number, wanted: number): boolean {
  return (classes & wanted) === wanted;
}

/** Microsoft Entra ID, client secrets: three characters, a digit, "Q~" and 31 to 34 more. */
const AZURE_SECRET = /(?:^|[^\w~.-])[\w~.]{3}\dQ~[\w~.-]{31,34}(?![\w~.-])/;

/** The first line of a private key in the form of RFC 7468 and its like, of any algorithm. */
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

/** The drivers of MySQL for Go and of Oracle for Java: `user:password@tcp(host)`, `jdbc:oracle:thin:user/password@host`. */
const DRIVER_LOGIN =
  /[\w.-]:([^\s:@"']{1,128})@(?:tcp6?|udp|unix)\(|jdbc:oracle:\w{1,8}:[\w.-]{1,64}\/([^\s:@"']{1,128})@/g;

const DRIVER = /@(?:tcp6?|udp|unix)\(|jdbc:oracle:/;

function hasDriverPassword(text: string): boolean {
  if (!DRIVER.test(text)) return false;
  for (const [, one, other] of text.matchAll(DRIVER_LOGIN)) {
    if (!isHarmless(one ?? other ?? '', 'password')) return true;
  }
  return false;
}

/** Shortest text that is decoded: `password=` and a few characters. */
const MIN_ENCODED = 16;

/** Base64 (RFC 4648, sections 4 and 5), in lines perhaps. */
const BASE64 = /^[\w+/\r\n-]+={0,2}$/;

/** Whether the whole text may be Base64: of no other characters, and both cases, which digests do not have. */
function isEncoded(text: string, classes: number): boolean {
  return text.length >= MIN_ENCODED && (classes & MIXED_CASE) === MIXED_CASE && (classes & ~ENCODED) === 0;
}

/** The text in Base64; undefined where it is none, or no text. */
function decode(encoded: string): string | undefined {
  const compact = encoded.trimEnd();
  if (!BASE64.test(compact)) return undefined;
  try {
    const text = atob(compact.replaceAll('-', '+').replaceAll('_', '/'));
    return isText(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Whether there are no control characters but white space, of which bytes that mean no text have many. */
function isText(bytes: string): boolean {
  for (let at = 0; at < bytes.length; at += 1) {
    const code = bytes.charCodeAt(at);
    if ((code < 0x20 && (code < 0x09 || code > 0x0d)) || code === 0x7f) return false;
  }
  return true;
}
