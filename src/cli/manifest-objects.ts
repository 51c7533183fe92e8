import { isObject, type JsonObject, ownField } from '../model/json.ts';
import type { FieldPath } from '../model/path.ts';
import type { Position, SourceDocument, SourceProblem } from '../model/source.ts';
import { valueAt } from '../model/value-at.ts';

/** A Kubernetes object in a file. */
export interface ManifestObject {
  readonly file: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly object: JsonObject;
  /** Where the object starts. */
  readonly start: Position;
  /** Where a field of the object stands. */
  positionOf(path: FieldPath): Position;
}

/** What a file's documents hold. */
export interface ManifestContent {
  readonly objects: readonly ManifestObject[];
  readonly problems: readonly SourceProblem[];
}

/** Lists may lie in each other; deeper than this is nothing that any tool writes. */
const MAX_LIST_DEPTH = 8;

/**
 * The objects of a file, in order, with the items of Lists (kind `List` or any `...List` with items) in
 * the place of the List. What has neither apiVersion nor kind is no Kubernetes object: a problem where
 * `strict`, else left out. What has only one of the two, or not as text, is always a problem.
 */
export function manifestObjects(documents: readonly SourceDocument[], strict: boolean): ManifestContent {
  const reader = new Reader(strict);
  for (const document of documents) reader.read({ document, path: [], value: document.value });
  return reader;
}

/** People look for a list or an object at its key, which in YAML can be lines above what is in it. */
function partToShow(value: unknown): 'key' | 'value' {
  return typeof value === 'object' ? 'key' : 'value';
}

/** A value in a document that should be an object. */
interface Candidate {
  readonly document: SourceDocument;
  readonly path: FieldPath;
  readonly value: unknown;
  /** What the list around it says of all its items: a PodList says `v1` and `Pod`. */
  readonly typed?: { readonly apiVersion: string; readonly kind: string };
}

class Reader implements ManifestContent {
  readonly objects: ManifestObject[] = [];
  readonly problems: SourceProblem[] = [];
  readonly #strict: boolean;

  constructor(strict: boolean) {
    this.#strict = strict;
  }

  read(candidate: Candidate): void {
    const { document, path, value, typed } = candidate;
    const expected = this.#strict || path.length > 0;
    const object = isObject(value) ? value : {};
    const apiVersion = ownField(object, 'apiVersion') ?? typed?.apiVersion;
    const kind = ownField(object, 'kind') ?? typed?.kind;
    if (apiVersion === undefined && kind === undefined) {
      if (expected) this.#complain(candidate, [], 'not a Kubernetes object: it has no apiVersion and no kind');
    } else if (typeof apiVersion !== 'string' || apiVersion === '') {
      this.#complain(candidate, ['apiVersion'], 'apiVersion must be text such as "v1" or "apps/v1"');
    } else if (typeof kind !== 'string' || kind === '') {
      this.#complain(candidate, ['kind'], 'kind must be text such as "Pod"');
    } else if (kind.endsWith('List') && Object.hasOwn(object, 'items')) {
      this.#readItems(candidate, object.items, { apiVersion, kind });
    } else {
      this.objects.push({
        file: document.file,
        apiVersion,
        kind,
        object,
        start: path.length === 0 ? document.start : document.positionOf(path),
        positionOf: (field) => document.positionOf([...path, ...field], partToShow(valueAt(object, field))),
      });
    }
  }

  #readItems(list: Candidate, items: unknown, { apiVersion, kind }: { apiVersion: string; kind: string }): void {
    const { document, path } = list;
    if (!Array.isArray(items)) {
      if (items !== null) this.#complain(list, ['items'], `items of a ${kind} must be a list`);
    } else if (path.length >= 2 * MAX_LIST_DEPTH) {
      this.#complain(list, [], `more than ${MAX_LIST_DEPTH} Lists lie in each other`);
    } else {
      const typed = kind === 'List' ? {} : { typed: { apiVersion, kind: kind.slice(0, -'List'.length) } };
      for (const [index, value] of items.entries()) {
        this.read({ document, path: [...path, 'items', index], value, ...typed });
      }
    }
  }

  #complain({ document, path }: Candidate, field: FieldPath, message: string): void {
    this.problems.push({ file: document.file, ...document.positionOf([...path, ...field]), message });
  }
}
