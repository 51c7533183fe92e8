import type { Fix } from '../../model/dockerfile-rule.ts';
import type { FileReport, LintFinding, LintSuppression, Region } from '../../model/lint.ts';
import type { Fingerprints } from './fingerprint.ts';
import type { Places } from './places.ts';
import { LEVELS } from './sarif-rules.ts';
import { secretsIn } from './secrets.ts';
import { artifactLocation } from './uri.ts';

/** A file of a run, with what its results need. */
export interface SarifFile {
  readonly report: FileReport;
  readonly places: Places;
  readonly fingerprints: Fingerprints;
}

/** One result of SARIF. */
export function sarifResult(
  file: SarifFile,
  finding: LintFinding,
  ruleIndex: number,
  suppression: LintSuppression | undefined,
): object {
  const { report, fingerprints } = file;
  const {
    rule,
    severity,
    message,
    remediation,
    region,
    related = [],
    fix,
    policy,
    preview,
    admission,
    undecided,
  } = finding;
  const { digest, occurrence } = fingerprints.next(report, finding);
  const text = remediation === '' ? message : `${message}. ${remediation}.`;
  return {
    ruleId: rule,
    ruleIndex,
    level: LEVELS[severity],
    message: { text },
    locations: [location(report, region)],
    partialFingerprints: { primaryLocationLineHash: `${digest}:${occurrence}` },
    ...(related.length > 0 && {
      relatedLocations: related.map((other, id) => ({
        id,
        ...location({ file: other.file ?? report.file }, other.region),
        message: { text: other.message },
      })),
    }),
    ...(fix !== undefined && !holdsSecret(report, fix) && { fixes: [sarifFix(file, fix)] }),
    // SARIF wants the list in all results or in none: an empty one says that nothing takes the finding out.
    suppressions: suppression === undefined ? [] : [suppressed(report, suppression)],
    properties: {
      severity,
      ...(fix !== undefined && { fixSafety: fix.safety }),
      ...(policy !== undefined && { policy }),
      ...(preview && { preview }),
      ...(admission !== undefined && { admission }),
      ...(undecided && { undecided }),
    },
  };
}

function suppressed(report: FileReport, { by, region, reason }: LintSuppression): object {
  return {
    kind: 'inSource',
    status: 'accepted',
    justification: reason ?? `a comment for ${by} says so, without a reason`,
    location: location(report, region),
  };
}

function location({ file }: Pick<FileReport, 'file'>, region: Region): { readonly physicalLocation: object } {
  return { physicalLocation: { artifactLocation: artifactLocation(file), region: sarifRegion(region) } };
}

/** The end is behind the last character in SARIF, too. */
function sarifRegion({ start, end }: Region): object {
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

/** A fix repeats the text that it changes. */
function holdsSecret(report: FileReport, { edits }: Fix): boolean {
  return edits.some((edit) => secretsIn(report, edit).length > 0);
}

function sarifFix({ report, places }: SarifFile, { title, edits }: Fix): object {
  return {
    description: { text: title },
    artifactChanges: [
      {
        artifactLocation: artifactLocation(report.file),
        replacements: edits.map((edit) => ({
          deletedRegion: sarifRegion(places.regionOf(edit)),
          insertedContent: { text: edit.text },
        })),
      },
    ],
  };
}
