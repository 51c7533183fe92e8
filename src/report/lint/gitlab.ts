import type { LintSeverity } from '../../model/dockerfile-rule.ts';
import { safeJson } from '../jsonl.ts';
import { digestOf, Fingerprints } from './fingerprint.ts';
import type { LintFormat } from './format.ts';
import { relativePath } from './uri.ts';

const SEVERITIES: Readonly<Record<LintSeverity, string>> = {
  error: 'critical',
  warning: 'major',
  info: 'minor',
  style: 'info',
};

/** The Code Quality report of GitLab: one array, whose fingerprints stay the same while lines move. */
export function gitlabFormat(): LintFormat {
  let separator = '\n';
  return {
    start: () => '[',
    *file(report) {
      const path = relativePath(report.file);
      const fingerprints = new Fingerprints(path);
      for (const finding of report.findings) {
        const { digest, occurrence } = fingerprints.next(report, finding);
        const { start, end } = finding.region;
        const issue = {
          type: 'issue',
          check_name: finding.rule,
          description: finding.message,
          categories: [finding.severity === 'style' ? 'Style' : 'Bug Risk'],
          fingerprint: occurrence === 1 ? digest : digestOf(`${digest}:${occurrence}`),
          severity: SEVERITIES[finding.severity],
          location: { path, lines: { begin: start.line, end: end.line } },
        };
        yield `${separator}${safeJson(issue).trimEnd()}`;
        separator = ',\n';
      }
    },
    finish: () => '\n]\n',
  };
}
