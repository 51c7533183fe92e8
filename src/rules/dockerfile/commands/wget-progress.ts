import type { Build } from '../../../model/build.ts';
import { dockerfileRule, type Fix } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import type { ShellCommand } from '../../../model/shell.ts';
import { baseFamily } from '../shared/base-family.ts';
import { insertBehind } from '../shared/command-edits.ts';
import { installs } from '../shared/installed.ts';
import { canEdit, fixOf, mayHoldOptions } from '../shared/run-commands.ts';
import { downloadLine } from './downloaders.ts';

/** Options with which wget shows little, nothing, or something else, or writes it to a file. */
const QUIET: readonly string[] = [
  ...['-q', '--quiet', '--no-verbose', '--progress', '-o', '--output-file', '-a', '--append-output', '--spider'],
  ...['-b', '--background', '-V', '--version', '--help'],
];
/** `-nv`, also in `-qnv`. */
const NO_VERBOSE = /^-[A-Za-z]{0,8}nv/;
const PROGRESS = '--progress=dot:giga';

export const wgetProgress = dockerfileRule<object>({
  id: 'wget-progress',
  severity: 'info',
  summary: 'wget does not draw a progress bar into the log of the build',
  why: 'A bar is drawn anew for every few kilobytes, and the log of the build has thousands of lines that nobody can read',
  remediation: 'Give --progress=dot:giga to wget, or -nv or -q',
  aliases: { hadolint: ['DL3047'] },
  fixes: 'safe and unsafe',
  options: record('No options', {}),
  compile: () => (build, report) => {
    for (const command of build.commands('wget')) {
      if (isQuiet(command)) continue;
      const { programWord, script } = command;
      if (programWord === undefined) continue;
      const edit = insertBehind(command, programWord, ` ${PROGRESS}`);
      const safety: Fix['safety'] = isGnu(build, command) ? 'safe' : 'unsafe';
      report({
        message: 'wget draws a progress bar into the log of the build',
        span: script.spanOf(programWord),
        ...(canEdit(build, command) && fixOf(safety, `give ${PROGRESS} to wget`, edit)),
      });
    }
  },
});

function isQuiet(command: ShellCommand): boolean {
  const { args, redirects } = command;
  const line = downloadLine(command);
  if (line.operands.length === 0 && !line.has('-i', '--input-file') && !command.wrappers.includes('xargs')) return true;
  if (line.has(...QUIET) || args.some((word) => NO_VERBOSE.test(word.value) || mayHoldOptions(word))) return true;
  // The bar is drawn on the error output.
  return redirects.some(({ operator, descriptor }) => descriptor === 2 || operator === '&>' || operator === '&>>');
}

/** Whether it is the wget of GNU, which knows the option, and not that of BusyBox: by the base image, or because it is installed. */
function isGnu(build: Build, { script }: ShellCommand): boolean {
  const stage = build.stageOf(build.instructionOf(script));
  if (stage === undefined) return false;
  const family = baseFamily(build, stage);
  return family === 'debian' || family === 'rpm' || installs(build, stage, 'wget');
}
