import type { Build } from './build.ts';
import type { Span } from './mapped-text.ts';
import type { Schema } from './schema.ts';
import type { Position } from './source.ts';

/** How bad a finding of the linter is, worst first. */
export const LINT_SEVERITIES = ['error', 'warning', 'info', 'style'] as const;
export type LintSeverity = (typeof LINT_SEVERITIES)[number];

/** Text that takes the place of a stretch of the file; an empty stretch inserts. */
export interface TextEdit extends Span {
  readonly text: string;
}

/** What makes a problem go away. Its edits are applied together or not at all. */
export interface Fix {
  /** `safe`: what is built stays the same, but for the problem. `unsafe`: somebody should look at it. */
  readonly safety: 'safe' | 'unsafe';
  /** What it does, as an imperative: `write COPY`. */
  readonly title: string;
  /** In the order of the file; they do not overlap. */
  readonly edits: readonly TextEdit[];
}

/** See `BuildProblem.alias`. Lists are constants of rules, and not made for each problem. */
export type ProblemAlias = string | readonly string[];

/** What a rule yields. */
export interface BuildProblem {
  /** One sentence without a full stop that names the offender and its value, for the person who wrote the file. No secret is ever in it. */
  readonly message: string;
  /** The offending part: as small as makes sense, never a whole instruction where a word is to blame. */
  readonly span: Span;
  readonly fix?: Fix;
  /**
   * Which of the rule's aliases this one is, where the rule stands for several checks of a tool: `DL3007`. A list is all that
   * it has, where the rule stands for several checks of several tools: `['DL4003', 'DS-0016']`.
   */
  readonly alias?: ProblemAlias;
  /** Softer than the rule's severity: what is less bad, or less certain. */
  readonly atMost?: LintSeverity;
  /** Stretches that hold a secret: no report shows them, nor a fix that covers them. */
  readonly secrets?: readonly Span[];
  /** Other places that one must know to understand it. */
  readonly related?: readonly { readonly span: Span; readonly message: string }[];
  /** Places of other files, such as the manifest that runs the image. */
  readonly elsewhere?: readonly { readonly file: string; readonly position: Position; readonly message: string }[];
}

/** Reports every problem of a Dockerfile. Pure; bounded by the size of the file. */
export type BuildCheck = (build: Build, report: (problem: BuildProblem) => void) => void;

/** Ids under which other tools know the same check, or one that the rule covers. */
export interface DockerfileAliases {
  /** `DL3007`. */
  readonly hadolint?: readonly string[];
  /** `SC2086`. */
  readonly shellcheck?: readonly string[];
  /** `StageNameCasing`. */
  readonly buildkit?: readonly string[];
  /** `DS-0001`; `DS001`, `DS0001` and `AVD-DS-0001` are understood, too. */
  readonly trivy?: readonly string[];
  /** `CKV_DOCKER_7`, `CKV2_DOCKER_1`. */
  readonly checkov?: readonly string[];
  /** `CIS-DI-0001`, `DKL-DI-0001`. */
  readonly dockle?: readonly string[];
}

/** Knows one problem of Dockerfiles. Its page is docs/rules/<id>.md. */
export interface DockerfileRule<Options = unknown> {
  /** Kebab-case; stable for ever, because policies and comments name it. The same as at admission where it is the same rule. */
  readonly id: string;
  readonly severity: LintSeverity;
  /** Policies have to ask for it. */
  readonly optIn?: true;
  /** What the rule asks for, in one sentence without a full stop. */
  readonly summary: string;
  /** Why it matters, in one sentence without a full stop. */
  readonly why: string;
  /** What to do, in one imperative sentence without a full stop. */
  readonly remediation: string;
  readonly aliases?: DockerfileAliases;
  /** Says where secrets are: it is run where it is off, too, so that no report shows them. */
  readonly hidesSecrets?: true;
  /** Whether some of its problems come with a fix, and of which kind. */
  readonly fixes?: 'safe' | 'unsafe' | 'safe and unsafe';
  /** Options a policy may set; required ones only where no default could be right. */
  readonly options: Schema<Options>;
  /**
   * @throws OptionsError where options are well-formed one by one but make no sense together
   */
  compile(options: Options): BuildCheck;
}

/** Gives a rule's `compile` the type of its own options schema. */
export function dockerfileRule<Options>(rule: DockerfileRule<Options>): DockerfileRule {
  return rule as DockerfileRule;
}
