import { buildOf, NO_INPUTS } from '../../src/builds/build.ts';
import type { BuildInputs } from '../../src/model/build.ts';
import type { BuildProblem, DockerfileRule } from '../../src/model/dockerfile-rule.ts';
import { parseDockerfile } from '../../src/parse/dockerfile/parse.ts';

/** What a rule is run with. */
export interface RunOptions {
  readonly options?: object;
  readonly inputs?: Partial<BuildInputs>;
}

/** A problem with the lines, columns and text of its span. */
export interface ShownProblem {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly message: string;
  /** The text of the span. */
  readonly covered: string;
  readonly alias?: string;
  readonly atMost?: BuildProblem['atMost'];
  readonly fix?: BuildProblem['fix'];
}

/** The problems that a rule finds in a Dockerfile, in the order in which it reports them. */
export function problemsOf(rule: DockerfileRule, text: string, run: RunOptions = {}): readonly ShownProblem[] {
  const { positionOf } = parseDockerfile(text);
  return rawProblems(rule, text, run).map(({ span, message, alias, atMost, fix }) => {
    const [start, end] = [positionOf(span.start), positionOf(span.end)];
    return {
      ...start,
      endLine: end.line,
      endColumn: end.column,
      message,
      covered: text.slice(span.start, span.end),
      ...(alias !== undefined && { alias: typeof alias === 'string' ? alias : alias.join(' ') }),
      ...(atMost !== undefined && { atMost }),
      ...(fix !== undefined && { fix }),
    };
  });
}

/** The text after the fixes of a rule, applied once; those that overlap an earlier one are left out. */
export function fixedBy(
  rule: DockerfileRule,
  text: string,
  run: RunOptions & { readonly unsafe?: boolean } = {},
): string {
  const fixes = rawProblems(rule, text, run).flatMap(({ fix }) =>
    fix !== undefined && (run.unsafe === true || fix.safety === 'safe') ? [fix] : [],
  );
  let taken: BuildProblem['fix'][] = [];
  for (const fix of fixes) {
    const clashes = taken.some((other) =>
      other?.edits.some((one) => fix.edits.some((edit) => one.start < edit.end && edit.start < one.end)),
    );
    if (!clashes) taken = [...taken, fix];
  }
  return taken
    .flatMap((fix) => fix?.edits ?? [])
    .toSorted((one, other) => other.start - one.start)
    .reduce((now, { start, end, text: instead }) => now.slice(0, start) + instead + now.slice(end), text);
}

function rawProblems(rule: DockerfileRule, text: string, { options = {}, inputs = {} }: RunOptions): BuildProblem[] {
  const problems: BuildProblem[] = [];
  const build = buildOf(parseDockerfile(text), { ...NO_INPUTS, ...inputs });
  rule.compile(options)(build, (problem) => problems.push(problem));
  return problems;
}
