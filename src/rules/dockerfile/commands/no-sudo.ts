import type { Build } from '../../../model/build.ts';
import { dockerfileRule, type Fix } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import type { ShellCommand, ShellWord } from '../../../model/shell.ts';
import { baseName } from '../shared/paths.ts';
import { canEdit, fixOf, replaceInScript } from '../shared/run-commands.ts';

/** Programs that run another one as somebody else, and may ask for a password. */
const PROGRAMS: ReadonlySet<string> = new Set(['sudo', 'doas']);
/** Options of theirs without which the command does the same: environment, home, questions. */
const IDLE_OPTION = /^(?:-[EHnSk]{1,8}|--preserve-env|--set-home|--non-interactive|--stdin|--reset-timestamp)$/;

export const noSudo = dockerfileRule<object>({
  id: 'no-sudo',
  severity: 'warning',
  summary: 'No RUN uses sudo or doas',
  why: 'A build is root until USER says otherwise, and an image with sudo hands root to whoever gets into its containers',
  remediation: 'Run what needs root in front of USER, and change users with USER, gosu, su-exec or setpriv',
  aliases: { hadolint: ['DL3004'], trivy: ['DS-0010'], checkov: ['CKV2_DOCKER_1'], dockle: ['DKL-DI-0001'] },
  fixes: 'unsafe',
  options: record('No options', {}),
  compile: () => (build, report) => {
    for (const command of build.allCommands) {
      const word = wordOf(command);
      if (word === undefined) continue;
      const name = baseName(word.value);
      const inner = command.wrappers.length > 0 && !PROGRAMS.has(command.program) ? command.program : '';
      report({
        message: inner === '' ? `${name} is no tool for builds` : `${name} runs ${inner}, which USER is for`,
        span: command.script.spanOf(word),
        ...dropFix(build, command, word),
      });
    }
  },
});

/** The word `sudo` of a command. */
function wordOf({ program, programWord, wrappers, words }: ShellCommand): ShellWord | undefined {
  if (PROGRAMS.has(program)) return programWord;
  if (wrappers.length === 0 || !wrappers.some((name) => PROGRAMS.has(name))) return undefined;
  return words.find(({ value }) => PROGRAMS.has(baseName(value)));
}

/** Where sudo comes first and its options say nothing about the user, what stands behind it runs by itself. */
function dropFix(build: Build, command: ShellCommand, word: ShellWord): { readonly fix?: Fix } {
  const { words, script } = command;
  if (words[0] !== word || PROGRAMS.has(command.program) || !canEdit(build, command)) return {};
  const next = words.find(({ value }, at) => at > 0 && !IDLE_OPTION.test(value) && value !== '--');
  if (next === undefined || next.value.startsWith('-')) return {};
  const edit = replaceInScript(script, { start: word.start, end: next.start }, '');
  return fixOf('unsafe', `take ${baseName(word.value)} away`, edit);
}
