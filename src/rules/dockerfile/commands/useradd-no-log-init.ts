import { USERADD } from '../../../builds/user-commands.ts';
import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { printable } from '../../../model/printable.ts';
import { record } from '../../../model/schema.ts';
import { commandLine } from '../../../parse/dockerfile/command-line.ts';
import { insertBehind } from '../shared/command-edits.ts';
import { canEdit, fixOf, mayHoldOptions } from '../shared/run-commands.ts';
import { knownTextOf } from '../shared/word-text.ts';

/** Numbers of more digits make /var/log/lastlog and /var/log/faillog large: they have a place for each number below. */
const MOST_DIGITS = 5;

export const useraddNoLogInit = dockerfileRule<object>({
  id: 'useradd-no-log-init',
  severity: 'warning',
  summary: 'useradd with a high number does not write to the log of logins',
  why: 'That log has a place for every number up to the highest, and the empty places fill gigabytes of the layer',
  remediation: 'Give -l (--no-log-init) to useradd, or take a number of five digits',
  aliases: { hadolint: ['DL3046'] },
  fixes: 'safe',
  options: record('No options', {}),
  compile: () => (build, report) => {
    for (const command of build.commands('useradd')) {
      const { script, args, programWord } = command;
      const line = commandLine(args, USERADD);
      const uid = line.last('-u', '--uid');
      if (uid?.value === undefined || uid.valueWord === undefined || line.has('-l', '--no-log-init')) continue;
      if (args.some(mayHoldOptions)) continue;
      const { valueWord, word } = uid;
      const isOwn = valueWord !== word;
      const known =
        isOwn && !valueWord.literal ? knownTextOf(build, build.instructionOf(script), valueWord) : uid.value;
      const digits = known === undefined ? undefined : /^0*(\d{1,20})$/.exec(known)?.[1];
      if (digits === undefined || digits.length <= MOST_DIGITS) continue;
      report({
        message: `useradd with the number ${printable(digits)} makes a huge log of logins: -l is missing`,
        span: script.spanOf(valueWord),
        ...(programWord !== undefined &&
          canEdit(build, command) &&
          fixOf('safe', 'give -l to useradd', insertBehind(command, programWord, ' -l'))),
      });
    }
  },
});
