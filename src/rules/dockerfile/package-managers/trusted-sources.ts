import type { Build } from '../../../model/build.ts';
import type { BuildProblem, Fix } from '../../../model/dockerfile-rule.ts';
import type { MappedText } from '../../../model/mapped-text.ts';
import { isEditable } from '../shared/command-edits.ts';

/** A line of sources.list whose options hold `trusted=yes`: `deb [arch=amd64 trusted=yes] https://...`. */
const LINE = /(?:^|\n)[ \t]{0,16}deb(?:-src)?[ \t]{1,16}(\[[^\]\n]{0,1024}\])/g;
const OPTION = /(^\[|[ \t])trusted=(?:yes|true|1)(?=[ \t\]])/i;
/** The same in a .sources file. */
const FIELD = /(?:^|\n)(Trusted:[ \t]{0,16}(?:yes|true|1))[ \t]*(?=\r?\n|$)/gi;

/** Programs that write lists of sources. */
const WRITERS: readonly string[] = ['echo', 'printf', 'add-apt-repository', 'apt-add-repository'];

/** Reports lists of package sources that are written without a check of signatures: by echo and its like, and in heredocs. */
export function trustedSources(build: Build, report: (problem: BuildProblem) => void): void {
  for (const program of WRITERS) {
    for (const command of build.commands(program)) {
      // What only goes to the terminal is no list of sources.
      if (program.length < 7 && command.redirects.length === 0 && command.pipe === undefined) continue;
      const run = build.instructionOf(command.script);
      const canEdit = run.keyword === 'RUN' && isEditable(command, run);
      for (const word of command.args) {
        if (!word.raw.includes('rusted')) continue;
        const { source } = command.script;
        // Quotes in front of the line are no part of it, and `\n` of printf ends one.
        const text = source.text.slice(word.start, word.end).replaceAll(/["']/g, '\n').replaceAll('\\n', '\n\n');
        reportIn(text, word.start, source, canEdit, report);
      }
    }
  }
  for (const keyword of ['RUN', 'COPY', 'ADD'] as const) {
    for (const { heredocs } of build.of(keyword, { triggers: true })) {
      for (const { body } of heredocs) reportIn(body.text, 0, body, true, report);
    }
  }
}

function reportIn(
  text: string,
  offset: number,
  source: MappedText,
  canEdit: boolean,
  report: (problem: BuildProblem) => void,
): void {
  for (const match of text.matchAll(LINE)) {
    const options = match[1] ?? '';
    const option = OPTION.exec(options);
    if (option === null) continue;
    const at = offset + match.index + match[0].length - options.length;
    const start = at + option.index + (option[1]?.length ?? 0);
    const end = at + option.index + option[0].length;
    // Alone in its brackets it goes with them, and with the blank behind.
    const isAlone = options.length === option[0].length + 1;
    const blank = text.charAt(match.index + match[0].length) === ' ' ? 1 : 0;
    const from = isAlone ? at : option[1] === '[' ? start : start - 1;
    const to = isAlone ? at + options.length + blank : option[1] === '[' ? end + 1 : end;
    report(problemAt(source, start, end, canEdit ? { from, to } : undefined));
  }
  for (const match of text.matchAll(FIELD)) {
    const end = offset + match.index + match[0].length;
    const start = end - match[0].trimStart().length;
    report(problemAt(source, start, start + (match[1] ?? '').length, undefined));
  }
}

function problemAt(
  source: MappedText,
  start: number,
  end: number,
  drop: { readonly from: number; readonly to: number } | undefined,
): BuildProblem {
  const fix = drop === undefined || !source.isUnbroken(drop.from, drop.to) ? undefined : dropFix(source, drop);
  return {
    message: `with "${source.text.slice(start, end)}" apt-get takes package lists that nobody has signed`,
    span: source.spanOf(start, end),
    ...(fix !== undefined && { fix }),
  };
}

function dropFix(source: MappedText, { from, to }: { readonly from: number; readonly to: number }): Fix {
  return { safety: 'unsafe', title: 'take trusted=yes away', edits: [{ ...source.spanOf(from, to), text: '' }] };
}
