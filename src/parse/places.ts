import type { JsonObject } from '../model/json.ts';
import type { FieldPath } from '../model/path.ts';
import { valueAt } from '../model/value-at.ts';
import { EVERY_ELEMENT, type PlacePath } from '../model/workload-kind.ts';

/** Places that one path may lead to. */
const MAX_PLACES = 1_000;

/**
 * The places that a path leads to in an object, whether or not something stands there. An absent or empty list
 * leads to none; something else in the place of a list is itself the place, so that whoever looks there finds it.
 * More than 1,000 places come to one, the root, which is no place for a pod template or an image.
 */
export function placesOf(root: JsonObject, path: PlacePath): readonly FieldPath[] {
  let places: readonly FieldPath[] = [[]];
  for (const step of path) {
    places =
      step === EVERY_ELEMENT ? places.flatMap((place) => elements(root, place)) : places.map((p) => [...p, step]);
    if (places.length > MAX_PLACES) return [[]];
  }
  return places;
}

function elements(root: JsonObject, place: FieldPath): readonly FieldPath[] {
  const list = valueAt(root, place);
  if (Array.isArray(list)) return list.map((_, index) => [...place, index]);
  return list === undefined || list === null ? [] : [place];
}
