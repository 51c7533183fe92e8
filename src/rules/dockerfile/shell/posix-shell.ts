import type { Build } from '../../../model/build.ts';
import { type BuildProblem, dockerfileRule, type LintSeverity } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import type { ShellCommand, ShellConstruct, ShellScript } from '../../../model/shell.ts';
import { canEdit, fixOf, replaceInScript } from '../shared/run-commands.ts';
import { type Shell, shellOf } from './shell-family.ts';

/** Something of bash that other shells do not have. */
interface Bashism {
  readonly alias: string;
  /** As in "sh has no ..". */
  readonly what: string;
  /** BusyBox has it, too. */
  readonly isInBusyBox?: true;
}

const CONSTRUCTS: Readonly<Record<ShellConstruct['kind'], Bashism>> = {
  'double-bracket': { alias: 'SC3010', what: '[[ ]]', isInBusyBox: true },
  'arithmetic-command': { alias: 'SC3006', what: '(( ))' },
  'function-keyword': { alias: 'SC2112', what: 'function', isInBusyBox: true },
  array: { alias: 'SC3030', what: 'arrays' },
  'process-substitution': { alias: 'SC3001', what: 'process substitution' },
  'here-string': { alias: 'SC3011', what: '<<<' },
  select: { alias: 'SC3008', what: 'select' },
  'c-style-for': { alias: 'SC3005', what: 'for ((..))' },
  'brace-expansion': { alias: 'SC3009', what: 'brace expansion' },
  'ansi-c-quote': { alias: 'SC3003', what: "$'..'", isInBusyBox: true },
  'redirect-both': { alias: 'SC3020', what: '&>', isInBusyBox: true },
  'pipe-both': { alias: 'SC3029', what: '|&' },
  'case-fallthrough': { alias: 'SC2127', what: ';&', isInBusyBox: true },
  coproc: { alias: 'SC3032', what: 'coproc' },
};

const SOURCE: Bashism = { alias: 'SC3046', what: 'source', isInBusyBox: true };
const EQUALS: Bashism = { alias: 'SC3014', what: '== in [ ]', isInBusyBox: true };
const ECHO: Bashism = { alias: 'SC3037', what: 'echo -e', isInBusyBox: true };
const PIPEFAIL: Bashism = { alias: 'SC3040', what: 'set -o pipefail', isInBusyBox: true };

/** Each of them is reported once in a script. */
type Report = (bashism: Bashism, problem: Omit<BuildProblem, 'message'>) => void;

export const posixShell = dockerfileRule<object>({
  id: 'posix-shell',
  severity: 'warning',
  summary: 'Scripts for sh use nothing that only bash has',
  why: 'sh of Debian and Ubuntu is dash and that of Alpine is BusyBox: there the command fails, or does something else',
  remediation: 'Write SHELL ["/bin/bash", "-c"] in front of the RUN, or what POSIX has: [ ], ".", printf, > file 2>&1',
  aliases: {
    shellcheck: [
      ...['SC2039', 'SC2112', 'SC2118', 'SC2127', 'SC3001', 'SC3003', 'SC3005', 'SC3006', 'SC3008', 'SC3009', 'SC3010'],
      ...['SC3011', 'SC3014', 'SC3020', 'SC3029', 'SC3030', 'SC3032', 'SC3036', 'SC3037', 'SC3040', 'SC3046', 'SC3051'],
      'SC3054',
    ],
  },
  fixes: 'safe and unsafe',
  options: record('No options', {}),
  compile: () => (build, report) => {
    for (const run of build.of('RUN', { triggers: true })) {
      for (const script of build.scripts(run)) {
        if (script.dialect !== 'sh' && script.dialect !== 'dash' && script.dialect !== 'ash') continue;
        judge(build, script, report);
      }
    }
  },
});

