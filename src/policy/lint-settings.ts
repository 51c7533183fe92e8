import type { LintRuleNames, LintSettings } from '../model/lint-policy.ts';
import { compilePathGlob } from '../parse/path-glob.ts';
import { checkRuleset } from './dockerfile-policy.ts';
import { LINT_SETTINGS_SCHEMA } from './dockerfile-policy-schema.ts';
import { type DocumentKind, documentsByKind, type PolicyFile } from './documents.ts';
import { ProblemList } from './problem-list.ts';
import { checkDocument } from './schema-check.ts';

/** What the file of a project may hold: policies that hold for its Dockerfiles, and how they are linted. */
const KINDS: readonly DocumentKind[] = ['DockerfilePolicy', 'ImagePolicy', 'LintSettings'];

/**
 * The one `LintSettings` of a `.tidewaiter.yaml`; undefined where it has none. Its policies are left to `loadPolicies`.
 * @param rules absent: the name of a rule set is not looked at
 * @throws SourceError with everything that is wrong with the settings; also where the file holds documents of other kinds
 */
export function loadLintSettings(file: PolicyFile, rules?: LintRuleNames): LintSettings | undefined {
  const problems = new ProblemList();
  const documents = documentsByKind([file], problems);
  for (const [kind, found] of Object.entries(documents)) {
    if (KINDS.some((allowed) => allowed === kind)) continue;
    for (const document of found) {
      problems.addAt(
        document,
        ['kind'],
        `${kind} belongs into the policy folder; here there may be ${KINDS.join(', ')}`,
      );
    }
  }
  const [document, second] = documents.LintSettings;
  if (second !== undefined) {
    problems.addAt(second, ['kind'], 'the file already has LintSettings; put everything there');
  }
  const source = document && checkDocument(document, LINT_SETTINGS_SCHEMA, problems);
  if (document !== undefined && rules !== undefined) {
    checkRuleset(source?.spec.ruleset, rules, { document, problems });
  }
  problems.throwIfAny();
  if (source === undefined) return undefined;
  const {
    policies = [],
    exclude = [],
    buildArgs = {},
    ruleset,
    failOn,
    shellcheck,
    manifests,
    workloads,
  } = source.spec;
  const excluded = exclude.map(compilePathGlob);
  return {
    policies,
    excludes: (path) => excluded.some((fits) => fits(path)),
    buildArgs: new Map(Object.entries(buildArgs)),
    ...(ruleset !== undefined && { ruleset }),
    ...(failOn !== undefined && { failOn }),
    ...(shellcheck !== undefined && { shellcheck }),
    ...(manifests && { manifests }),
    ...(workloads && { workloads: new Map(Object.entries(workloads)) }),
  };
}
