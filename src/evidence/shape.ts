import { isObject, type JsonObject, ownField } from '../model/json.ts';
import { JsonError, readJson } from '../parse/json-reader.ts';
import { refuse } from './refused.ts';

/** Base64 of RFC 4648 section 4, but for its length and the bits that padding leaves over. */
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const DIGITS = /^(?:0|[1-9][0-9]{0,15})$/;

/** JSON that repeats no key and is valid UTF-8. `what` names it in the reason. @throws Refused */
export function json(bytes: Uint8Array, what: string): unknown {
  try {
    return readJson(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), { skipManagedFields: false });
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    return refuse(`${what} is not the JSON that is wanted: ${error.message}`);
  }
}

/** Own member of an object; undefined where there is none or it is null, which JSON of protobuf takes for the same. */
export function member(object: JsonObject, name: string): unknown {
  return ownField(object, name) ?? undefined;
}

/** @throws Refused */
export function object(value: unknown, what: string): JsonObject {
  return isObject(value) ? value : refuse(`${what} is missing or not an object`);
}

/** @throws Refused */
export function list(value: unknown, what: string, most: number): readonly unknown[] {
  if (!Array.isArray(value)) return refuse(`${what} is missing or not a list`);
  return value.length <= most ? value : refuse(`${what} holds ${value.length} items, more than ${most}`);
}

/** A list that may be missing. @throws Refused */
export function optionalList(value: unknown, what: string, most: number): readonly unknown[] {
  return value === undefined ? [] : list(value, what, most);
}

/** @throws Refused */
export function text(value: unknown, what: string): string {
  return typeof value === 'string' ? value : refuse(`${what} is missing or not a text`);
}

/** Bytes that are written in strict base64, at least one. @throws Refused */
export function base64(value: unknown, what: string): Buffer {
  const encoded = text(value, what);
  if (encoded === '') return refuse(`${what} is empty`);
  return isStrictBase64(encoded) ? Buffer.from(encoded, 'base64') : refuse(`${what} is not valid base64`);
}

/** Only the last four characters may be written in more than one way: the rest, of megabytes, is not encoded again. */
function isStrictBase64(encoded: string): boolean {
  const last = encoded.slice(-4);
  return BASE64.test(encoded) && encoded.length % 4 === 0 && Buffer.from(last, 'base64').toString('base64') === last;
}

/** Bytes that are written in lower-case hexadecimal digits. @throws Refused */
export function hex(value: unknown, what: string): Buffer {
  const encoded = text(value, what);
  const isHex = /^(?:[0-9a-f]{2}){1,64}$/.test(encoded);
  return isHex ? Buffer.from(encoded, 'hex') : refuse(`${what} is not in lower-case hexadecimal digits`);
}

/** A whole number from 0 to 2^53-1, which JSON of protobuf writes as a text. @throws Refused */
export function count(value: unknown, what: string): string {
  const digits = typeof value === 'number' ? String(value) : text(value, what);
  const isCount = DIGITS.test(digits) && Number.isSafeInteger(Number(digits));
  return isCount ? digits : refuse(`${what} is not a whole number from 0 to ${Number.MAX_SAFE_INTEGER}`);
}
