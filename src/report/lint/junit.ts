import type { FileReport, LintFinding } from '../../model/lint.ts';
import type { LintFormat } from './format.ts';
import { xmlAttributes, xmlText } from './xml.ts';

/**
 * XML as JUnit's runners write it: a suite for each file, a failed case for each finding; a clean file is one case that passed.
 * Previews fail nothing: they are cases that were skipped.
 */
export function junitFormat(): LintFormat {
  return {
    start: () => '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="tidewaiter lint">\n',
    *file(report) {
      const { file, findings } = report;
      const skipped = findings.filter(({ preview }) => preview).length;
      const counts = { failures: findings.length - skipped, errors: 0, ...(skipped > 0 && { skipped }) };
      const suite = { name: file, tests: Math.max(findings.length, 1), ...counts };
      yield `<testsuite${xmlAttributes(suite)}>\n`;
      if (findings.length === 0) yield `  <testcase${xmlAttributes({ name: 'lint', classname: file })}/>\n`;
      for (const finding of findings) yield testcase(report, finding);
      yield '</testsuite>\n';
    },
    finish: () => '</testsuites>\n',
  };
}

function testcase({ file }: FileReport, finding: LintFinding): string {
  const { rule, severity, message, remediation, link, region, preview } = finding;
  const { line, column } = region.start;
  const name = `${rule} at ${line}:${column}`;
  const lines = [`${file}:${line}:${column}: ${severity}: ${message}`, remediation, link].filter((part) => part !== '');
  return [
    `  <testcase${xmlAttributes({ name, classname: file, file, line })}>\n`,
    preview
      ? `    <skipped${xmlAttributes({ message: `preview: ${message}` })}/>\n`
      : `    <failure${xmlAttributes({ type: severity, message })}>${lines.map(xmlText).join('\n')}</failure>\n`,
    '  </testcase>\n',
  ].join('');
}
