import type { DockerfileRule } from '../../../src/model/dockerfile-rule.ts';
import { problemsOf, type RunOptions } from '../../support/dockerfile.ts';

/** What a rule finds, as `line:column-endLine:endColumn text of the span`. */
export function found(rule: DockerfileRule, text: string, run: RunOptions = {}): readonly string[] {
  return problemsOf(rule, text, run).map(
    ({ line, column, endLine, endColumn, covered }) => `${line}:${column}-${endLine}:${endColumn} ${covered}`,
  );
}

/** The sentences that a rule says. */
export function messages(rule: DockerfileRule, text: string, run: RunOptions = {}): readonly string[] {
  return problemsOf(rule, text, run).map(({ message }) => message);
}

/** Which of its aliases a rule names. */
export function aliases(rule: DockerfileRule, text: string, run: RunOptions = {}): readonly (string | undefined)[] {
  return problemsOf(rule, text, run).map(({ alias }) => alias);
}

/** How bad each finding is at most; undefined: as bad as the rule says. */
export function softened(rule: DockerfileRule, text: string, run: RunOptions = {}): readonly (string | undefined)[] {
  return problemsOf(rule, text, run).map(({ atMost }) => atMost);
}

/** Which fixes come with the findings. */
export function safeties(rule: DockerfileRule, text: string, run: RunOptions = {}): readonly (string | undefined)[] {
  return problemsOf(rule, text, run).map(({ fix }) => fix?.safety);
}
