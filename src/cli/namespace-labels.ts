import type { NamespaceLabels } from '../assess.ts';
import { isObject, ownField } from '../model/json.ts';
import type { FieldPath } from '../model/path.ts';
import type { PolicySet } from '../model/policy.ts';
import { printable } from '../model/printable.ts';
import { type SourceDocument, SourceError, type SourceProblem } from '../model/source.ts';
import { MANIFEST_LIMITS, parseYaml } from '../parse/yaml.ts';
import { type ManifestObject, manifestObjects } from './manifest-objects.ts';

/** The label that the API server itself puts on every namespace. */
const NAME_LABEL = 'kubernetes.io/metadata.name';

type Labels = ReadonlyMap<string, string>;

/** The labels as the API server keeps them: with the one that it sets itself. */
export function withNameLabel(labels: Labels, namespace: string): Labels {
  return new Map([...labels, [NAME_LABEL, namespace]]);
}

/** Whether a policy of the set asks for the labels of namespaces. */
export function needsNamespaceLabels({ policies }: PolicySet): boolean {
  return policies.some(({ selectsNamespace, rulesFor }) => selectsNamespace !== undefined || rulesFor !== undefined);
}

/**
 * Labels of namespaces that stand in for the cluster. What a label file says counts before what the
 * reviewed files say; reviewed Namespace objects that contradict each other leave the labels unknown.
 */
export class StaticNamespaces {
  readonly #stated = new Map<string, Labels>();
  readonly #labelFiles: string[] = [];
  readonly #reviewed = new Map<string, Labels | 'contradictory'>();

  /**
   * Takes in a label file: a map of `namespace: {label: value}`, or Namespace objects, alone or in Lists.
   *
   * @throws SourceError with everything in it that is something else
   */
  addLabelFile(file: string, text: string): void {
    const problems: SourceProblem[] = [];
    this.#labelFiles.push(file);
    for (const document of parseYaml(file, text, MANIFEST_LIMITS)) {
      for (const { name, labels, place } of readLabelFile(document, problems)) {
        if (this.#stated.has(name))
          problems.push({ ...place, message: `namespace "${printable(name)}" is given twice` });
        this.#stated.set(name, labels);
      }
    }
    if (problems.length > 0) throw new SourceError(problems);
  }

  /** Takes in a reviewed object if it is a Namespace. */
  addReviewed(manifest: ManifestObject): void {
    const entry = namespaceEntry(manifest);
    if (entry === undefined) return;
    const known = this.#reviewed.get(entry.name);
    const agrees = known === undefined || (known !== 'contradictory' && sameLabels(known, entry.labels));
    this.#reviewed.set(entry.name, agrees ? entry.labels : 'contradictory');
  }

  /** Answers as the cluster would; rejects where the labels of the namespace are not known. */
  readonly labels: NamespaceLabels = async (namespace) => {
    const labels = this.#stated.get(namespace) ?? this.#reviewed.get(namespace);
    if (labels === undefined) throw new Error(this.#whereToGive(namespace));
    if (labels === 'contradictory') {
      throw new Error('the reviewed files contradict each other; say what counts in a file, with --namespace-labels');
    }
    return withNameLabel(labels, namespace);
  };

  #whereToGive(namespace: string): string {
    const [file] = this.#labelFiles;
    if (file === undefined) return 'give them in a file, with --namespace-labels';
    return `${printable(file, 4_096)} has no namespace "${printable(namespace)}"; add it there`;
  }
}

interface Entry {
  readonly name: string;
  readonly labels: Labels;
  readonly place: Omit<SourceProblem, 'message'>;
}

function readLabelFile(document: SourceDocument, problems: SourceProblem[]): Entry[] {
  const { file, value } = document;
  const complain = (path: FieldPath, message: string): Entry[] => {
    problems.push({ file, ...document.positionOf(path), message });
    return [];
  };
  if (!isObject(value)) return complain([], 'must be a map of `namespace: {label: value}`, or Namespace objects');
  if (typeof value.apiVersion === 'string') return readNamespaceObjects(document, problems);
  return Object.entries(value).flatMap(([name, content]) => {
    const labels = readLabels(content);
    if (labels === undefined) return complain([name], 'the labels of a namespace must be a map of texts');
    return [{ name, labels, place: { file, ...document.positionOf([name], 'key') } }];
  });
}

function readNamespaceObjects(document: SourceDocument, problems: SourceProblem[]): Entry[] {
  const content = manifestObjects([document], true);
  problems.push(...content.problems);
  return content.objects.flatMap((manifest) => {
    const entry = namespaceEntry(manifest);
    if (entry !== undefined) return [entry];
    const message = `must be a Namespace of v1 with a name and a map of texts as labels, not a ${printable(manifest.kind)}`;
    problems.push({ file: manifest.file, ...manifest.start, message });
    return [];
  });
}

function namespaceEntry({ file, apiVersion, kind, object, start }: ManifestObject): Entry | undefined {
  if (apiVersion !== 'v1' || kind !== 'Namespace') return undefined;
  const metadata = isObject(object.metadata) ? object.metadata : {};
  const name = ownField(metadata, 'name');
  const labels = readLabels(ownField(metadata, 'labels'));
  if (typeof name !== 'string' || name === '' || labels === undefined) return undefined;
  return { name, labels, place: { file, ...start } };
}

/** As in the API, null is absent: no labels. */
function readLabels(value: unknown): Labels | undefined {
  if (value === undefined || value === null) return new Map();
  if (!isObject(value)) return undefined;
  const labels = new Map<string, string>();
  for (const [key, content] of Object.entries(value)) {
    if (typeof content !== 'string') return undefined;
    labels.set(key, content);
  }
  return labels;
}

function sameLabels(one: Labels, other: Labels): boolean {
  return one.size === other.size && [...one].every(([key, value]) => other.get(key) === value);
}
