import type { LintSeverity } from '../../model/dockerfile-rule.ts';
import type { LintFinding } from '../../model/lint.ts';
import { printable } from '../../model/printable.ts';
import type { LintFormat } from './format.ts';

const COMMANDS: Readonly<Record<LintSeverity, string>> = {
  error: 'error',
  warning: 'warning',
  info: 'notice',
  style: 'notice',
};

const MAX_TEXT = 8_192;

/** Workflow commands of GitHub Actions: an annotation at the line of each finding. */
export function githubFormat(): LintFormat {
  return {
    start: () => '',
    *file({ file, findings }) {
      for (const finding of findings) yield annotation(file, finding);
    },
    finish: () => '',
  };
}

function annotation(
  file: string,
  { region: { start, end }, severity, rule, message, remediation }: LintFinding,
): string {
  // Columns count only where the annotation is of one line.
  const columns = start.line === end.line ? [`col=${start.column}`, `endColumn=${end.column}`] : [];
  const properties = [
    `file=${property(file)}`,
    `line=${start.line}`,
    `endLine=${end.line}`,
    ...columns,
    `title=${property(rule)}`,
  ];
  const text = remediation === '' ? message : `${message}. ${remediation}`;
  return `::${COMMANDS[severity]} ${properties.join(',')}::${data(printable(text, MAX_TEXT))}\n`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** The runner turns these back, so that a name stays the one that the file has; other controls are escaped for good. */
function property(text: string): string {
  const lines = text.split(/([\r\n])/).map((part, at) => (at % 2 === 1 ? part : printable(part, MAX_TEXT)));
  return data(lines.join('')).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
