import type { Build } from '../../../model/build.ts';
import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import type { ShellCommand, ShellScript } from '../../../model/shell.ts';
import { quoted } from '../shared/spans.ts';

/** Change the folder, or go back to an earlier one. */
const MOVES = new Set(['cd', 'pushd', 'popd']);
/** May stand in front of the first command that does something. */
const SETTINGS = new Set(['set', 'shopt']);

export const preferWorkdir = dockerfileRule<object>({
  id: 'prefer-workdir',
  severity: 'info',
  summary: 'WORKDIR, and not cd, says in which folder a RUN works',
  why: 'What cd does ends with its RUN, so that the next instruction is somewhere else; WORKDIR stays, and makes the folder',
  remediation: 'Write WORKDIR in front of the RUN',
  aliases: { hadolint: ['DL3003'], trivy: ['DS-0013'] },
  options: record('No options', {}),
  compile: () => (build, report) => {
    let last: ShellScript | undefined;
    for (const cd of build.commands('cd')) {
      const { script } = cd;
      if (script === last) continue;
      last = script;
      if (!isFirst(cd, script) || !mayBeWorkdir(build, cd)) continue;
      const isAlone = script.commands.at(-1) === cd;
      if (!isAlone && movesLater(cd, script)) continue;
      const target = quoted(cd.args[0]?.value ?? '');
      report({
        message: isAlone
          ? `cd ${target} ends with its RUN, and the instructions behind it do not start there`
          : `cd ${target} holds for the rest of this RUN alone, which is what WORKDIR is for`,
        span: script.spanOf(cd),
      });
    }
  },
});

/** Whether nothing runs before, but what sets up the shell. */
function isFirst(cd: ShellCommand, { commands }: ShellScript): boolean {
  if (cd.nesting > 0 || cd.conditional || cd.pipe !== undefined || cd.followedBy === '&') return false;
  for (const command of commands) {
    if (command === cd) return true;
    if (!SETTINGS.has(command.program)) return false;
  }
  return false;
}

/** Whether the folder stays what it is to the end, in the script itself: subshells come back by themselves. */
function movesLater(cd: ShellCommand, { commands }: ShellScript): boolean {
  return commands.some((command) => command !== cd && command.nesting === 0 && MOVES.has(command.program));
}

/** Whether WORKDIR could name the folder: one word, with no variables but those of ARG and ENV. */
function mayBeWorkdir(build: Build, { args, script }: ShellCommand): boolean {
  const [target, ...others] = args;
  if (target === undefined || others.length > 0 || target.value.startsWith('-') || target.value.startsWith('~'))
    return false;
  const instruction = build.instructionOf(script);
  return target.expansions.every(
    ({ kind, name }) => kind === 'variable' && build.variableAt(instruction, name) !== undefined,
  );
}
