import { isObject, ownField } from '../model/json.ts';
import { JsonError, readJson } from '../parse/json-reader.ts';
import { ClaimError } from './claim.ts';

/** Characters that may stand between a text and the JSON in it. */
const BEGINS_JSON = /^[ \t\r\n]*[{[]/;

/**
 * The document in a predicate. cosign signs documents that it knows as they are, texts as a JSON string (its `spdx`),
 * and others as `{Data, Timestamp}`, where `Data` may be a text again. Each shape is taken off once; a text that holds
 * no JSON is given back as it is, for the reader to name.
 * @throws ClaimError where a text looks like JSON and is none that is accepted
 */
export function unwrapPredicate(predicate: unknown): unknown {
  const wrapped = wrapper(predicate);
  const inner = wrapped === undefined ? predicate : wrapped.data;
  if (typeof inner !== 'string' || !BEGINS_JSON.test(inner)) return inner;
  try {
    return readJson(Buffer.from(inner), { skipManagedFields: false });
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new ClaimError(`the text in the predicate is not the JSON that is wanted: ${error.message}`);
  }
}

/** cosign's `{Data, Timestamp}`; undefined where a predicate is something else. */
export function wrapper(predicate: unknown): { readonly data: unknown; readonly timestamp: unknown } | undefined {
  if (!isObject(predicate) || !Object.hasOwn(predicate, 'Data')) return undefined;
  for (const key in predicate) if (key !== 'Data' && key !== 'Timestamp') return undefined;
  return { data: ownField(predicate, 'Data'), timestamp: ownField(predicate, 'Timestamp') };
}
