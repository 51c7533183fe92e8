import type { Build } from '../../../model/build.ts';

const noAnswers = () => new Map<RegExp, boolean>();

/** Programs that write texts into files. */
const WRITERS: readonly string[] = ['echo', 'printf', 'tee', 'sed', 'crudini'];

/**
 * Whether a build writes settings that match: as words of echo, printf and the like, or in the body of a heredoc. Comments never
 * count. Ask only where the file's text holds what is looked for: it goes through everything.
 */
export function writesSetting(build: Build, pattern: RegExp): boolean {
  const known = build.once(noAnswers);
  let answer = known.get(pattern);
  if (answer === undefined) {
    answer = writtenTexts(build).some((text) => pattern.test(text));
    known.set(pattern, answer);
  }
  return answer;
}

function writtenTexts(build: Build): string[] {
  const texts: string[] = [];
  for (const program of WRITERS) {
    for (const command of build.commands(program)) for (const { value } of command.args) texts.push(value);
  }
  for (const keyword of ['RUN', 'COPY', 'ADD'] as const) {
    for (const { heredocs } of build.of(keyword, { triggers: true })) {
      for (const { body } of heredocs) texts.push(body.text);
    }
  }
  return texts;
}
