import type { LintSeverity } from '../../../src/model/dockerfile-rule.ts';
import type { FileReport, LintFinding, LintTotals, RuleDescription } from '../../../src/model/lint.ts';
import type { FormatSettings, LintFormatter } from '../../../src/report/lint/format.ts';
import { Places } from '../../../src/report/lint/places.ts';
import { plain } from '../../../src/report/text.ts';

export const PIN_RULE: RuleDescription = {
  id: 'pin-apt-packages',
  aliases: ['DL3008'],
  severity: 'warning',
  summary: 'Packages of apt-get have versions',
  why: 'A build of tomorrow installs something else',
  remediation: 'Write name=version',
  link: 'https://tidewaiter.test/rules/pin-apt-packages',
};

export const NO_TOTALS: LintTotals = {
  files: 1,
  findings: { error: 0, warning: 0, info: 0, style: 0 },
  suppressed: 0,
  fixed: 0,
  fixable: 0,
  unreadable: 0,
};

/** A finding at the first place of a text where `covered` stands; '' is a point at the end of the text. */
export function findingAt(text: string, covered: string, more: Partial<LintFinding> = {}): LintFinding {
  const start = covered === '' ? text.length : text.indexOf(covered);
  if (start < 0) throw new Error(`"${covered}" is not in the text`);
  const span = { start, end: start + covered.length };
  return {
    rule: PIN_RULE.id,
    aliases: PIN_RULE.aliases,
    severity: 'warning' satisfies LintSeverity,
    message: `package "${covered}" has no version`,
    why: PIN_RULE.why,
    remediation: PIN_RULE.remediation,
    link: PIN_RULE.link,
    span,
    region: new Places(text).regionOf(span),
    ...more,
  };
}

export function reportOf(text: string, findings: readonly LintFinding[], more: Partial<FileReport> = {}): FileReport {
  return { file: 'Dockerfile', text, findings, suppressed: [], ...more };
}

/** Everything that a format writes of some reports. */
export function written(
  formatter: LintFormatter,
  reports: readonly FileReport[],
  { totals = NO_TOTALS, ...settings }: Partial<FormatSettings> & { totals?: LintTotals } = {},
): string {
  const format = formatter({ version: '1.2.3', rules: () => [PIN_RULE], paint: plain, quiet: false, ...settings });
  return [format.start(), ...reports.flatMap((report) => [...format.file(report)]), format.finish(totals)].join('');
}
