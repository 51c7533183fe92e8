import { findingJson } from './finding-json.ts';
import type { LintFormat } from './format.ts';

/** One array with an object for each finding, one a line. */
export function jsonFormat(): LintFormat {
  let separator = '\n';
  return {
    start: () => '[',
    *file(report) {
      for (const finding of report.findings) {
        yield `${separator}${findingJson(report, finding)}`;
        separator = ',\n';
      }
    },
    finish: () => '\n]\n',
  };
}
