import { isUtf8 } from 'node:buffer';
import type { JsonObject } from '../model/json.ts';
import { hasBackslashKey, parseWithEscapedKeys } from './json-escaped-keys.ts';

const QUOTE = 0x22;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const LETTER_U = 0x75;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const DEFAULT_MAX_DEPTH = 64;
/** Each takes many times the memory of the two bytes that write it: without a bound 8 MiB become hundreds. */
const MAX_CONTAINERS = 500_000;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** Where an AdmissionReview keeps managed fields: one set of spellings for each step from the root. */
const MANAGED_FIELDS = [['request'], ['object', 'oldObject'], ['metadata'], ['managedFields']].map((names) =>
  names.map((name) => Buffer.from(name)),
);
const UNICODE_ESCAPE = /^u[0-9A-Fa-f]{4}$/;
const MAX_SKIPPED = 2;
/** A number of matched steps that no depth is next to. */
const FOLLOW_NOTHING = -0x4000_0000;

/** Thrown where bytes are not the JSON we accept. The message says nothing of the content. */
export class JsonError extends Error {
  override readonly name = 'JsonError';
  readonly code: 'encoding' | 'depth' | 'size' | 'duplicate-key' | 'syntax';

  constructor(code: JsonError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Reads a JSON text (RFC 8259) that is valid UTF-8 without byte order mark, holds no U+0000 and no lone surrogate, is
 * nested at most `maxDepth` levels (default 64), holds at most 500,000 objects and lists, and repeats no key in an
 * object, however the key is spelt. With `maxMembers` the objects together have no more members: it is known before
 * anything is built of them.
 *
 * One pass over the bytes counts members, and the parsed tree has as many keys if and only if none was repeated.
 * With `skipManagedFields` the lists at `request.object.metadata.managedFields` and the same under `oldObject` come
 * out empty; their content is checked for encoding and depth alone.
 * @throws JsonError
 */
export function readJson(
  bytes: Buffer,
  options: { skipManagedFields: boolean; maxDepth?: number; maxMembers?: number },
): unknown {
  if (BYTE_ORDER_MARK.every((byte, i) => bytes[i] === byte)) {
    throw new JsonError('encoding', 'the text begins with a byte order mark: send it without');
  }
  if (!isUtf8(bytes)) throw new JsonError('encoding', 'the text is not valid UTF-8');
  const { members, skipped, hasEscapedKey } = scan(
    bytes,
    options.skipManagedFields,
    options.maxDepth ?? DEFAULT_MAX_DEPTH,
  );
  const { maxMembers = members } = options;
  if (members > maxMembers) throw new JsonError('size', `the text has more than ${maxMembers} members of objects`);
  const value = parse(textWithout(bytes, skipped), hasEscapedKey);
  if (countKeys(value) !== members) throw duplicateKey();
  return value;
}

/** What one pass over the bytes finds. */
interface Scan {
  /** Members of all objects, apart from what is skipped. */
  readonly members: number;
  /** Start and end offsets of what is skipped, in turn. */
  readonly skipped: readonly number[];
  readonly hasEscapedKey: boolean;
}

function scan(bytes: Buffer, skip: boolean, maxDepth: number): Scan {
  const length = bytes.length;
  const skipped: number[] = [];
  let members = 0;
  let depth = 0;
  let containers = 0;
  let keyStart = 0;
  let keyEnd = 0;
  let matched = skip ? 0 : FOLLOW_NOTHING;
  let isNextStep = false;
  let hasEscapedKey = false;
  const seen = { escapeAt: -1 };

  for (let at = 0; at < length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      keyStart = at + 1;
      at = endOfString(bytes, keyStart, seen);
      keyEnd = at;
    } else if (byte === COLON) {
      members++;
      if (seen.escapeAt >= keyStart) hasEscapedKey = true;
      if (depth === matched + 1) isNextStep = isStep(bytes, keyStart, keyEnd, matched);
    } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      depth++;
      if (depth > maxDepth) throw tooDeep(maxDepth);
      containers++;
      if (containers > MAX_CONTAINERS) throw tooMany();
      if (!isNextStep) continue;
      isNextStep = false;
      const isLast = matched === MANAGED_FIELDS.length - 1;
      if (byte === OPEN_OBJECT && !isLast) {
        matched++;
      } else if (byte === OPEN_LIST && isLast) {
        if (skipped.length === 2 * MAX_SKIPPED) throw duplicateKey();
        const end = endOfList(bytes, at + 1, depth, maxDepth);
        skipped.push(at + 1, end);
        at = end - 1;
      }
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      if (depth === 0) throw notJson();
      depth--;
      if (matched > 0 && depth === matched) matched--;
    }
  }
  if (depth !== 0) throw notJson();
  return { members, skipped, hasEscapedKey };
}