function judge(build: Build, script: ShellScript, tell: (problem: BuildProblem) => void): void {
  let seen: Set<Bashism> | undefined;
  let shell: Shell | undefined;
  const report: Report = (bashism, problem) => {
    shell ??= shellOf(build, script);
    if (seen?.has(bashism) === true || (shell === 'busybox' && bashism.isInBusyBox === true)) return;
    // In a POSIX shell of nobody knows where, the option is as good as any: the newest standard has it.
    if (bashism === PIPEFAIL && shell !== 'dash') return;
    seen ??= new Set();
    seen.add(bashism);
    tell({ message: `${whoOf(shell)} has no ${bashism.what}`, alias: bashism.alias, ...problem, ...softened(shell) });
  };
  for (const construct of script.constructs) {
    report(CONSTRUCTS[construct.kind], { span: script.spanOf(shown(script, construct)) });
  }
  for (const command of script.commands) COMMANDS.get(command.program)?.(build, command, report);
}

function whoOf(shell: Shell): string {
  if (shell === 'dash') return 'dash, the shell of this stage,';
  if (shell === 'busybox') return 'BusyBox, the shell of this stage,';
  return shell === 'bash as sh' ? 'sh, other than the bash of this stage in its place,' : 'sh, unless it is bash,';
}

/** Where sh may be bash, it works by chance. */
function softened(shell: Shell): { readonly atMost?: LintSeverity } {
  return shell === 'dash' || shell === 'busybox' ? {} : { atMost: 'info' };
}

/** Of what has a beginning that says it all, only that. */
function shown(
  { source: { text } }: ShellScript,
  { kind, start, end }: ShellConstruct,
): { start: number; end: number } {
  if (kind !== 'double-bracket' && kind !== 'arithmetic-command') return { start, end };
  const mark = kind === 'double-bracket' ? '[[' : '((';
  return text.startsWith(mark, start) ? { start, end: start + mark.length } : { start, end };
}

type Judge = (build: Build, command: ShellCommand, report: Report) => void;

/** Programs of the shell; in texts of `bash -c` they are those of another one. */
const COMMANDS: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ['source', judgeSource],
  ['[', judgeTest],
  ['test', judgeTest],
  ['echo', judgeEcho],
  ['set', judgeSet],
]);

function judgeSource(build: Build, command: ShellCommand, report: Report): void {
  const { script, programWord, args, embedded } = command;
  if (programWord === undefined || embedded !== 'script' || args.length === 0) return;
  // Without a slash, the file is looked for in other places.
  const safety = args[0]?.value.includes('/') === true ? 'safe' : 'unsafe';
  const fix = canEdit(build, command) && fixOf(safety, 'write "."', replaceInScript(script, programWord, '.'));
  report(SOURCE, { span: script.spanOf(programWord), ...fix });
}

function judgeTest(build: Build, command: ShellCommand, report: Report): void {
  const { script, args, embedded } = command;
  const word = embedded === 'script' ? args.find(({ raw }) => raw === '==') : undefined;
  if (word === undefined) return;
  const fix = canEdit(build, command) && fixOf('safe', 'write =', replaceInScript(script, word, '='));
  report(EQUALS, { span: script.spanOf(word), ...fix });
}

function judgeEcho(build: Build, command: ShellCommand, report: Report): void {
  const { script, args, programWord, embedded, words } = command;
  const [flag] = args;
  if (flag === undefined || embedded !== 'script' || !/^-(?:e|E|ne|en)$/.test(flag.value)) return;
  const isPlain = flag.value === '-e' && args.length === 2 && words[0] === programWord && programWord !== undefined;
  const place = isPlain ? { start: programWord.start, end: flag.end } : undefined;
  const edit = place && replaceInScript(script, place, "printf '%b\\n'");
  const fix = canEdit(build, command) && fixOf('unsafe', "write printf '%b\\n'", edit);
  report(ECHO, { span: script.spanOf(flag), ...fix });
}

function judgeSet(_: Build, { script, args, embedded }: ShellCommand, report: Report): void {
  const at = embedded === 'script' ? args.findIndex(({ value }) => value === 'pipefail') : -1;
  const [option, word] = [args[at - 1], args[at]];
  if (option === undefined || word === undefined || !/^-[a-z]{0,8}o$/.test(option.value)) return;
  report(PIPEFAIL, { span: script.spanOf(word) });
}
