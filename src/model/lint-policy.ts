import type { DockerfileRule, LintSeverity } from './dockerfile-rule.ts';
import type { Position } from './source.ts';

/** What a policy can set a rule to. */
export const LINT_SETTINGS = ['error', 'warning', 'info', 'style', 'off'] as const;
export type LintSetting = (typeof LINT_SETTINGS)[number];

/** From which severity on findings fail a run; `none`: they never do. */
export const FAIL_LEVELS = ['error', 'warning', 'info', 'style', 'none'] as const;
export type FailLevel = (typeof FAIL_LEVELS)[number];

/** A rule as a configuration names it. */
export interface LintRuleSetting {
  /** Id or alias, as written: of an alias only the findings of that alias are meant. */
  readonly rule: string;
  /** Absent: that of the rule. */
  readonly severity?: LintSetting;
  /** Absent: says nothing of options. */
  readonly options?: object;
  /** The policy that says so; absent where a command line does. */
  readonly policy?: string;
}

/** What a configuration asks of comments that ignore findings. */
export interface IgnoreTerms {
  /** A comment without a reason takes nothing out. */
  readonly requireReason: boolean;
  /** A comment without an end, or with one further away than these days, takes nothing out. */
  readonly maxDays?: number;
}

/** What one document, or the command line, says of linting. */
export interface LintLayerPart {
  readonly ruleset?: string;
  readonly rules: readonly LintRuleSetting[];
  /** Ids and aliases of rules that no comment may ignore. */
  readonly forbidIgnores: readonly string[];
  readonly ignores: IgnoreTerms;
  readonly failOn?: FailLevel;
  readonly buildArgs: ReadonlyMap<string, string>;
  /** Comments ignore nothing. */
  readonly ignoresNoComments?: true;
}

/** A `DockerfilePolicy` document. */
export interface DockerfilePolicy extends LintLayerPart {
  readonly name: string;
  readonly source: Position & { readonly file: string };
  /** Whether it is about a file; the path as the user names it, parts separated by `/`. */
  matches(path: string): boolean;
}

/** The `LintSettings` document of a `.tidewaiter.yaml`. Paths and globs are relative to the folder of that file. */
export interface LintSettings {
  /** Policy files and folders. */
  readonly policies: readonly string[];
  /** Whether a path is left out of what is looked for in folders. */
  excludes(path: string): boolean;
  readonly ruleset?: string;
  readonly failOn?: FailLevel;
  readonly buildArgs: ReadonlyMap<string, string>;
  /** Whether the program ShellCheck is asked. A path is for the command line alone: files of a project run nothing. */
  readonly shellcheck?: 'auto' | 'off';
  /** Files and folders with what runs the images. */
  readonly manifests?: readonly string[];
  /** `WORKLOAD` or `WORKLOAD/CONTAINER` that runs the image, by path of the Dockerfile. */
  readonly workloads?: ReadonlyMap<string, string>;
}

/** The rules that policies may name, by id and by every alias that stands for one. */
export interface LintRuleNames {
  /** Rules that a name stands for; none where nobody knows it. */
  rulesNamed(name: string): readonly DockerfileRule[];
  /** Whether it is the id of a rule over pods or images, which judge Dockerfiles where policies of a cluster are given. */
  isClusterRule(name: string): boolean;
  /** Every id and alias, for suggestions. */
  readonly names: readonly string[];
  /** The named rule sets that there are. */
  readonly rulesets: readonly string[];
}

/** How bad a setting is, from 0 (`off`) up. */
export function strictness(setting: LintSetting): number {
  return LINT_SETTINGS.length - 1 - LINT_SETTINGS.indexOf(setting);
}

/** Whether a finding counts at a level. */
export function failsAt(severity: LintSeverity, level: FailLevel): boolean {
  return FAIL_LEVELS.indexOf(severity) <= FAIL_LEVELS.indexOf(level) && level !== 'none';
}
