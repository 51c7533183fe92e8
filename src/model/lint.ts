import type { AdmissionPreview } from './admission-preview.ts';
import type { Fix, LintSeverity } from './dockerfile-rule.ts';
import type { Span } from './mapped-text.ts';
import type { Position } from './source.ts';

/** Where something stands in a file: lines and columns from 1, in UTF-16 code units; the end is behind the last character. */
export interface Region {
  readonly start: Position;
  readonly end: Position;
}

/** What the linter has to say about one place of a file. */
export interface LintFinding {
  /** Id of the rule. Of ShellCheck's own findings the code: `SC2034`. */
  readonly rule: string;
  /** Ids under which other tools know it; the one that fits best is first. */
  readonly aliases: readonly string[];
  readonly severity: LintSeverity;
  /** One sentence without a full stop. */
  readonly message: string;
  /** Why it matters; '' where nobody wrote it down. */
  readonly why: string;
  /** What to do. */
  readonly remediation: string;
  /** Page of the rule. */
  readonly link: string;
  readonly span: Span;
  readonly region: Region;
  readonly fix?: Fix;
  /** `file`: absent where it is the same. */
  readonly related?: readonly { readonly region: Region; readonly message: string; readonly file?: string }[];
  /** The policy that asks for it, where it is one of the policy folder. */
  readonly policy?: string;
  /** What a cluster with the policy does with pods of the image; absent where the finding is about the file itself. */
  readonly admission?: 'rejects' | 'depends';
  /** Nothing is wrong that anybody knows of: what the policy asks for could not be found out. */
  readonly undecided?: true;
  /** The rule is newer than the rule set that the project names: shown, never failing. */
  readonly preview?: true;
}

/** What took a finding out. */
export interface LintSuppression {
  readonly by: 'tidewaiter' | 'hadolint' | 'buildkit' | 'trivy' | 'checkov';
  /** Where the comment stands. */
  readonly region: Region;
  readonly reason?: string;
}

/** What came of one file. */
export interface FileReport {
  /** As the user named it; `-` for standard input unless --stdin-filename says more. */
  readonly file: string;
  readonly text: string;
  /** In the order of the file. */
  readonly findings: readonly LintFinding[];
  readonly suppressed: readonly { readonly finding: LintFinding; readonly suppression: LintSuppression }[];
  /** What a cluster would say of pods of the image, where that was asked. */
  readonly admission?: AdmissionPreview;
  /** Stretches that hold secrets, which no output may show: sorted, without overlaps. */
  readonly secrets?: readonly Span[];
}

/** What a rule is, for formats that list rules. */
export interface RuleDescription {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly severity: LintSeverity;
  readonly summary: string;
  readonly why: string;
  readonly remediation: string;
  readonly link: string;
}

/** What came of a run. */
export interface LintTotals {
  readonly files: number;
  readonly findings: Readonly<Record<LintSeverity, number>>;
  readonly suppressed: number;
  readonly fixed: number;
  /** Findings of these files that `--fix` would take away. */
  readonly fixable: number;
  /** Files that could not be read. */
  readonly unreadable: number;
}
