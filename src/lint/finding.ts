import type { Dockerfile } from '../model/dockerfile.ts';
import type { BuildProblem, LintSeverity } from '../model/dockerfile-rule.ts';
import type { LintFinding, Region } from '../model/lint.ts';
import type { Span } from '../model/mapped-text.ts';
import { printable } from '../model/printable.ts';
import type { LintRule } from './linter.ts';
import { atMost, gradeOf } from './settings.ts';

const MESSAGE_LENGTH = 512;

/** Where a stretch of a file stands, in lines and columns. */
export function regionOf({ positionOf }: Pick<Dockerfile, 'positionOf'>, { start, end }: Span): Region {
  return { start: positionOf(start), end: positionOf(end) };
}

/** A problem as a finding; undefined where the configuration does not want those of its kind. */
export function findingOf(
  { rule, settings, link, aliasesFor }: LintRule,
  problem: BuildProblem,
  dockerfile: Dockerfile,
  policy: string | undefined,
): LintFinding | undefined {
  const aliases = aliasesFor(problem.alias);
  const grade = gradeOf(settings, aliases);
  if (grade.setting === 'off') return undefined;
  const asking = policy ?? grade.policy;
  const span = inside(problem.span, dockerfile.text.length);
  return {
    rule: rule.id,
    aliases,
    severity: atMost(grade.setting, problem.atMost),
    message: printable(problem.message, MESSAGE_LENGTH),
    why: rule.why,
    remediation: rule.remediation,
    link,
    span,
    region: regionOf(dockerfile, span),
    ...(problem.fix && { fix: problem.fix }),
    ...((problem.related ?? problem.elsewhere) && { related: relatedOf(problem, dockerfile) }),
    ...(asking !== undefined && { policy: asking }),
    ...(settings.preview && { preview: true }),
  };
}

/** What another program found, such as ShellCheck. */
export interface ForeignProblem {
  /** `SC2034`. */
  readonly code: string;
  readonly severity: LintSeverity;
  readonly message: string;
  readonly remediation: string;
  readonly link: string;
  readonly span: Span;
}

/** A problem that another program found, as a finding. */
export function foreignFinding(
  { code, message, severity, remediation, link, span: written }: ForeignProblem,
  dockerfile: Dockerfile,
): LintFinding {
  const span = inside(written, dockerfile.text.length);
  return {
    rule: code,
    aliases: [],
    severity,
    message: printable(message, MESSAGE_LENGTH),
    why: '',
    remediation,
    link,
    span,
    region: regionOf(dockerfile, span),
  };
}

/** In the order of the file; where two start at the same place, the shorter is first. */
export function byPlace(one: LintFinding, other: LintFinding): number {
  return (
    one.span.start - other.span.start ||
    one.span.end - other.span.end ||
    (one.rule < other.rule ? -1 : Number(one.rule > other.rule))
  );
}

function relatedOf(
  { related = [], elsewhere = [] }: BuildProblem,
  dockerfile: Dockerfile,
): NonNullable<LintFinding['related']> {
  return [
    ...related.map(({ span, message }) => ({
      region: regionOf(dockerfile, inside(span, dockerfile.text.length)),
      message: printable(message, MESSAGE_LENGTH),
    })),
    ...elsewhere.map(({ file, position, message }) => ({
      file,
      region: { start: position, end: position },
      message: printable(message, MESSAGE_LENGTH),
    })),
  ];
}

function inside({ start, end }: Span, length: number): Span {
  const from = Math.min(Math.max(start, 0), length);
  return { start: from, end: Math.min(Math.max(end, from), length) };
}
