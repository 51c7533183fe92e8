import type { CompiledException } from '../model/exception.ts';
import type { DockerfilePolicy, LintRuleNames } from '../model/lint-policy.ts';
import type { PolicySet } from '../model/policy.ts';
import type { WorkloadRule } from '../model/rule.ts';
import type { SourceDocument } from '../model/source.ts';
import { DOCKERFILE } from '../model/workload.ts';
import { CONNECTION_KINDS } from '../parse/connection.ts';
import { BUILT_IN_KIND_NAMES, withCustomKinds } from '../parse/workload-kinds.ts';
import { canonicalJson } from './canonical-json.ts';
import { compilePolicy, policyReadsManagedFields } from './compile.ts';
import type { TestCoverage } from './coverage.ts';
import { compileDockerfilePolicy } from './dockerfile-policy.ts';
import { dockerfilePolicySchema } from './dockerfile-policy-schema.ts';
import { documentsByKind, type PolicyFile } from './documents.ts';
import { compileException, POLICY_EXCEPTION } from './exception.ts';
import { withGivenTrustRoots } from './given-trust-roots.ts';
import { type LoadedPolicy, loadImageDocuments } from './load-images.ts';
import { atMost, byContent, byName, checkNames, type Loaded, type Read, readAll } from './loaded.ts';
import { Patterns } from './pattern.ts';
import { type PolicySource, policySchema } from './policy-schema.ts';
import { ProblemList } from './problem-list.ts';
import { NO_RESOURCES, type PolicyResources } from './resources.ts';
import { compileWorkloadKinds, WORKLOAD_KINDS } from './workload-kinds.ts';

export type { PolicyFile } from './documents.ts';

const MAX_POLICIES = 1_000;
const MAX_EXCEPTIONS = 1_000;
const MAX_KINDS = 1_000;
const VERSION_LENGTH = 12;

/** What loading may be given besides. */
export interface LoadOptions {
  /** What is loaded is watched: for tests. */
  readonly coverage?: TestCoverage;
  /** Absent: policies that name files, patterns of identities or trust roots do not load. */
  readonly resources?: PolicyResources;
  /** Trust roots by name, in JSON, that count where no file declares one of that name. */
  readonly trustRoots?: ReadonlyMap<string, string>;
  /** The rules for Dockerfiles. Absent: policies over Dockerfiles are read, and what they say of rules is not looked at. */
  readonly dockerfileRules?: LintRuleNames;
  /** Whether it is no error where there is no policy at all, because only what stands beside policies is wanted. */
  readonly mayEnforceNothing?: boolean;
}

/**
 * Loads every document of the files but those of kind PolicyTest and LintSettings, which are left to `loadPolicyTests` and
 * `loadLintSettings`. The order and
 * the names of the files make no difference to what is loaded.
 *
 * @throws SourceError with the problems of all files; also where there is no policy at all, unless there may be none
 */
