import { checkDate } from '../model/date.ts';
import type { JsonObject } from '../model/json.ts';
import type { FieldPath } from '../model/path.ts';
import { ACTIONS, type Action } from '../model/problem.ts';
import {
  anyObject,
  type Infer,
  list,
  map,
  optional,
  type RecordFault,
  record,
  required,
  text,
  word,
} from '../model/schema.ts';
import type { Position, SourceDocument } from '../model/source.ts';
import { OPERATIONS, type Operation, type Requester } from '../model/subject.ts';
import { CONNECTION_KINDS } from '../parse/connection.ts';
import { checkDnsLabel, checkLabelKey, checkLabelValue } from '../parse/kubernetes-names.ts';
import { API_VERSION, METADATA } from './document-head.ts';
import { documentsByKind, type PolicyFile } from './documents.ts';
import { ProblemList } from './problem-list.ts';
import { checkDocument } from './schema-check.ts';
import { STATED_IMAGES, type StatedImage, statedImages } from './stated-images.ts';

/** A finding that a case expects; what it does not name may be anything. */
export interface ExpectedFinding {
  readonly rule: string;
  readonly policy?: string;
  readonly action?: Action;
  /** In the notation of `formatPath`. */
  readonly path?: string;
}

/** One resource and what the policies must say of it. */
export interface PolicyTestCase {
  readonly name: string;
  readonly file: string;
  /** Where the case stands in its file. */
  readonly position: Position;
  readonly resource: JsonObject;
  readonly operation: Operation;
  readonly oldResource?: JsonObject;
  /** Absent: the namespace has no labels. */
  readonly namespaceLabels: ReadonlyMap<string, string>;
  readonly requester?: Requester;
  /** Other objects of the same set of files, for rules that look at several. Absent: such rules are left out. */
  readonly others?: readonly JsonObject[];
  /** What is known of images. Absent: nobody is asked about any. */
  readonly images?: readonly StatedImage[];
  /** Absent: the day of the test. */
  readonly today?: string;
  /** Exactly these findings; none: the resource is allowed. */
  readonly expect: readonly ExpectedFinding[];
}

/** A document of kind `PolicyTest`. */
export interface PolicyTest {
  readonly file: string;
  readonly name: string;
  readonly cases: readonly PolicyTestCase[];
}

interface CaseParts {
  readonly operation?: Operation;
  readonly oldResource?: JsonObject;
  readonly resource: JsonObject;
}

const CASE = record(
  'A resource and what the policies must find in it',
  {
    name: required(text('What the case shows')),
    resource: required(
      anyObject('A manifest, as a user would write it; for CONNECT, the options, with metadata of the pod'),
    ),
    operation: optional(word('Default: CREATE', [...OPERATIONS, 'CONNECT'] as const)),
    oldResource: optional(anyObject('For UPDATE: the object as it stands')),
    namespaceLabels: optional(
      map('Labels of the namespace', text('A value', { minLength: 0, check: checkLabelValue }), checkLabelKey),
    ),
    requester: optional(
      record('Who asks; default: nobody is known, and every condition on users is met', {
        username: required(text('User name')),
        groups: optional(list('Groups', text('A group'), { minItems: 0 })),
      }),
    ),
    others: optional(
      list(
        'Other objects beside it: with them, and with an empty list, rules that look at several objects are judged',
        anyObject('A manifest'),
        { minItems: 0 },
      ),
    ),
    images: optional(STATED_IMAGES),
    today: optional(
      text('The day on which exceptions are asked about; default: today', { maxLength: 10, check: checkDate }),
    ),
    expect: required(
      list(
        'Exactly the findings that are expected; an empty list: allowed',
        record('A finding', {
          rule: required(text('Id of the rule', { maxLength: 63, check: checkDnsLabel })),
          policy: optional(text('Name of the policy', { maxLength: 63, check: checkDnsLabel })),
          action: optional(word('What the finding leads to', ACTIONS)),
          path: optional(text('The field, for example spec.containers[0].image')),
        }),
        { minItems: 0 },
      ),
    ),
  },
  checkCase,
);

function checkCase({ operation, oldResource, resource }: CaseParts): RecordFault | undefined {
  if (oldResource !== undefined && operation !== 'UPDATE') {
    return { field: 'oldResource', message: 'only an UPDATE has an oldResource; add operation: UPDATE' };
  }
  const isConnection = CONNECTION_KINDS.some((kind) => kind === resource.kind);
  if (isConnection === (operation === 'CONNECT')) return undefined;
  const message = isConnection
    ? 'is asked of a running pod; add operation: CONNECT'
    : `a CONNECT carries what is asked of a running pod: one of ${CONNECTION_KINDS.join(', ')}`;
  return { field: 'resource', message };
}

/** The schema of a `PolicyTest` document. */
export const POLICY_TEST = record('Cases that a folder of policies must decide as they say', {
  apiVersion: required(word('The version of this format', [API_VERSION])),
  kind: required(word('The kind of document', ['PolicyTest'])),
  metadata: required(METADATA),
  spec: required(record('The cases', { cases: required(list('The cases', CASE)) })),
});

/**
 * Reads the one `PolicyTest` of a file. Documents of other kinds in it are left alone.
 *
 * @throws SourceError
 */
export function loadPolicyTests(file: PolicyFile): PolicyTest {
  const problems = new ProblemList();
  const [document, second] = documentsByKind([file], problems).PolicyTest;
  if (second !== undefined) problems.addAt(second, ['kind'], 'the file already has a PolicyTest; put its cases there');
  if (document === undefined && problems.count === 0) {
    problems.add({ file: file.file, line: 1, column: 1, message: 'there is no document of kind PolicyTest' });
  }
  const source = document && checkDocument(document, POLICY_TEST, problems);
  if (document !== undefined && source !== undefined) checkCaseNames(document, source, problems);
  problems.throwIfAny();
  return testOf(document as SourceDocument, source as TestSource);
}

type TestSource = Infer<typeof POLICY_TEST>;
type CaseSource = Infer<typeof CASE>;

function testOf(document: SourceDocument, { metadata, spec }: TestSource): PolicyTest {
  return {
    file: document.file,
    name: metadata.name,
    cases: spec.cases.map((source, index) => ({
      ...caseOf(source, document.positionOf(casePath(index))),
      file: document.file,
    })),
  };
}

function caseOf(source: CaseSource, position: Position): Omit<PolicyTestCase, 'file'> {
  const {
    name,
    resource,
    operation = 'CREATE',
    oldResource,
    namespaceLabels = {},
    requester,
    others,
    images,
    today,
    expect,
  } = source;
  return {
    name,
    position,
    resource,
    operation,
    namespaceLabels: new Map(Object.entries(namespaceLabels)),
    expect,
    ...(oldResource && { oldResource }),
    ...(requester && { requester: { groups: [], ...requester } }),
    ...(others && { others }),
    ...(images && { images: statedImages(images) }),
    ...(today !== undefined && { today }),
  };
}

/** Reports name cases. */
function checkCaseNames(document: SourceDocument, { spec }: TestSource, problems: ProblemList): void {
  const names = new Set<string>();
  for (const [index, { name }] of spec.cases.entries()) {
    if (names.has(name)) problems.addAt(document, [...casePath(index), 'name'], `there already is a case "${name}"`);
    names.add(name);
  }
}

function casePath(index: number): FieldPath {
  return ['spec', 'cases', index];
}
