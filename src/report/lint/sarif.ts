import type { FileReport, LintTotals } from '../../model/lint.ts';
import { safeJson } from '../jsonl.ts';
import { Fingerprints } from './fingerprint.ts';
import type { FormatSettings, LintFormat } from './format.ts';
import { Places } from './places.ts';
import { sarifResult } from './sarif-result.ts';
import { SarifRules } from './sarif-rules.ts';

/** The schema as OASIS publishes it. */
const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

const HEAD = `{"$schema":${JSON.stringify(SCHEMA)},"version":"2.1.0","runs":[{"columnKind":"utf16CodeUnits","results":[`;

/** SARIF 2.1.0, with one run. Results come first, because they are written as they are found; rules stand behind them. */
export function sarifFormat({ version, rules: known }: FormatSettings): LintFormat {
  const rules = new SarifRules(known());
  let separator = '\n';
  return {
    start: () => HEAD,
    *file(report) {
      const file = { report, places: new Places(report.text), fingerprints: new Fingerprints() };
      for (const { finding, suppression } of inOrder(report)) {
        const result = sarifResult(file, finding, rules.indexOf(finding), suppression);
        yield `${separator}${safeJson(result).trimEnd()}`;
        separator = ',\n';
      }
    },
    finish: (totals) => `\n],\n${tail(version, rules, totals)}}]}\n`,
  };
}

/** Suppressed findings count as occurrences, so that a comment changes no fingerprint of others. */
function inOrder({ findings, suppressed }: FileReport) {
  const counting = findings.map((finding) => ({ finding, suppression: undefined }));
  if (suppressed.length === 0) return counting;
  return [...counting, ...suppressed].sort((one, other) => one.finding.span.start - other.finding.span.start);
}

/** The rest of the run, without the braces around it. */
function tail(version: string, rules: SarifRules, { unreadable }: LintTotals): string {
  const rest = {
    originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The folder that tidewaiter was run in.' } } },
    invocations: [{ executionSuccessful: unreadable === 0 }],
    tool: {
      driver: {
        name: 'tidewaiter',
        version,
        semanticVersion: version,
        informationUri: 'https://tidewaiter.dev',
        rules: rules.all,
      },
    },
  };
  return safeJson(rest).trimEnd().slice(1, -1);
}
