import type { LintFormat } from './format.ts';
import { shown, shownPath } from './safe-text.ts';

/**
 * One line for each finding, `file:line.column-line.column: severity: message [rule]`, as the GNU Coding Standards have it
 * (Formatting Error Messages). There the last column is part of what is meant.
 */
export function gnuFormat(): LintFormat {
  return {
    start: () => '',
    *file({ file, findings }) {
      for (const { region, severity, message, rule } of findings) {
        const { start, end } = region;
        const from = `${start.line}.${start.column}`;
        const isPoint = end.line === start.line && end.column <= start.column + 1;
        const place = isPoint ? from : `${from}-${end.line}.${Math.max(end.column - 1, 1)}`;
        yield `${shownPath(file)}:${place}: ${severity}: ${shown(message)} [${rule}]\n`;
      }
    },
    finish: () => '',
  };
}
