import type { FileReport, LintFinding } from '../../model/lint.ts';
import type { LintFormat } from './format.ts';
import { xmlAttributes, xmlText } from './xml.ts';

/** XML as JUnit's runners write it: a suite for each file, a failed case for each finding; a clean file is one case that passed. */
export function junitFormat(): LintFormat {
  return {
    start: () => '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="tidewaiter lint">\n',
    *file(report) {
      const { file, findings } = report;
      const suite = { name: file, tests: Math.max(findings.length, 1), failures: findings.length, errors: 0 };
      yield `<testsuite${xmlAttributes(suite)}>\n`;
      if (findings.length === 0) yield `  <testcase${xmlAttributes({ name: 'lint', classname: file })}/>\n`;
      for (const finding of findings) yield testcase(report, finding);
      yield '</testsuite>\n';
    },
    finish: () => '</testsuites>\n',
  };
}

function testcase({ file }: FileReport, { rule, severity, message, remediation, link, region }: LintFinding): string {
  const { line, column } = region.start;
  const name = `${rule} at ${line}:${column}`;
  const lines = [`${file}:${line}:${column}: ${severity}: ${message}`, remediation, link].filter((part) => part !== '');
  return [
    `  <testcase${xmlAttributes({ name, classname: file, file, line })}>\n`,
    `    <failure${xmlAttributes({ type: severity, message })}>${lines.map(xmlText).join('\n')}</failure>\n`,
    '  </testcase>\n',
  ].join('');
}
