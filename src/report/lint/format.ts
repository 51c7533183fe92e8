import type { FileReport, LintTotals, RuleDescription } from '../../model/lint.ts';
import type { Paint } from '../text.ts';

/** What every format may need to know of a run. */
export interface FormatSettings {
  /** Of this program. */
  readonly version: string;
  /** Rules that the run knows, for formats that list them. */
  rules(): readonly RuleDescription[];
  readonly paint: Paint;
  /** Nothing but findings: no summary. */
  readonly quiet: boolean;
}

/**
 * Shows the reports of a run, one file after the other. What it yields is written as it comes, so that the size of a run
 * does not matter; together it is a document of the format. Each line of a report stands for itself: no name and no
 * message from outside can start one, end one, or pose as a command to a CI runner.
 */
export interface LintFormat {
  /** What stands in front of the first file. */
  start(): string;
  file(report: FileReport): Iterable<string>;
  /** What stands behind the last file. */
  finish(totals: LintTotals): string;
}

/** Makes a format ready for one run. */
export type LintFormatter = (settings: FormatSettings) => LintFormat;
