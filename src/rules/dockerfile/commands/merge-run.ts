import type { Build, Stage } from '../../../model/build.ts';
import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import type { Instruction, InstructionOf } from '../../../model/instruction.ts';
import { record } from '../../../model/schema.ts';
import type { ShellScript } from '../../../model/shell.ts';
import { fixOf } from '../shared/run-commands.ts';
import { spanOf } from '../shared/spans.ts';

type Run = InstructionOf<'RUN'>;

/** A RUN of more commands is long enough by itself. */
const MOST_COMMANDS = 2;
/** Commands that change what the ones behind them do, as long as they share a shell. */
const LASTING: ReadonlySet<string> = new Set(
  ['cd', 'pushd', 'popd', 'set', 'export', 'source', '.', 'exit', 'exec', 'alias'].concat(['umask', 'trap', 'shopt']),
);

export const mergeRun = dockerfileRule<object>({
  id: 'merge-run',
  severity: 'info',
  summary: 'Short RUN instructions that follow each other are one RUN',
  why: 'Each RUN is a layer of its own: what a later one changes or deletes is still part of the image',
  remediation: 'Join the commands with && in one RUN',
  aliases: { hadolint: ['DL3059'] },
  fixes: 'unsafe',
  options: record('No options', {}),
  compile: () => (build, report) => {
    // Layers of stages that only files are copied from are not part of the image.
    for (const stage of build.final?.chain ?? [])
      judge(build, stage, (run, before) => {
        report({
          message: 'this RUN makes a layer of its own, and could be a part of the one before it',
          span: spanOf(run, run.word),
          ...joinFix(build, before, run),
        });
      });
  },
});

function judge(build: Build, { instructions }: Stage, found: (run: Run, before: Run) => void): void {
  let before: Run | undefined;
  for (const instruction of instructions) {
    const run = shortRun(build, instruction);
    if (run !== undefined && before !== undefined && hasSameFlags(run, before)) found(run, before);
    before = run;
  }
}

/** A RUN of few commands in shell form. */
function shortRun(build: Build, instruction: Instruction): Run | undefined {
  if (instruction.keyword !== 'RUN' || instruction.broken || instruction.command.form !== 'shell') return undefined;
  if (instruction.heredocs.length > 0) return undefined;
  const [script] = build.scripts(instruction);
  if (script === undefined || script.errors.length > 0 || script.truncated) return undefined;
  const { length } = script.commands;
  return length > 0 && length <= MOST_COMMANDS ? instruction : undefined;
}

function hasSameFlags(one: Run, other: Run): boolean {
  return one.flags.length === other.flags.length && texts(one) === texts(other);
}

function texts({ flags }: Run): string {
  return flags
    .map(({ whole }) => whole.text)
    .sort()
    .join('\n');
}

/** Puts `&& \` in place of everything between the commands of two RUNs. */
function joinFix(build: Build, before: Run, run: Run): ReturnType<typeof fixOf> {
  const [first, second] = [build.scripts(before)[0], build.scripts(run)[0]];
  if (first === undefined || second === undefined || run.commentsAbove.length > 0) return {};
  if (!isJoinable(first) || !isChain(second) || first.commands.some(({ program }) => LASTING.has(program))) return {};
  const { end: from } = spanOf(before, before.command.piece);
  const { start: to } = spanOf(run, run.command.piece);
  const { escapeMark, lineEnd } = build.dockerfile;
  const text = ` && ${escapeMark}${lineEnd}    `;
  return fixOf('unsafe', 'join it with the RUN before', { start: from, end: to, text });
}

/** Whether `&&` may stand behind a script: it has no comment, and waits for its last command. */
function isJoinable({ source: { text }, commands }: ShellScript): boolean {
  return !text.includes('#') && commands.every(({ followedBy }) => followedBy !== '&');
}

/** Whether a script is one chain of `&&`, so that it may stand behind another. */
function isChain(script: ShellScript): boolean {
  const { commands } = script;
  return (
    isJoinable(script) &&
    commands.every(
      ({ conditional, followedBy, nesting }) =>
        !conditional && (nesting > 0 || followedBy === '' || followedBy === '&&'),
    )
  );
}
