import type { CompiledException } from '../model/exception.ts';
import type { CompiledPolicy, PolicySet } from '../model/policy.ts';
import type { WorkloadRule } from '../model/rule.ts';
import type { Schema } from '../model/schema.ts';
import type { SourceDocument } from '../model/source.ts';
import { CONNECTION_KINDS } from '../parse/connection.ts';
import { BUILT_IN_KIND_NAMES, withCustomKinds } from '../parse/workload-kinds.ts';
import { canonicalJson } from './canonical-json.ts';
import { compilePolicy, policyReadsManagedFields } from './compile.ts';
import type { TestCoverage } from './coverage.ts';
import { documentsByKind, type PolicyFile } from './documents.ts';
import { compileException, POLICY_EXCEPTION } from './exception.ts';
import { Patterns } from './pattern.ts';
import { type PolicySource, policySchema } from './policy-schema.ts';
import { ProblemList } from './problem-list.ts';
import { checkDocument } from './schema-check.ts';
import { compileWorkloadKinds, WORKLOAD_KINDS } from './workload-kinds.ts';

export type { PolicyFile } from './documents.ts';

const MAX_POLICIES = 1_000;
const MAX_EXCEPTIONS = 1_000;
const MAX_KINDS = 1_000;
const VERSION_LENGTH = 12;

/** A document in its three states: as written, as checked, as compiled. */
interface Loaded<Source, Compiled> {
  readonly document: SourceDocument;
  readonly source: Source;
  readonly compiled: Compiled;
}

/**
 * Loads every `AdmissionPolicy`, `PolicyException` and `WorkloadKinds` of the files. Documents of kind PolicyTest are
 * left to `loadPolicyTests`. The order and the names of the files make no difference to what is loaded. With `coverage`,
 * what is loaded is watched: for tests.
 *
 * @throws SourceError with the problems of all files; also where there is no policy at all
 */
export function loadPolicies(
  files: readonly PolicyFile[],
  rules: readonly WorkloadRule[],
  coverage?: TestCoverage,
): PolicySet {
  const problems = new ProblemList(files.map(({ file }) => file));
  const documents = documentsByKind(files, problems);
  const kinds = readAll(
    atMost(MAX_KINDS, documents.WorkloadKinds, 'WorkloadKinds documents', problems),
    WORKLOAD_KINDS,
    problems,
  );
  const custom = compileWorkloadKinds(kinds, problems);
  const kindNames = [...new Set([...BUILT_IN_KIND_NAMES, ...custom.map(({ kind }) => kind)])];
  const loaded = readPolicies(documents.AdmissionPolicy, rules, kindNames, problems, coverage);
  checkNames(loaded, 'policy', problems);
  if (loaded.length === 0 && problems.count === 0) {
    const message = 'nothing to enforce: there is no AdmissionPolicy in the policy files';
    problems.add({ file: files[0]?.file ?? 'policies', line: 1, column: 1, message });
  }
  const exceptions = readExceptions(documents.PolicyException, loaded, kindNames, problems);
  problems.throwIfAny();
  for (const { compiled } of exceptions) coverage?.exception(compiled);
  const sorted = loaded.toSorted(byName);
  let version: string | undefined;
  return {
    get version() {
      version ??= versionOf([...sorted, ...exceptions.toSorted(byName), ...kinds.toSorted(byContent)]);
      return version;
    },
    policies: sorted.map(({ compiled }) => compiled),
    exceptions: exceptions.toSorted(byName).map(({ compiled }) => compiled),
    kinds: withCustomKinds(custom),
    readsManagedFields: sorted.some(({ source }) => policyReadsManagedFields(source)),
  };
}

/** A document with what its schema read from it. */
interface Read<Source> {
  readonly document: SourceDocument;
  readonly source: Source;
}

