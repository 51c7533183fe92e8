import { buildOf } from '../builds/build.ts';
import type { Build, BuildInputs } from '../model/build.ts';
import type { BuildProblem } from '../model/dockerfile-rule.ts';
import type { FileReport, LintFinding } from '../model/lint.ts';
import type { Span } from '../model/mapped-text.ts';
import { parseDockerfile } from '../parse/dockerfile/parse.ts';
import { bounded, Collector } from './collector.ts';
import { byPlace, type ForeignProblem, findingOf, foreignFinding } from './finding.ts';
import { secretsAround, withoutSecrets } from './hidden-secrets.ts';
import { applyIgnores } from './ignores/apply-ignores.ts';
import { failsOnChecks } from './ignores/buildkit.ts';
import { IgnoreRemarks } from './ignores/ignore-remarks.ts';
import { isBuildkitCheck } from './ignores/ignore-set.ts';
import { readIgnores } from './ignores/read-ignores.ts';
import type { Linter } from './linter.ts';
import { type PolicyVerdict, rulesAsked, withPolicies } from './policy-findings.ts';

/** A Dockerfile and what it is held against. */
export interface LintRequest {
  /** As reports name it. */
  readonly file: string;
  readonly text: string;
  /** What is known besides the file. Build arguments of the configuration count where these say nothing. */
  readonly inputs: BuildInputs;
  readonly linter: Linter;
  /** The day in UTC, as ISO 8601 writes it: comments run out. */
  readonly today: string;
  /** What another program found in the file; absent: none was asked. */
  readonly foreign?: readonly ForeignProblem[];
  /** More of the file than its findings is shown: all of it is looked through for secrets. */
  readonly isAllShown?: boolean;
  /** What policies of a cluster say of it; absent: none was asked. */
  readonly policies?: PolicyVerdict;
}

/**
 * Everything that is to be said of a Dockerfile: faults of form, problems of all rules that are on, without those that
 * comments ignore, and what is wrong with these comments. Never throws: a rule that does is a finding.
 */
export function lintDockerfile(request: LintRequest): FileReport {
  return lintBuild(buildWith(request.text, request.inputs, request.linter), request);
}

/** As `lintDockerfile`, for a file that is parsed already (`buildWith`). */
export function lintBuild(
  build: Build,
  { file, text, linter, today, foreign, policies, isAllShown = false }: LintRequest,
): FileReport {
  const { dockerfile } = build;
  const collector = new Collector(build, linter);
  const found = collector.run();
  const reported = (kept: LintFinding[], suppressed: FileReport['suppressed']): FileReport => {
    const shown = bounded(kept, collector.lost);
    const all = suppressed.length === 0 ? shown : [...shown, ...suppressed.map(({ finding }) => finding)];
    const secrets = [...collector.secrets, ...secretsAround(all, dockerfile, isAllShown)];
    return {
      file,
      text,
      ...(secrets.length > 0 && { secrets: merged(secrets) }),
      ...(policies?.admission && { admission: policies.admission }),
      ...withoutSecrets({ findings: shown, suppressed }, secrets, dockerfile),
    };
  };
  for (const problem of foreign ?? []) {
    const finding = graded(foreignFinding(problem, dockerfile), linter);
    if (finding !== undefined) found.push(finding);
  }
  const own = failsOnChecks(dockerfile) ? found.map(escalated) : found;
  const findings = policies === undefined ? own : withPolicies(own, policies);
  const ignores = linter.config.honoursIgnores ? readIgnores(dockerfile) : [];
  if (ignores.length === 0) return reported(findings, []);
  const applied = applyIgnores(findings.sort(byPlace), ignores, linter, dockerfile, today);
  const report = (id: string, problem: BuildProblem): void => {
    const rule = linter.byId.get(id);
    const finding = rule && findingOf(rule, problem, dockerfile, undefined);
    if (finding !== undefined) applied.kept.push(finding);
  };
  const asked = { shellcheck: foreign !== undefined, admission: rulesAsked(policies) };
  new IgnoreRemarks(linter, dockerfile, applied, asked, report).run();
  return reported(applied.kept, applied.suppressed);
}

/** Stretches in their order, those that overlap as one. */
function merged(spans: readonly Span[]): readonly Span[] {
  const joined: { start: number; end: number }[] = [];
  for (const { start, end } of spans.toSorted((one, other) => one.start - other.start)) {
    const last = joined.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else joined.push({ start, end });
  }
  return joined;
}

/** A Dockerfile as the linter sees it, with the build arguments of the configuration. */
export function buildWith(text: string, inputs: BuildInputs, { config }: Linter): Build {
  const buildArgs =
    config.buildArgs.size === 0 ? inputs.buildArgs : new Map([...config.buildArgs, ...inputs.buildArgs]);
  return buildOf(parseDockerfile(text), { ...inputs, buildArgs });
}

/** With the severity that the configuration gives to the code; undefined where it is off. */
function graded(finding: LintFinding, linter: Linter): LintFinding | undefined {
  const { setting, policy } = linter.shellcheckGrade(finding.rule) ?? { setting: finding.severity };
  return setting === 'off' ? undefined : { ...finding, severity: setting, ...(policy !== undefined && { policy }) };
}

/** `# check=error=true`: the build fails at what BuildKit checks. */
function escalated(finding: LintFinding): LintFinding {
  return finding.aliases.some(isBuildkitCheck) ? { ...finding, severity: 'error' } : finding;
}
