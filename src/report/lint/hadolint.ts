import type { LintSeverity } from '../../model/dockerfile-rule.ts';
import type { LintFinding } from '../../model/lint.ts';
import { safeJson } from '../jsonl.ts';
import { digestOf } from './fingerprint.ts';
import type { FormatSettings, LintFormat } from './format.ts';
import type { HadolintFormat } from './hadolint-names.ts';
import { shown, shownPath } from './safe-text.ts';
import { xmlAttributes } from './xml.ts';

const TONES = { error: 'denied', warning: 'warned', info: 'allowed', style: 'quiet' } as const;
const CODE_CLIMATE: Readonly<Record<LintSeverity, string>> = {
  error: 'blocker',
  warning: 'major',
  info: 'info',
  style: 'minor',
};
const SONARQUBE: Readonly<Record<LintSeverity, string>> = {
  error: 'CRITICAL',
  warning: 'MAJOR',
  info: 'MINOR',
  style: 'INFO',
};
/** What stops hadolint is worse than any error. */
const UNPARSABLE = 'DL1000';

/** How one finding is written, and what stands around and between them. */
interface Frame {
  readonly before: string;
  readonly between: string;
  readonly after: string;
  show(file: string, finding: LintFinding): string;
}

/** A format in which hadolint writes its findings: a line each, always in column 1. */
export function hadolintFormat(name: HadolintFormat, { paint }: Pick<FormatSettings, 'paint'>): LintFormat {
  if (name === 'checkstyle') return CHECKSTYLE;
  const { before, between, after, show }: Frame =
    name === 'tty'
      ? { ...LINES, show: (file, finding) => ttyLine(file, finding, paint(TONES[finding.severity], finding.severity)) }
      : FRAMES[name];
  let isFirst = true;
  return {
    start: () => before,
    *file({ file, findings }) {
      for (const finding of findings) {
        yield `${isFirst ? '' : between}${show(file, finding)}`;
        isFirst = false;
      }
    },
    finish: () => after,
  };
}

const LINES = { before: '', between: '', after: '' };

function ttyLine(file: string, { region, rule, message }: LintFinding, severity: string): string {
  return `${shownPath(file)}:${region.start.line} ${rule} ${severity}: ${shown(message)}\n`;
}

const FRAMES: Readonly<Record<Exclude<HadolintFormat, 'tty' | 'checkstyle'>, Frame>> = {
  json: {
    before: '[',
    between: ',',
    after: ']\n',
    show: (file, { region, severity, rule, message }) =>
      line({ code: rule, column: 1, file, level: severity, line: region.start.line, message }),
  },
  gnu: {
    ...LINES,
    show: (file, { region, severity, rule, message }) =>
      `hadolint:${shownPath(file)}:${region.start.line}: ${rule} ${severity}: ${shown(message)}\n`,
  },
  codeclimate: { ...LINES, show: (file, finding) => `${line(climateIssue(file, finding))}\0` },
  gitlab_codeclimate: {
    before: '[',
    between: ',',
    after: ']\n',
    show(file, finding) {
      const issue = climateIssue(file, finding);
      return line({ ...issue, fingerprint: digestOf(JSON.stringify(issue)) });
    },
  },
  codacy: {
    ...LINES,
    show: (file, { region, rule, message }) =>
      line({ filename: file, patternId: rule, message, line: region.start.line }),
  },
  sonarqube: {
    before: '{"issues":[',
    between: ',',
    after: ']}\n',
    show: (file, finding) => line(sonarIssue(file, finding)),
  },
};

function line(value: object): string {
  return safeJson(value).trimEnd();
}

function climateIssue(file: string, { region, severity, rule, message }: LintFinding): object {
  const { line: begin } = region.start;
  return {
    type: 'issue',
    check_name: rule,
    description: message,
    categories: ['Bug Risk'],
    location: { path: file, lines: { begin, end: begin } },
    severity: CODE_CLIMATE[severity],
  };
}

function sonarIssue(file: string, { region, severity, rule, message }: LintFinding): object {
  const { line: startLine } = region.start;
  return {
    engineId: 'Hadolint',
    ruleId: rule,
    severity: rule === UNPARSABLE ? 'BLOCKER' : SONARQUBE[severity],
    type: severity === 'error' ? 'BUG' : 'CODE_SMELL',
    primaryLocation: {
      message,
      filePath: file,
      textRange: { startLine, endLine: startLine, startColumn: 0, endColumn: 1 },
    },
  };
}

const CHECKSTYLE: LintFormat = {
  start: () => '<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="4.3">\n',
  *file({ file, findings }) {
    yield `<file${xmlAttributes({ name: file })}>\n`;
    for (const { region, severity, message, rule } of findings) {
      const attributes = { line: region.start.line, column: 1, severity, message, source: rule };
      yield `  <error${xmlAttributes(attributes)}/>\n`;
    }
    yield '</file>\n';
  },
  finish: () => '</checkstyle>\n',
};