function readAll<Source>(
  documents: readonly SourceDocument[],
  schema: Schema<Source>,
  problems: ProblemList,
): readonly Read<Source>[] {
  return documents.flatMap((document) => {
    const source = checkDocument(document, schema, problems);
    return source === undefined ? [] : [{ document, source }];
  });
}

function readPolicies(
  documents: readonly SourceDocument[],
  rules: readonly WorkloadRule[],
  kinds: readonly string[],
  problems: ProblemList,
  coverage: TestCoverage | undefined,
): readonly Loaded<PolicySource, CompiledPolicy>[] {
  const rulesById = new Map(rules.map((rule) => [rule.id, rule]));
  const shared = { problems, rules: rulesById, patterns: new Patterns(), ...(coverage && { coverage }) };
  return readAll(atMost(MAX_POLICIES, documents, 'policies', problems), policySchema(rules, kinds), problems).map(
    ({ document, source }) => ({ document, source, compiled: compilePolicy(source, { document, ...shared }) }),
  );
}

/** Exceptions are held against the policies, so that they are read only where all of these could be. */
function readExceptions(
  documents: readonly SourceDocument[],
  policies: readonly Loaded<PolicySource, CompiledPolicy>[],
  kinds: readonly string[],
  problems: ProblemList,
): readonly Loaded<unknown, CompiledException>[] {
  const arePoliciesBroken = problems.count > 0;
  const read = readAll(atMost(MAX_EXCEPTIONS, documents, 'exceptions', problems), POLICY_EXCEPTION, problems);
  if (arePoliciesBroken) return [];
  const exceptable = new Map(
    policies.map(({ source, compiled }) => [compiled.name, { policy: compiled, terms: source.spec.exceptions ?? {} }]),
  );
  const context = { policies: exceptable, kinds: [...kinds, ...CONNECTION_KINDS] };
  const loaded = read.map(({ document, source }) => ({
    document,
    source,
    compiled: compileException(source, {
      ...context,
      document,
      complain: (path, message) => problems.addAt(document, path, message),
    }),
  }));
  checkNames(loaded, 'exception', problems);
  return loaded;
}

function atMost(
  most: number,
  documents: readonly SourceDocument[],
  what: string,
  problems: ProblemList,
): readonly SourceDocument[] {
  const next = documents[most];
  if (next !== undefined) problems.addAt(next, [], `there are more than ${most} ${what}`);
  return documents.slice(0, most);
}

/** Nothing names these documents, so that names may be given twice. */
function byContent(one: Read<unknown>, other: Read<unknown>): number {
  return canonicalJson(one.source) < canonicalJson(other.source) ? -1 : 1;
}

function byName(one: { compiled: { name: string } }, other: { compiled: { name: string } }): number {
  return one.compiled.name < other.compiled.name ? -1 : 1;
}

/** Findings, reports and exceptions name documents, so that names are unique over all files. */
function checkNames(
  loaded: readonly Loaded<unknown, { readonly name: string; readonly source: CompiledPolicy['source'] }>[],
  what: string,
  problems: ProblemList,
): void {
  const first = new Map<string, CompiledPolicy['source']>();
  for (const { document, compiled } of loaded) {
    const earlier = first.get(compiled.name);
    if (earlier === undefined) {
      first.set(compiled.name, compiled.source);
      continue;
    }
    const place = `${earlier.file}:${earlier.line}:${earlier.column}`;
    const article = what === 'exception' ? 'an' : 'a';
    problems.addAt(
      document,
      ['metadata', 'name'],
      `there already is ${article} ${what} "${compiled.name}", at ${place}`,
    );
  }
}

/**
 * What is written counts, not how: neither comments nor the order of fields change the version. Loading
 * node:crypto is a tenth of the time of a short command, most of which never ask for the version.
 */
function versionOf(sorted: readonly { readonly source: unknown }[]): string {
  const contents = canonicalJson(sorted.map(({ source }) => source));
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(contents).digest('hex').slice(0, VERSION_LENGTH);
}
