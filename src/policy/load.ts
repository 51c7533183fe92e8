import type { CompiledPolicy, PolicySet } from '../model/policy.ts';
import type { WorkloadRule } from '../model/rule.ts';
import type { SourceDocument } from '../model/source.ts';
import { canonicalJson } from './canonical-json.ts';
import { compilePolicy, policyReadsManagedFields } from './compile.ts';
import { documentsOfKind, type PolicyFile } from './documents.ts';
import { Patterns } from './pattern.ts';
import { type PolicySource, policySchema } from './policy-schema.ts';
import { ProblemList } from './problem-list.ts';
import { checkDocument } from './schema-check.ts';

export type { PolicyFile } from './documents.ts';

const MAX_POLICIES = 1_000;
const VERSION_LENGTH = 12;

/** A policy in its three states: as written, as checked, as compiled. */
interface Loaded {
  readonly document: SourceDocument;
  readonly source: PolicySource;
  readonly policy: CompiledPolicy;
}

/**
 * Loads every `AdmissionPolicy` of the files. Documents of kind PolicyTest are left to `loadPolicyTests`.
 * The order and the names of the files make no difference to what is loaded.
 *
 * @throws SourceError with the problems of all files; also where there is no policy at all
 */
export function loadPolicies(files: readonly PolicyFile[], rules: readonly WorkloadRule[]): PolicySet {
  const problems = new ProblemList();
  const loaded = readPolicies(files, rules, problems);
  checkNames(loaded, problems);
  if (loaded.length === 0 && problems.count === 0) {
    const message = 'nothing to enforce: there is no AdmissionPolicy in the policy files';
    problems.add({ file: files[0]?.file ?? 'policies', line: 1, column: 1, message });
  }
  problems.throwIfAny();
  const sorted = loaded.toSorted((one, other) => (one.policy.name < other.policy.name ? -1 : 1));
  let version: string | undefined;
  return {
    get version() {
      version ??= versionOf(sorted);
      return version;
    },
    policies: sorted.map(({ policy }) => policy),
    readsManagedFields: sorted.some(({ source }) => policyReadsManagedFields(source)),
  };
}

function readPolicies(files: readonly PolicyFile[], rules: readonly WorkloadRule[], problems: ProblemList): Loaded[] {
  const schema = policySchema(rules);
  const rulesById = new Map(rules.map((rule) => [rule.id, rule]));
  const patterns = new Patterns();
  const loaded: Loaded[] = [];
  for (const file of files) {
    for (const document of documentsOfKind(file, 'AdmissionPolicy', problems)) {
      if (loaded.length === MAX_POLICIES) {
        problems.addAt(document, [], `there are more than ${MAX_POLICIES} policies`);
        return loaded;
      }
      const source = checkDocument(document, schema, problems);
      if (source === undefined) continue;
      loaded.push({
        document,
        source,
        policy: compilePolicy(source, { document, problems, rules: rulesById, patterns }),
      });
    }
  }
  return loaded;
}

/** Findings and exceptions name policies, so that names are unique over all files. */
function checkNames(loaded: readonly Loaded[], problems: ProblemList): void {
  const first = new Map<string, CompiledPolicy['source']>();
  for (const { document, policy } of loaded) {
    const earlier = first.get(policy.name);
    if (earlier === undefined) {
      first.set(policy.name, policy.source);
      continue;
    }
    const place = `${earlier.file}:${earlier.line}:${earlier.column}`;
    problems.addAt(document, ['metadata', 'name'], `there already is a policy "${policy.name}", at ${place}`);
  }
}

/**
 * What is written counts, not how: neither comments nor the order of fields change the version. Loading
 * node:crypto is a tenth of the time of a short command, most of which never ask for the version.
 */
function versionOf(sorted: readonly Loaded[]): string {
  const contents = canonicalJson(sorted.map(({ source }) => source));
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(contents).digest('hex').slice(0, VERSION_LENGTH);
}
