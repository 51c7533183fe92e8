import type { LintSeverity } from '../../model/dockerfile-rule.ts';
import type { LintFormat } from './format.ts';
import { xmlAttributes } from './xml.ts';

/** Checkstyle knows these levels. */
const LEVELS: Readonly<Record<LintSeverity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'info',
  style: 'info',
};

/** XML as Checkstyle writes it, with an element for every file, also one without findings. */
export function checkstyleFormat(): LintFormat {
  return {
    start: () => '<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="4.3">\n',
    *file({ file, findings }) {
      yield `<file${xmlAttributes({ name: file })}>\n`;
      for (const { region, severity, message, rule } of findings) {
        const { line, column } = region.start;
        const attributes = { line, column, severity: LEVELS[severity], message, source: `tidewaiter.${rule}` };
        yield `  <error${xmlAttributes(attributes)}/>\n`;
      }
      yield '</file>\n';
    },
    finish: () => '</checkstyle>\n',
  };
}
