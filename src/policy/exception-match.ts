import type { CompiledException, Coverage } from '../model/exception.ts';
import { type Infer, list, optional, record, text } from '../model/schema.ts';
import type { ImageUse, Workload } from '../model/workload.ts';
import { checkImagePattern, compileImagePattern } from '../parse/image-pattern.ts';
import { compileLabelSelector, LABEL_SELECTOR } from './label-selector.ts';
import { compileNames, nameGlob } from './name-patterns.ts';

/** The schema of `match` in an exception. */
export const EXCEPTION_MATCH = record('Which workloads are excepted; every condition given must be met', {
  namespaces: optional(list('Names of namespaces', nameGlob())),
  names: optional(list('Names of the workloads, and of pods that are made from them', nameGlob())),
  kinds: optional(list('Kinds of workload', text('A kind', { maxLength: 63 }))),
  labels: optional(LABEL_SELECTOR),
  images: optional(
    list(
      'Only problems of containers and volumes with these images; of the pod itself where all its images are among them',
      text('A pattern of images', { maxLength: 256, check: checkImagePattern }),
    ),
  ),
});

export type ExceptionMatch = Infer<typeof EXCEPTION_MATCH>;

/** A glob that every name matches, or every name but the shortest. */
const EVERY_NAME = /^[*?]*\*[*?]*$/;
const EVERY_IMAGE = '**';

/**
 * Whether the conditions leave anybody out who does not leave himself out: a selector that only excludes is met by
 * whoever writes no labels, and a kind alone is met everywhere.
 */
export function isSelective({ namespaces, names, labels, images }: ExceptionMatch): boolean {
  const leavesOut = (patterns: readonly string[] | undefined, isEverything: (pattern: string) => boolean) =>
    patterns !== undefined && !patterns.some(isEverything);
  const isEveryName = (pattern: string) => EVERY_NAME.test(pattern);
  return (
    leavesOut(namespaces, isEveryName) ||
    leavesOut(names, isEveryName) ||
    leavesOut(images, (pattern) => pattern === EVERY_IMAGE) ||
    Object.keys(labels?.matchLabels ?? {}).length > 0 ||
    (labels?.matchExpressions ?? []).some(({ operator }) => operator === 'In' || operator === 'Exists')
  );
}

/** Compiles the conditions of an exception that lies in `ownNamespace`, or in none. */
export function compileExceptionMatch(
  match: ExceptionMatch,
  ownNamespace: string | undefined,
): CompiledException['coverageOf'] {
  const conditions = compileConditions(match, ownNamespace);
  const covers = match.images === undefined ? EVERYWHERE : compileImages(match.images);
  return (parts) => (conditions.every((holds) => parts.every(holds)) ? covers : undefined);
}

const EVERYWHERE: Coverage = () => true;

function compileConditions(
  { namespaces, names, kinds, labels }: ExceptionMatch,
  ownNamespace: string | undefined,
): readonly ((workload: Workload) => boolean)[] {
  const conditions: ((workload: Workload) => boolean)[] = [];
  if (ownNamespace !== undefined) conditions.push(({ namespace }) => namespace === ownNamespace);
  if (namespaces !== undefined) {
    const isNamed = compileNames(namespaces);
    conditions.push(({ namespace }) => isNamed(namespace));
  }
  if (names !== undefined) {
    const isNamed = compileNames(names);
    conditions.push(({ name }) => name !== '' && isNamed(name));
  }
  if (kinds !== undefined) {
    const known = new Set(kinds);
    conditions.push(({ kind }) => known.has(kind));
  }
  if (labels !== undefined) {
    const selects = compileLabelSelector(labels);
    // A connection does not name the labels of its pod.
    conditions.push((workload) => workload.holds !== 'connection' && selects(workload.labels));
  }
  return conditions;
}

/** Covers the places of which every image is named. */
function compileImages(patterns: readonly string[]): Coverage {
  const tests = patterns.map(compileImagePattern);
  const isNamed = ({ parsed }: ImageUse) => parsed.ok && tests.some((matches) => matches(parsed.reference));
  return ({ images }) => images.length > 0 && images.every(isNamed);
}
