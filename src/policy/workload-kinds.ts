import { type FieldPath, formatPath } from '../model/path.ts';
import { type Infer, list, optional, record, required, type TextCheck, text, word } from '../model/schema.ts';
import type { SourceDocument } from '../model/source.ts';
import { EVERY_ELEMENT, type PlacePath, type WorkloadKind } from '../model/workload-kind.ts';
import { BUILT_IN_KINDS, splitApiVersion } from '../parse/workload-kinds.ts';
import { API_VERSION, METADATA } from './document-head.ts';
import type { ProblemList } from './problem-list.ts';

const MAX_STEPS = 16;
const MAX_LISTS = 3;
/** `spec`, `.template`, `[*]`. */
const STEP = /(?:^\$?\.?|\.)(?<name>[A-Za-z_][A-Za-z0-9_-]*)|(?<every>\[\*\])/y;
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

/** The kinds that documents declare: entries for one kind, in whatever document, count together. */
export function compileWorkloadKinds(
  documents: readonly KindsDocument[],
  problems: ProblemList,
): readonly WorkloadKind[] {
  const kinds = new Map<string, { -readonly [K in keyof WorkloadKind]: WorkloadKind[K] }>();
  const seen = new Set<string>();
  for (const { document, source } of documents) {
    for (const section of ['podTemplates', 'images'] as const) {
      for (const [index, entry] of (source.spec[section] ?? []).entries()) {
        const at: FieldPath = ['spec', section, index];
        const { apiVersion, kind } = entry;
        const path = parsePlace(entry.path) ?? [];
        if (BUILT_IN_KINDS.find(apiVersion, kind) !== undefined) {
          problems.addAt(document, [...at, 'kind'], `${kind} of ${apiVersion} is built in`);
          continue;
        }
        const key = `${section} ${apiVersion} ${kind} ${path.join('.')}`;
        if (seen.has(key)) problems.addAt(document, at, `${formatPath(path)} of ${kind} is given twice`);
        seen.add(key);
        const known = kinds.get(`${apiVersion} ${kind}`) ?? {
          ...splitApiVersion(apiVersion),
          kind,
          templates: [],
          images: [],
        };
        kinds.set(`${apiVersion} ${kind}`, known);
        if (section === 'images') known.images = [...known.images, path];
        else known.templates = [...known.templates, 'whenMissing' in entry ? { path, optional: true } : { path }];
      }
    }
  }
  return [...kinds.values()];
}
