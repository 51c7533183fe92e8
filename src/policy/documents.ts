import { isObject, ownField } from '../model/json.ts';
import { describeKind, describeValue } from '../model/json-type.ts';
import type { SourceDocument } from '../model/source.ts';
import { suggest } from '../model/suggest.ts';
import { POLICY_LIMITS, parseYaml } from '../parse/yaml.ts';
import { API_VERSION } from './document-head.ts';
import type { ProblemList } from './problem-list.ts';
import { isTrustFile } from './trust-file.ts';

/** A policy file with its text. */
export interface PolicyFile {
  /** As messages name it. */
  readonly file: string;
  readonly text: string;
}

/** Kinds of document in policy files. */
const KINDS = [
  'AdmissionPolicy',
  'DockerfilePolicy',
  'ImagePolicy',
  'ImageSettings',
  'LintSettings',
  'PolicyException',
  'PolicyTest',
  'TrustRoot',
  'WorkloadKinds',
] as const;
export type DocumentKind = (typeof KINDS)[number];
const KNOWN = `${KINDS.slice(0, -1).join(', ')} and ${KINDS.at(-1)}`;

/** The documents of files, by kind. Those of no known kind are problems. */
export function documentsByKind(
  files: readonly PolicyFile[],
  problems: ProblemList,
): Readonly<Record<DocumentKind, readonly SourceDocument[]>> {
  const found: Record<DocumentKind, SourceDocument[]> = {
    AdmissionPolicy: [],
    DockerfilePolicy: [],
    ImagePolicy: [],
    ImageSettings: [],
    LintSettings: [],
    PolicyException: [],
    PolicyTest: [],
    TrustRoot: [],
    WorkloadKinds: [],
  };
  for (const { file, text } of files) {
    for (const document of problems.collect(() => parseYaml(file, text, POLICY_LIMITS)) ?? []) {
      const kind = kindOf(document, problems);
      if (kind !== undefined) found[kind].push(document);
    }
  }
  return found;
}

function kindOf(document: SourceDocument, problems: ProblemList): DocumentKind | undefined {
  const { value } = document;
  if (!isObject(value)) {
    problems.addAt(document, [], `expected an object with apiVersion and kind, found ${describeKind(value)}`);
    return undefined;
  }
  if (isTrustFile(value)) return undefined;
  const missing = ['apiVersion', 'kind'].filter((field) => ownField(value, field) === undefined);
  for (const field of missing) problems.addAt(document, [], `needs the field "${field}"`);
  if (missing.length > 0) return undefined;
  if (value.apiVersion !== API_VERSION) {
    const hint = typeof value.apiVersion === 'string' ? suggest(value.apiVersion, [API_VERSION]) : '';
    const found = describeValue(value.apiVersion);
    problems.addAt(
      document,
      ['apiVersion'],
      `this version of Tidewaiter reads ${API_VERSION}, and this is ${found}${hint}`,
    );
    return undefined;
  }
  return knownKind(document, value.kind, problems);
}

function knownKind(document: SourceDocument, kind: unknown, problems: ProblemList): DocumentKind | undefined {
  const known = KINDS.find((candidate) => candidate === kind);
  if (known !== undefined) return known;
  const named = typeof kind === 'string' ? kind : '';
  problems.addAt(
    document,
    ['kind'],
    `unknown kind, ${describeValue(kind)}${suggest(named, KINDS)}; there are ${KNOWN}`,
  );
  return undefined;
}
