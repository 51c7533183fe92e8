import { printable } from '../model/printable.ts';
import { purlTypeRule } from './purl-types.ts';

/** Longest package URL, in UTF-16 code units. */
const MAX_LENGTH = 4096;

/** A package URL (ECMA-427; https://github.com/package-url/purl-spec), each part decoded and as its type writes it. */
export interface Purl {
  readonly type: string;
  /** '' where there is none. */
  readonly namespace: string;
  readonly name: string;
  /** '' where there is none. */
  readonly version: string;
  /** By key in lower case. */
  readonly qualifiers: ReadonlyMap<string, string>;
  /** '' where there is none. */
  readonly subpath: string;
}

export type PurlResult = { readonly ok: true; readonly purl: Purl } | { readonly ok: false; readonly reason: string };

const NO_QUALIFIERS: ReadonlyMap<string, string> = new Map();

const TYPE = /^[a-z][a-z0-9.+-]*$/i;
const KEY = /^[a-z][a-z0-9._-]*$/i;

const SLASH = 0x2f;
const AT = 0x40;

class Fault extends Error {}

/**
 * Reads a package URL of at most 4,096 characters. More lenient than the letter of the standard where what is meant is
 * beyond doubt: space around it, slashes too many, an npm scope with a bare `@`. Never throws.
 */
export function parsePurl(text: string): PurlResult {
  if (text.length > MAX_LENGTH) {
    return refuse(`it has ${text.length} characters, and a package URL may have at most ${MAX_LENGTH}`);
  }
  try {
    return { ok: true, purl: read(text.trim()) };
  } catch (error) {
    if (error instanceof Fault) return refuse(error.message);
    throw error;
  }
}

function refuse(reason: string): PurlResult {
  return { ok: false, reason };
}

function read(text: string): Purl {
  if (text.slice(0, 4).toLowerCase() !== 'pkg:') throw new Fault('it does not begin with "pkg:"');
  let from = 4;
  while (text.charCodeAt(from) === SLASH) from += 1;
  const hash = text.indexOf('#', from);
  const beforeHash = hash < 0 ? text.length : hash;
  const question = text.indexOf('?', from);
  const pathEnd = question < 0 || question > beforeHash ? beforeHash : question;
  const typeEnd = text.indexOf('/', from);
  if (typeEnd < 0 || typeEnd >= pathEnd) throw new Fault('it has no name: pkg:TYPE/NAME');
  const type = text.slice(from, typeEnd).toLowerCase();
  if (!TYPE.test(type)) throw new Fault(`${quoted(type)} is no type of packages`);

  const at = versionMark(text, typeEnd, pathEnd);
  const rule = purlTypeRule(type);
  let nameEnd = at;
  while (text.charCodeAt(nameEnd - 1) === SLASH) nameEnd -= 1;
  const lastSlash = text.lastIndexOf('/', nameEnd - 1);
  const name = lastSlash < typeEnd ? '' : decode(text.slice(lastSlash + 1, nameEnd));
  if (name === '') throw new Fault('it has no name: pkg:TYPE/NAME');
  const namespace = segments(text.slice(typeEnd + 1, Math.max(lastSlash, typeEnd + 1)));
  const version = at < pathEnd ? decode(text.slice(at + 1, pathEnd)).trim() : '';
  return {
    type,
    namespace: rule.namespace === undefined || namespace === '' ? namespace : rule.namespace(namespace),
    name: rule.name === undefined ? name : rule.name(name),
    version: rule.version === undefined ? version : rule.version(version),
    qualifiers: pathEnd < beforeHash ? qualifiersOf(text.slice(pathEnd + 1, beforeHash)) : NO_QUALIFIERS,
    subpath: hash < 0 ? '' : segments(text.slice(hash + 1), ['.', '..']),
  };
}

/** Where the version begins: at the `@` that is not the first character of an npm scope. `end` where there is none. */
function versionMark(text: string, typeEnd: number, end: number): number {
  let from = typeEnd;
  while (text.charCodeAt(from) === SLASH) from += 1;
  const slash = text.indexOf('/', from);
  const found = text.indexOf('@', slash >= 0 && slash < end && text.charCodeAt(from) === AT ? from + 1 : from);
  if (found < 0 || found >= end) return end;
  const next = text.indexOf('@', found + 1);
  if (next >= 0 && next < end) throw new Fault('it has "@" more than once: in a name and in a version write %40');
  return found;
}

/** Decoded segments without empty ones, and without those of `leftOut`. */
function segments(text: string, leftOut: readonly string[] = []): string {
  if (text === '') return '';
  const isPlain = !text.includes('%') && !text.includes('//') && !text.startsWith('/') && !text.endsWith('/');
  if (isPlain && leftOut.length === 0) return text;
  const decoded = text.split('/').map(decode).join('/').split('/');
  return decoded.filter((segment) => segment !== '' && !leftOut.includes(segment)).join('/');
}

function qualifiersOf(text: string): ReadonlyMap<string, string> {
  const qualifiers = new Map<string, string>();
  for (const pair of text.split('&')) {
    const equals = pair.indexOf('=');
    if (equals < 0 && pair !== '') throw new Fault(`the qualifier ${quoted(pair)} has no "="`);
    if (pair === '') continue;
    const key = pair.slice(0, equals).toLowerCase();
    if (!KEY.test(key)) throw new Fault(`${quoted(key)} is no key of a qualifier`);
    const value = decode(pair.slice(equals + 1));
    // An empty value is the same as none.
    if (value === '') continue;
    if (qualifiers.has(key)) throw new Fault(`it has the qualifier ${quoted(key)} more than once`);
    qualifiers.set(key, value);
  }
  return qualifiers;
}

function decode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Fault(`${quoted(text)} is not percent-encoded UTF-8`);
  }
}

function quoted(text: string): string {
  return `"${printable(text, 64)}"`;
}

/** The package URL in its canonical form: qualifiers sorted by key, all encoded that has to be. */
export function formatPurl({ type, namespace, name, version, qualifiers, subpath }: Purl): string {
  const path = [type, ...(namespace === '' ? [] : namespace.split('/')), name];
  const pairs = [...qualifiers].toSorted(([left], [right]) => (left < right ? -1 : 1));
  const query = pairs.map(([key, value]) => `${key}=${encode(value)}`).join('&');
  const place = subpath.split('/').map(encode).join('/');
  return [
    `pkg:${path.map(encode).join('/')}`,
    version === '' ? '' : `@${encode(version)}`,
    query === '' ? '' : `?${query}`,
    place === '' ? '' : `#${place}`,
  ].join('');
}

const LEFT_PLAIN = /[!'()*]/g;

/** All but letters, digits, and `-._~:`; what is no Unicode text becomes U+FFFD. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll('%3A', ':')
    .replace(LEFT_PLAIN, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
