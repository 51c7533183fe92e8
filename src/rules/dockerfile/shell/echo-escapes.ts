import type { Build } from '../../../model/build.ts';
import { dockerfileRule, type Fix } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import type { ShellCommand, ShellWord } from '../../../model/shell.ts';
import { canEdit, fixOf, replaceInScript } from '../shared/run-commands.ts';
import { shellOf } from './shell-family.ts';

/** A line end or tab as echo -e reads it. */
const ESCAPE = /(?:^|[^\\])\\[nt]/;
/** Texts that are meant for somebody else, who reads the escapes: prompts, other programs, patterns. */
const FOR_OTHERS = /PS1|PROMPT|printf|echo|sed |awk|perl|grep|\\\[|\[\^|\\[sdwSDWbu(.*+?^$]/;
const FLAG = /^-[neE]{1,3}$/;

export const echoEscapes = dockerfileRule<object>({
  id: 'echo-escapes',
  severity: 'warning',
  summary: 'printf, and not echo, writes texts with escapes',
  why: 'echo of bash and of BusyBox writes \\n as a backslash and an n, echo of dash starts a new line',
  remediation: 'Write printf, or give a heredoc to cat',
  aliases: { shellcheck: ['SC2028'] },
  fixes: 'unsafe',
  options: record('No options', {}),
  compile: () => (build, report) => {
    for (const command of build.commands('echo')) {
      const word = escapedWord(command);
      if (word === undefined) continue;
      const shell = shellOf(build, command.script);
      // Scripts of `sh -c` are in a shell of their own.
      if (command.embedded !== 'script' || shell === 'dash' || shell === 'zsh' || shell === 'ksh') continue;
      const isCertain = shell === 'bash' || shell === 'busybox';
      report({
        message: `echo writes the escapes of this text as they stand${isCertain ? '' : ', unless sh is dash'}`,
        span: command.script.spanOf(word),
        ...(!isCertain && { atMost: 'info' }),
        ...printfFix(build, command),
      });
    }
  },
});

/** The first word with an escape, where no option of echo decides about them. */
function escapedWord({ args }: ShellCommand): ShellWord | undefined {
  const [first] = args;
  if (first !== undefined && FLAG.test(first.value)) return undefined;
  return args.find(
    ({ value, raw }) => raw.includes('\\') && ESCAPE.test(value) && !raw.includes('\\\\') && !FOR_OTHERS.test(value),
  );
}

/** `echo "a\nb"` -> `printf '%b\n' "a\nb"` */
function printfFix(build: Build, command: ShellCommand): { readonly fix?: Fix } {
  const { args, programWord, script, words } = command;
  if (args.length !== 1 || programWord === undefined || words[0] !== programWord || !canEdit(build, command)) return {};
  return fixOf('unsafe', "write printf '%b\\n'", replaceInScript(script, programWord, "printf '%b\\n'"));
}
