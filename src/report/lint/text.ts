import { LINT_SEVERITIES, type LintSeverity } from '../../model/dockerfile-rule.ts';
import type { FileReport, LintFinding, LintTotals } from '../../model/lint.ts';
import { type Paint, plain, type Tone } from '../text.ts';
import { admissionText } from './admission-text.ts';
import { excerptOf } from './excerpt.ts';
import type { FormatSettings, LintFormat } from './format.ts';
import { disarmed, shown } from './safe-text.ts';

const TONES: Readonly<Record<LintSeverity, Tone>> = {
  error: 'denied',
  warning: 'warned',
  info: 'quiet',
  style: 'quiet',
};

const FIXES = { safe: '--fix does that', unsafe: '--fix=unsafe does that' } as const;

/** For people: what is wrong with its line, why, what to do, and a summary. */
export function textFormat({ paint, quiet }: FormatSettings): LintFormat {
  return {
    start: () => '',
    *file(report) {
      for (const finding of report.findings) yield explain(report, finding, paint);
      if (report.admission !== undefined) yield admissionText(report.file, report.admission, paint);
    },
    finish: (totals) => (quiet ? '' : summarize(totals, paint)),
  };
}

function explain(report: FileReport, finding: LintFinding, paint: Paint): string {
  const { rule, severity, message, why, remediation, region, related = [] } = finding;
  const { line, column } = region.start;
  const excerpt = excerptOf(report, finding);
  const number = String(line);
  const margin = ' '.repeat(number.length);
  const place = `${shown(report.file)}:${line}:${column}`;
  const fix = finding.fix === undefined ? '' : ` (${FIXES[finding.fix.safety]})`;
  return [
    `${paint(TONES[severity], severity)}: ${shown(message)} ${paint('quiet', `(${rule})`)}`,
    `${margin} ${paint('quiet', '-->')} ${place}`,
    `${margin} ${paint('quiet', '|')}`,
    `${paint('quiet', `${number} |`)} ${disarmed(excerpt.line)}`,
    `${margin} ${paint('quiet', '|')} ${paint(TONES[severity], excerpt.carets)}${furtherLines(finding)}`,
    ...(why === '' ? [] : [`${margin} why: ${shown(why)}`]),
    ...(remediation === '' ? [] : [`${margin} do: ${shown(remediation)}${fix}`]),
    ...related.map(
      (other) =>
        `${margin} see: ${shown(other.file ?? report.file)}:${other.region.start.line}:${other.region.start.column}: ${shown(other.message)}`,
    ),
    ...notes(finding).map((note) => paint('quiet', `${margin} ${note}`)),
    '',
    '',
  ].join('\n');
}

function furtherLines({ region: { start, end } }: LintFinding): string {
  const last = end.column === 1 ? end.line - 1 : end.line;
  return last > start.line ? ` up to line ${last}` : '';
}

function notes({ aliases, policy, preview, link }: LintFinding): readonly string[] {
  return [
    ...(aliases.length > 0 ? [`also known as: ${shown(aliases.join(', '))}`] : []),
    ...(policy === undefined ? [] : [`policy: ${shown(policy)}`]),
    ...(preview ? ['preview: newer than the rule set in use, so it does not count yet'] : []),
    ...(link === '' ? [] : [`more: ${shown(link)}`]),
  ];
}

/** The last line: what the whole run came to. */
export function summarize(
  { files, findings, suppressed, fixed, fixable, unreadable }: LintTotals,
  paint: Paint = plain,
): string {
  const found = LINT_SEVERITIES.filter((severity) => findings[severity] > 0).map((severity) =>
    paint(TONES[severity], `${findings[severity]} ${severity}${findings[severity] > 1 ? PLURAL[severity] : ''}`),
  );
  const parts = [
    `${numbered(files, 'file')}: ${found.length === 0 ? paint('allowed', 'nothing found') : found.join(', ')}`,
    ...(fixed > 0 ? [`${fixed} fixed`] : []),
    ...(fixable > 0 ? [`--fix mends ${fixable}`] : []),
    ...(suppressed > 0 ? [`${suppressed} ignored by comments`] : []),
    ...(unreadable > 0 ? [paint('denied', `${numbered(unreadable, 'file')} not read`)] : []),
  ];
  return `${parts.join('; ')}\n`;
}

const PLURAL: Readonly<Record<LintSeverity, string>> = { error: 's', warning: 's', info: '', style: '' };

function numbered(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
