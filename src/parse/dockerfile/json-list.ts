import type { JsonItem } from '../../model/instruction.ts';
import { pieceOf } from './joined-text.ts';

const OPEN = 0x5b;
const CLOSE = 0x5d;
const COMMA = 0x2c;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Halves of characters, which Go replaces. */
const LONE_SURROGATE = /\p{Surrogate}/gu;

/**
 * The strings of a JSON list that a text from `start` to `end` is; undefined where it is no JSON list at all, `mixed` where it
 * is one that holds other things than strings. Linear in the text.
 */
export function readJsonList(text: string, start: number, end: number): readonly JsonItem[] | 'mixed' | undefined {
  if (text.charCodeAt(start) !== OPEN) return undefined;
  const items: JsonItem[] = [];
  let at = skip(text, start + 1);
  if (text.charCodeAt(at) === CLOSE) return skip(text, at + 1) >= end ? items : undefined;
  for (;;) {
    const item = readString(text, at, end);
    if (item === undefined) return isJsonList(text.slice(start, end)) ? 'mixed' : undefined;
    items.push(item);
    at = skip(text, item.piece.end);
    const next = text.charCodeAt(at);
    if (next === CLOSE) return skip(text, at + 1) >= end ? items : undefined;
    if (next !== COMMA) return undefined;
    at = skip(text, at + 1);
  }
}

/** White space of JSON. */
function skip(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0d) return at;
    at += 1;
  }
}

function readString(text: string, start: number, end: number): JsonItem | undefined {
  if (text.charCodeAt(start) !== QUOTE) return undefined;
  let isEscaped = false;
  for (let at = start + 1; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const value = isEscaped ? unescaped(text.slice(start, at + 1)) : text.slice(start + 1, at);
      return value === undefined ? undefined : { value, piece: pieceOf(text, start, at + 1) };
    }
    if (code < 0x20) return undefined;
    if (code === BACKSLASH) {
      isEscaped = true;
      at += 1;
    }
  }
  return undefined;
}

function unescaped(string: string): string | undefined {
  const value = parsed(string);
  return typeof value === 'string' ? value.replace(LONE_SURROGATE, '\uFFFD') : undefined;
}

function isJsonList(text: string): boolean {
  return Array.isArray(parsed(text));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
