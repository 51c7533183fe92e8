import type { FileReport, LintFinding } from '../../model/lint.ts';
import { safeJson } from '../jsonl.ts';

/** One finding as one line of JSON, without a line end. */
export function findingJson(
  { file }: Pick<FileReport, 'file'>,
  {
    region,
    rule,
    aliases,
    severity,
    message,
    remediation,
    why,
    link,
    fix,
    policy,
    preview,
    admission,
    undecided,
    related = [],
  }: LintFinding,
): string {
  return safeJson({
    file,
    line: region.start.line,
    column: region.start.column,
    endLine: region.end.line,
    endColumn: region.end.column,
    rule,
    aliases,
    severity,
    message,
    remediation,
    fixable: fix !== undefined,
    ...(fix !== undefined && { fix: { safety: fix.safety, title: fix.title } }),
    why,
    link,
    ...(policy !== undefined && { policy }),
    ...(preview && { preview }),
    ...(admission !== undefined && { admission }),
    ...(undecided && { undecided }),
    ...(related.length > 0 && { related: related.map((other) => relatedJson(file, other)) }),
  }).trimEnd();
}

function relatedJson(
  file: string,
  { region: { start }, message, ...other }: NonNullable<LintFinding['related']>[number],
) {
  return { file: other.file ?? file, line: start.line, column: start.column, message };
}
