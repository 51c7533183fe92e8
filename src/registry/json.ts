import { JsonError, readJson } from '../parse/json-reader.ts';

/** The value of JSON that came from outside; undefined for what is no JSON. */
export function jsonOf(bytes: Buffer): unknown {
  try {
    return readJson(bytes, { skipManagedFields: false });
  } catch (error) {
    if (error instanceof JsonError) return undefined;
    throw error;
  }
}
