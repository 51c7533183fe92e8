import { isObject, type JsonObject, ownField } from '../model/json.ts';
import { describeType, jsonType } from '../model/json-type.ts';
import type { FieldPath } from '../model/path.ts';
import type { Problem } from '../model/problem.ts';
import { valueAt } from '../model/value-at.ts';
import { EVERY_ELEMENT, type PlacePath, type TemplatePlace, type WorkloadKind } from '../model/workload-kind.ts';

/** Pod templates and images that one object may hold. More are not looked for. */
const MAX_PLACES = 1_000;
/** Obstacles of one object that are named. */
const MAX_OBSTACLES = 100;

/** Where the paths of a kind lead in one object. */
export interface FoundPlaces {
  /** Of pod templates, whether or not one stands there. */
  readonly templates: readonly FieldPath[];
  /** Of texts that are image references. */
  readonly images: readonly FieldPath[];
  /** What keeps a path from being followed to its end, so that nobody can tell what it would have led to. */
  readonly obstacles: readonly Problem[];
}

/**
 * Follows the paths of a kind into an object. An absent field leads nowhere, which is in order for images and optional
 * templates; a list may always be empty. What has the wrong type on the way is an obstacle, and so are more places
 * than 1,000.
 */
export function findPlaces(root: JsonObject, kind: WorkloadKind): FoundPlaces {
  const { templates, images } = kind;
  if (images.length === 0 && templates.every(isFixed)) {
    return { templates: templates.map(({ path }) => path), images: [], obstacles: [] };
  }
  const search = new Search(root);
  const found = {
    templates: templates.flatMap((template) =>
      isFixed(template) ? [template.path] : search.follow(template.path, !template.optional),
    ),
    images: images.flatMap((path) => search.follow(path, false).filter((place) => search.isText(place))),
  };
  if (search.isOverfull) {
    const message = `malformed: more than ${MAX_PLACES} pod templates and images in one object`;
    return { templates: [], images: [], obstacles: [{ message, path: [] }] };
  }
  return { ...found, obstacles: search.obstacles };
}

/** A place of which nothing has to be looked up. */
function isFixed({ path, optional }: TemplatePlace): boolean {
  return optional !== true && !path.includes(EVERY_ELEMENT);
}

/** Follows paths into one object; what it finds and what stops it is counted over all of them. */
class Search {
  readonly obstacles: Problem[] = [];
  readonly #root: JsonObject;
  #places = 0;

  constructor(root: JsonObject) {
    this.#root = root;
  }

  get isOverfull(): boolean {
    return this.#places > MAX_PLACES;
  }

  /** `needed`: an absent field on the way is not in order. */
  follow(path: PlacePath, needed: boolean): FieldPath[] {
    const found: FieldPath[] = [];
    this.#walk(this.#root, [], path, (place, rest) => {
      if (rest === undefined) found.push(place);
      else if (needed) found.push(...this.#missing(place, rest));
    });
    return found;
  }

  /** Tells of every place that the path leads to, or with the rest of the path where it ends before. */
  #walk(value: unknown, place: FieldPath, path: PlacePath, tell: (place: FieldPath, rest?: PlacePath) => void): void {
    if (this.isOverfull) return;
    const [step, ...rest] = path;
    if (value === undefined || value === null) {
      tell(place, path);
    } else if (step === undefined) {
      this.#places += 1;
      tell(place);
    } else if (step !== EVERY_ELEMENT) {
      if (isObject(value)) this.#walk(ownField(value, step), [...place, step], rest, tell);
      else this.#stop(`must be an object, not ${describeType(jsonType(value))}`, place);
    } else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) this.#walk(item, [...place, index], rest, tell);
    } else {
      this.#stop(`must be a list, not ${describeType(jsonType(value))}`, place);
    }
  }

  /** The place itself is given where it can be told, so that whoever looks there finds nothing. */
  #missing(place: FieldPath, rest: PlacePath): readonly FieldPath[] {
    const list = rest.indexOf(EVERY_ELEMENT);
    if (list === -1) {
      this.#places += 1;
      return [[...place, ...rest]];
    }
    this.#stop('the list of pod templates is missing; it may be empty', [...place, ...rest.slice(0, list)]);
    return [];
  }

  isText(place: FieldPath): boolean {
    const value = valueAt(this.#root, place);
    if (typeof value === 'string') return true;
    this.#stop(`must be an image reference, not ${describeType(jsonType(value))}`, place);
    return false;
  }

  #stop(message: string, path: FieldPath): void {
    if (this.obstacles.length > MAX_OBSTACLES) return;
    const isLast = this.obstacles.length === MAX_OBSTACLES;
    const tooMany = `more than ${MAX_OBSTACLES} fields have the wrong type, and the rest is not listed`;
    this.obstacles.push({ message: `malformed: ${isLast ? tooMany : message}`, path });
  }
}
