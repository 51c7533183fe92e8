import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { printable } from '../../../model/printable.ts';
import { record } from '../../../model/schema.ts';
import type { ShellCommand } from '../../../model/shell.ts';
import { canEdit, fixOf } from '../shared/run-commands.ts';
import { isOn } from '../shared/shell-settings.ts';

/** Folders that are always there. */
const CERTAIN = /^(?:\/|\.|-|~|\.\.(?:\/\.\.){0,16}\/?)$/;

export const cdOrExit = dockerfileRule<object>({
  id: 'cd-or-exit',
  severity: 'warning',
  summary: 'A script does not go on where its cd has failed',
  why: 'What follows then works in another folder, where rm and tar do damage, and the build succeeds all the same',
  remediation: 'Join the commands with &&, write set -e in front, or take WORKDIR',
  aliases: { shellcheck: ['SC2164'] },
  fixes: 'unsafe',
  options: record('No options', {}),
  compile: () => (build, report) => {
    for (const program of ['cd', 'pushd']) {
      for (const command of build.commands(program)) {
        const folder = command.args[0]?.value ?? '';
        if (command.followedBy !== ';' || folder === '' || CERTAIN.test(folder) || isOn(build, command, 'errexit'))
          continue;
        report({
          message: `the commands behind ${program} ${printable(folder, 64)} run even if there is no such folder`,
          span: command.script.spanOf(command),
          ...(canEdit(build, command) && exitFix(command)),
        });
      }
    }
  },
});

function exitFix({ script, end }: ShellCommand): ReturnType<typeof fixOf> {
  const place = script.spanOf({ start: end - 1, end }).end;
  return fixOf('unsafe', 'exit where it fails', { start: place, end: place, text: ' || exit 1' });
}
