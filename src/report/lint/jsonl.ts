import { findingJson } from './finding-json.ts';
import type { LintFormat } from './format.ts';

/** One JSON object a line for each finding. */
export function jsonlFormat(): LintFormat {
  return {
    start: () => '',
    *file(report) {
      for (const finding of report.findings) yield `${findingJson(report, finding)}\n`;
    },
    finish: () => '',
  };
}