export function loadPolicies(
  files: readonly PolicyFile[],
  rules: readonly WorkloadRule[],
  {
    coverage,
    resources = NO_RESOURCES,
    trustRoots = new Map(),
    dockerfileRules,
    mayEnforceNothing = false,
  }: LoadOptions = {},
): PolicySet {
  const problems = new ProblemList(files.map(({ file }) => file));
  const written = documentsByKind(files, problems);
  const documents = { ...written, TrustRoot: withGivenTrustRoots(written.TrustRoot, trustRoots, problems) };
  const kinds = readAll(
    atMost(MAX_KINDS, documents.WorkloadKinds, 'WorkloadKinds documents', problems),
    WORKLOAD_KINDS,
    problems,
  );
  const custom = compileWorkloadKinds(kinds, problems);
  const kindNames = [...new Set([...BUILT_IN_KIND_NAMES, ...custom.map(({ kind }) => kind), DOCKERFILE])];
  const patterns = new Patterns();
  const shared = { problems, patterns, kinds: kindNames, ...(coverage && { coverage }) };
  const admission = readPolicies(documents.AdmissionPolicy, rules, shared);
  const images = loadImageDocuments(documents, { ...shared, resources });
  const loaded = [...admission, ...images.policies];
  checkNames(loaded, 'policy', problems);
  const dockerfiles = readDockerfilePolicies(documents.DockerfilePolicy, dockerfileRules, problems);
  if (loaded.length === 0 && problems.count === 0 && !mayEnforceNothing) {
    const message = 'nothing to enforce: there is no AdmissionPolicy and no ImagePolicy in the policy files';
    problems.add({ file: files[0]?.file ?? 'policies', line: 1, column: 1, message });
  }
  const exceptions = readExceptions(documents.PolicyException, loaded, kindNames, problems);
  problems.throwIfAny();
  for (const { compiled } of exceptions) coverage?.exception(compiled);
  const sorted = loaded.toSorted(byName);
  let version: string | undefined;
  // Each document with what it names: which of two keys is whose makes a difference.
  const contentOf = ({ document, source }: Read<unknown>) => [source, ...images.textsFor(document)];
  return {
    get version() {
      version ??= versionOf([
        ...[...sorted, ...dockerfiles, ...exceptions.toSorted(byName)].map(contentOf),
        ...[...kinds, ...images.others].toSorted(byContent).map(contentOf),
      ]);
      return version;
    },
    policies: sorted.map(({ compiled }) => compiled),
    exceptions: exceptions.toSorted(byName).map(({ compiled }) => compiled),
    dockerfiles: dockerfiles.map(({ compiled }) => compiled),
    kinds: withCustomKinds(custom),
    images: images.settings,
    readsManagedFields: admission.some(({ source }) => policyReadsManagedFields(source)),
  };
}

/** What reading policies shares. */
interface Shared {
  readonly problems: ProblemList;
  readonly patterns: Patterns;
  /** Names of the kinds of workload. */
  readonly kinds: readonly string[];
  readonly coverage?: TestCoverage;
}

function readPolicies(
  documents: readonly SourceDocument[],
  rules: readonly WorkloadRule[],
  { kinds, ...shared }: Shared,
): readonly LoadedPolicy<PolicySource>[] {
  const rulesById = new Map(rules.map((rule) => [rule.id, rule]));
  const { problems } = shared;
  return readAll(atMost(MAX_POLICIES, documents, 'policies', problems), policySchema(rules, kinds), problems).map(
    ({ document, source }) => ({
      document,
      source,
      compiled: compilePolicy(source, { document, rules: rulesById, ...shared }),
      terms: source.spec.exceptions ?? {},
    }),
  );
}

function readDockerfilePolicies(
  documents: readonly SourceDocument[],
  rules: LintRuleNames | undefined,
  problems: ProblemList,
): readonly Loaded<unknown, DockerfilePolicy>[] {
  const limited = atMost(MAX_POLICIES, documents, 'policies over Dockerfiles', problems);
  const loaded = readAll(limited, dockerfilePolicySchema(), problems).map(({ document, source }) => ({
    document,
    source,
    compiled: compileDockerfilePolicy(source, { document, problems, rules }),
  }));
  checkNames(loaded, 'policy over Dockerfiles', problems);
  return loaded.toSorted(byName);
}

/** Exceptions are held against the policies, so that they are read only where all of these could be. */
function readExceptions(
  documents: readonly SourceDocument[],
  policies: readonly LoadedPolicy[],
  kinds: readonly string[],
  problems: ProblemList,
): readonly Loaded<unknown, CompiledException>[] {
  const arePoliciesBroken = problems.count > 0;
  const read = readAll(atMost(MAX_EXCEPTIONS, documents, 'exceptions', problems), POLICY_EXCEPTION, problems);
  if (arePoliciesBroken) return [];
  const exceptable = new Map(policies.map(({ compiled, terms }) => [compiled.name, { policy: compiled, terms }]));
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

/**
 * What is written counts, not how: neither comments nor the order of fields change the version. Loading
 * node:crypto is a tenth of the time of a short command, most of which never ask for the version.
 */
function versionOf(contents: readonly unknown[]): string {
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(canonicalJson(contents)).digest('hex').slice(0, VERSION_LENGTH);
}
