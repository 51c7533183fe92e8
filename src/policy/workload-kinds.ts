import { type FieldPath, formatPath } from '../model/path.ts';
import { type Infer, list, optional, record, required, type TextCheck, text, word } from '../model/schema.ts';
import type { SourceDocument } from '../model/source.ts';
import { EVERY_ELEMENT, type PlacePath, type TemplatePlace, type WorkloadKind } from '../model/workload-kind.ts';
import { BUILT_IN_KINDS, splitApiVersion } from '../parse/workload-kinds.ts';
import { API_VERSION, METADATA } from './document-head.ts';
import type { ProblemList } from './problem-list.ts';

const MAX_STEPS = 16;
const MAX_LISTS = 3;
/** `spec`, `.template`, `[*]`. */
const STEP = /(?:^(?:\$?\.)?|\.)(?<name>[A-Za-z_][A-Za-z0-9_-]*)|(?<every>\[\*\])/y;
const EXAMPLE = 'spec.template or spec.workerGroupSpecs[*].template';

/** The steps of a path; undefined where it is none. */
function parsePlace(written: string): PlacePath | undefined {
  const steps: string[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < written.length) {
    const groups = STEP.exec(written)?.groups;
    if (groups === undefined) return undefined;
    steps.push(groups.name ?? EVERY_ELEMENT);
  }
  return steps.length === 0 || steps[0] === EVERY_ELEMENT ? undefined : steps;
}

const checkPlace: TextCheck = (written) => {
  const steps = parsePlace(written);
  if (steps === undefined) return `must be field names and [*], such as ${EXAMPLE}`;
  if (steps.length > MAX_STEPS) return `has more than ${MAX_STEPS} steps`;
  return steps.filter((step) => step === EVERY_ELEMENT).length > MAX_LISTS
    ? `goes through more than ${MAX_LISTS} lists`
    : undefined;
};

const checkApiVersion: TextCheck = (written) =>
  /^(?:[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?\/)?v[0-9][a-z0-9]*$/.test(written)
    ? undefined
    : 'must be a group and a version, such as argoproj.io/v1alpha1';

const checkKind: TextCheck = (written) =>
  /^[A-Z][A-Za-z0-9]*$/.test(written) ? undefined : 'must be the name of a kind, such as Rollout';

const OF_KIND = {
  apiVersion: required(text('Group and version of the kind', { maxLength: 253, check: checkApiVersion })),
  kind: required(text('Name of the kind', { maxLength: 63, check: checkKind })),
};

/** The schema of a `WorkloadKinds` document. */
export const WORKLOAD_KINDS = record('Kinds of custom resources that run pods', {
  apiVersion: required(word('The version of this format', [API_VERSION])),
  kind: required(word('The kind of document', ['WorkloadKinds'])),
  metadata: required(METADATA),
  spec: required(
    record(
      'The kinds, and where they say what runs',
      {
        podTemplates: optional(
          list(
            'Places of pod templates; a kind may have several entries',
            record('A place of a pod template, the object with metadata and spec', {
              ...OF_KIND,
              path: required(text(`From the root of the object: ${EXAMPLE}`, { maxLength: 512, check: checkPlace })),
              whenMissing: optional(word('pass: an object without it is in order; default: it is denied', ['pass'])),
            }),
          ),
        ),
        images: optional(
          list(
            'Places of image references outside of pod templates',
            record('A place of an image reference', {
              ...OF_KIND,
              path: required(
                text('From the root of the object: spec.volumes[*].containerDisk.image', {
                  maxLength: 512,
                  check: checkPlace,
                }),
              ),
            }),
          ),
        ),
      },
      ({ podTemplates, images }) =>
        podTemplates === undefined && images === undefined
          ? { field: '', message: 'needs podTemplates, images or both' }
          : undefined,
    ),
  ),
});

export type WorkloadKindsSource = Infer<typeof WORKLOAD_KINDS>;

/** A document with what was read from it. */
export interface KindsDocument {
  readonly document: SourceDocument;
  readonly source: WorkloadKindsSource;
}

/** The kinds that documents declare: entries for one kind, in whatever document, count together, in any order. */
export function compileWorkloadKinds(
  documents: readonly KindsDocument[],
  problems: ProblemList,
): readonly WorkloadKind[] {
  const declared = new DeclaredKinds(problems);
  for (const { document, source } of documents) {
    for (const section of SECTIONS) {
      for (const [index, entry] of (source.spec[section] ?? []).entries()) {
        declared.add({ section, ...entry }, document, ['spec', section, index]);
      }
    }
  }
  return declared.kinds;
}

const SECTIONS = ['podTemplates', 'images'] as const;

/** An entry of a document, with the section it stands in. */
interface Entry {
  readonly section: (typeof SECTIONS)[number];
  readonly apiVersion: string;
  readonly kind: string;
  readonly path: string;
  readonly whenMissing?: 'pass';
}

/** A place with its text, by which places are told apart and sorted. */
interface NamedPlace {
  readonly name: string;
  readonly place: TemplatePlace;
}

class DeclaredKinds {
  readonly #problems: ProblemList;
  readonly #places = new Map<string, Record<Entry['section'], NamedPlace[]> & Pick<Entry, 'apiVersion' | 'kind'>>();
  readonly #first = new Map<string, string>();

  constructor(problems: ProblemList) {
    this.#problems = problems;
  }

  add({ section, apiVersion, kind, path, whenMissing }: Entry, document: SourceDocument, at: FieldPath): void {
    if (BUILT_IN_KINDS.find(apiVersion, kind) !== undefined) {
      this.#problems.addAt(document, [...at, 'kind'], `${kind} of ${apiVersion} is built in: leave it out`);
      return;
    }
    const steps = parsePlace(path) ?? [];
    const name = formatPath(steps);
    const key = `${apiVersion} ${kind}`;
    const earlier = this.#first.get(`${section} ${key} ${name}`);
    if (earlier !== undefined) {
      this.#problems.addAt(document, at, `${name} of ${kind} of ${apiVersion} is given already, at ${earlier}`);
      return;
    }
    const { line, column } = document.positionOf(at);
    this.#first.set(`${section} ${key} ${name}`, `${document.file}:${line}:${column}`);
    const places = this.#places.get(key) ?? { apiVersion, kind, podTemplates: [], images: [] };
    this.#places.set(key, places);
    places[section].push({ name, place: { path: steps, ...(whenMissing && { optional: true }) } });
  }

  get kinds(): readonly WorkloadKind[] {
    return Array.from(this.#places.values(), ({ apiVersion, kind, podTemplates, images }) => ({
      ...splitApiVersion(apiVersion),
      kind,
      templates: podTemplates.toSorted(byName).map(({ place }) => place),
      images: images.toSorted(byName).map(({ place }) => place.path),
    }));
  }
}

function byName(one: NamedPlace, other: NamedPlace): number {
  return one.name < other.name ? -1 : 1;
}