/** Offset of the bracket that closes the list around `start`, or beyond the end where there is none. */
function endOfList(bytes: Buffer, start: number, listDepth: number, maxDepth: number): number {
  const seen = { escapeAt: -1 };
  let depth = listDepth;
  let at = start;
  for (; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = endOfString(bytes, at + 1, seen);
    } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
      depth++;
      if (depth > maxDepth) throw tooDeep(maxDepth);
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
      if (depth === listDepth) break;
      depth--;
    }
  }
  return at;
}

/** Offset of the closing quote, or beyond the end where there is none. Notes the last escape on the way. */
function endOfString(bytes: Buffer, start: number, seen: { escapeAt: number }): number {
  let at = start;
  for (; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) break;
    if (byte === BACKSLASH) {
      seen.escapeAt = at++;
      if (bytes[at] === LETTER_U) at = endOfUnicodeEscape(bytes, at);
    }
  }
  return at;
}

/** Last offset of the escape whose "u" is at `start`, and of the second half where it begins a surrogate pair. */
function endOfUnicodeEscape(bytes: Buffer, start: number): number {
  const unit = codeUnit(bytes, start);
  if (unit === undefined) return start;
  if (unit === 0) throw new JsonError('encoding', 'the text has the character U+0000');
  if (unit < 0xd800 || unit > 0xdfff) return start + 4;
  const low = unit < 0xdc00 && bytes[start + 5] === BACKSLASH ? codeUnit(bytes, start + 6) : undefined;
  if (low === undefined || low < 0xdc00 || low > 0xdfff) {
    throw new JsonError('encoding', 'the text has half of a surrogate pair');
  }
  return start + 10;
}

/** The value of the escape whose "u" is at `start`; undefined where it is none. */
function codeUnit(bytes: Buffer, start: number): number | undefined {
  const digits = bytes.toString('latin1', start, start + 5);
  return UNICODE_ESCAPE.test(digits) ? Number.parseInt(digits.slice(1), 16) : undefined;
}

/** True if the key at these offsets is the next step on the way to managed fields. */
function isStep(bytes: Buffer, start: number, end: number, matched: number): boolean {
  for (const name of MANAGED_FIELDS[matched] ?? []) if (isAt(name, bytes, start, end)) return true;
  return false;
}

function isAt(name: Buffer, bytes: Buffer, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let i = 0; i < name.length; i++) if (name[i] !== bytes[start + i]) return false;
  return true;
}

/** Offsets stand beside brackets, which are ASCII, so no character is cut. */
function textWithout(bytes: Buffer, skipped: readonly number[]): string {
  if (skipped.length === 0) return bytes.toString();
  const kept: Buffer[] = [];
  let start = 0;
  for (let i = 0; i < skipped.length; i += 2) {
    kept.push(bytes.subarray(start, skipped[i]));
    start = skipped[i + 1] ?? bytes.length;
  }
  kept.push(bytes.subarray(start));
  return Buffer.concat(kept).toString();
}

function parse(text: string, hasEscapedKey: boolean): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw notJson();
  }
  return hasEscapedKey && hasBackslashKey(value) ? parseWithEscapedKeys(text) : value;
}

/** Own keys of all objects in a tree whose depth is bounded. */
function countKeys(value: unknown): number {
  return typeof value === 'object' && value !== null ? countKeysOf(value) : 0;
}

function countKeysOf(parent: object): number {
  let count = 0;
  if (Array.isArray(parent)) {
    for (const item of parent) if (typeof item === 'object' && item !== null) count += countKeysOf(item);
    return count;
  }
  for (const key in parent) {
    const child = (parent as JsonObject)[key];
    count += typeof child === 'object' && child !== null ? 1 + countKeysOf(child) : 1;
  }
  return count;
}

function tooDeep(maxDepth: number): JsonError {
  return new JsonError('depth', `the text is nested more than ${maxDepth} levels deep`);
}

function notJson(): JsonError {
  return new JsonError('syntax', 'the text is not valid JSON');
}

function tooMany(): JsonError {
  return new JsonError('size', `the text has more than ${MAX_CONTAINERS} objects and lists`);
}

function duplicateKey(): JsonError {
  return new JsonError('duplicate-key', 'an object has the same key twice');
}
