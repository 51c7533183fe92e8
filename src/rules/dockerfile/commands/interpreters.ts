import type { ShellCommand, ShellWord } from '../../../model/shell.ts';
import { commandLine, type OptionSpec } from '../../../parse/dockerfile/command-line.ts';
import { words } from '../shared/package-managers.ts';

/** How a program that runs scripts reads its arguments. */
interface Interpreter extends OptionSpec {
  /** Options whose value is the script: `-c`. */
  readonly texts: readonly string[];
  /** Options with which it runs something else than its input. */
  readonly others: readonly string[];
}

const SHELL: Interpreter = {
  values: words('-c -o -O --rcfile --init-file'),
  operandsEndOptions: true,
  texts: ['-c'],
  others: ['--version', '--help', '-n'],
};
const PYTHON: Interpreter = {
  values: words('-c -m -W -X'),
  operandsEndOptions: true,
  texts: ['-c'],
  others: ['-m', '-V', '--version', '-h', '--help'],
};
const NODE: Interpreter = {
  values: words('-e --eval -p --print -r --require --import'),
  operandsEndOptions: true,
  texts: ['-e', '--eval', '-p', '--print'],
  others: ['-v', '--version', '-h', '--help'],
};
const PERL: Interpreter = {
  values: words('-e -E -M -I -m'),
  operandsEndOptions: true,
  texts: ['-e', '-E'],
  others: ['-v', '-V', '-n', '-p', '-l', '-a'],
};
const PHP: Interpreter = {
  values: words('-r -d -c -f -B -R -F -E -S -t -z'),
  operandsEndOptions: true,
  texts: ['-r'],
  others: ['-v', '-i', '-m', '-f', '-R', '-F', '-S'],
};
/** They run what they are given, in the shell that is there. */
const SOURCE: Interpreter = { values: new Set(), operandsEndOptions: true, texts: [], others: [] };

/** Programs that run a script, by their names. */
export const INTERPRETERS: ReadonlyMap<string, Interpreter> = new Map([
  ...['sh', 'bash', 'dash', 'ash', 'zsh', 'ksh', 'mksh', 'fish'].map((name) => [name, SHELL] as const),
  ...['python', 'python2', 'python3', 'pypy3'].map((name) => [name, PYTHON] as const),
  ['node', NODE],
  ['nodejs', NODE],
  ['perl', PERL],
  ['ruby', PERL],
  ['php', PHP],
  ['source', SOURCE],
  ['.', SOURCE],
  ['eval', SOURCE],
]);

/** What means the input where a file is expected. */
const INPUTS: ReadonlySet<string> = new Set(['-', '/dev/stdin', '/dev/fd/0', '/proc/self/fd/0']);

/** Whether a program runs what comes over its input: `sh`, `bash -s -- x`, `python3 -`, `source /dev/stdin`. */
export function readsScriptFromInput({ program, args, wrappers }: ShellCommand): boolean {
  const interpreter = INTERPRETERS.get(program);
  // xargs takes the input for itself.
  if (interpreter === undefined || wrappers.includes('xargs')) return false;
  const line = commandLine(args, interpreter);
  if (line.has(...interpreter.texts, ...interpreter.others)) return false;
  const [script] = line.operands;
  if (interpreter === SHELL && line.has('-s')) return true;
  // `php -- x` gives x to the script from the input.
  if (interpreter === PHP && args.find(({ value }) => value === '--' || value === script?.value)?.value === '--')
    return true;
  return script === undefined ? interpreter !== SOURCE : INPUTS.has(script.value);
}

/** The word that a program takes its script from: a text, also behind `<<<`, or a file. */
export function scriptWordOf({ program, args, redirects }: ShellCommand): ShellWord | undefined {
  const interpreter = INTERPRETERS.get(program);
  if (interpreter === undefined) return undefined;
  const line = commandLine(args, interpreter);
  const hereString = redirects.find(({ operator }) => operator === '<<<')?.target;
  return line.last(...interpreter.texts)?.valueWord ?? line.operands[0] ?? hereString;
}
