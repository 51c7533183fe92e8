import type { ShellCommand, ShellScript, ShellWord } from '../../model/shell.ts';
import { commandLine } from './command-line.ts';

/** A text that a command runs as a script of its own. */
export interface ScriptText {
  readonly text: string;
  /** Index in the script of its first character; of a decoded text, of the words that it was decoded from. */
  readonly start: number;
  readonly end: number;
  /** It has other characters than the words that it stands in. */
  readonly decoded: boolean;
  /** It holds no variables of the script around it, so that its errors are real. */
  readonly certain: boolean;
  /** The language that it is in; undefined for the one of the script. */
  readonly dialect: ShellScript['dialect'] | undefined;
}

const SHELLS: ReadonlyMap<string, ShellScript['dialect']> = new Map([
  ['sh', 'sh'],
  ['bash', 'bash'],
  ['rbash', 'bash'],
  ['dash', 'dash'],
  ['ash', 'ash'],
  ['ksh', 'ksh'],
  ['mksh', 'ksh'],
  ['zsh', 'zsh'],
]);

/** Options of shells whose value is the next word; `o` and `O` also as the last letter of `-euo`. */
const SHELL_VALUES: ReadonlySet<string> = new Set(['--rcfile', '--init-file']);

const SU_VALUES: ReadonlySet<string> = new Set(
  ['-c', '--command', '-s', '--shell', '-g', '--group', '-G', '--supp-group', '-w', '--whitelist-environment'].concat([
    '-u',
    '--user',
    '--session-command',
  ]),
);

/** Options by which other programs take a text for a shell. */
const TEXT_OPTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['env', ['-S', '--split-string']],
  ['script', ['-c', '--command']],
  ['flock', ['-c', '--command']],
]);
const MOST_OPTIONS = 64;

/** The script that a command runs from its arguments (`sh -c`, `su -c`, `eval`, `trap`), as far as it is certain. */
export function scriptTextOf(command: ShellCommand, whole: string): ScriptText | undefined {
  const { program, args } = command;
  switch (program) {
    case '':
      return undefined;
    case 'eval':
      return textOf(args, whole, undefined);
    case 'su':
    case 'runuser': {
      const text = commandLine(args, { values: SU_VALUES }).last('-c', '--command', '--session-command');
      return text?.valueWord === undefined || text.valueWord === text.word
        ? undefined
        : textOf([text.valueWord], whole, 'sh');
    }
    case 'trap':
      return args.length > 1 ? textOf(args.slice(0, 1), whole, undefined) : undefined;
    case 'find':
      return executedText(args);
    case 'env':
    case 'script':
    case 'flock':
      return textBehind(args, TEXT_OPTIONS.get(program) ?? [], whole);
    default: {
      const dialect = SHELLS.get(program);
      const text = dialect === undefined ? undefined : shellText(args);
      return text === undefined ? undefined : textOf([text], whole, dialect);
    }
  }
}

const EXECUTES: ReadonlySet<string> = new Set(['-exec', '-execdir', '-ok', '-okdir']);

/** What `find -exec` runs: its words in quotes, in which a shell replaces nothing. */
function executedText(args: readonly ShellWord[]): ScriptText | undefined {
  const from = args.findIndex(({ value }) => EXECUTES.has(value)) + 1;
  if (from === 0) return undefined;
  const to = args.findIndex(({ value }, at) => at >= from && (value === ';' || value === '+'));
  const words = args.slice(from, to === -1 ? args.length : to);
  const [first, last] = [words[0], words.at(-1)];
  if (first === undefined || last === undefined || !words.every(isFixed)) return undefined;
  const text = words.map(({ value }) => `'${value.replaceAll("'", "'\\''")}'`).join(' ');
  return { text, start: first.start, end: last.end, decoded: true, certain: false, dialect: undefined };
}

/** The word behind an option, which may end a group of short ones: `script -qc TEXT`. */
function textBehind(args: readonly ShellWord[], names: readonly string[], whole: string): ScriptText | undefined {
  const short = names[0]?.charAt(1) ?? '';
  for (let at = 0; at < Math.min(args.length - 1, MOST_OPTIONS); at++) {
    const value = args[at]?.value ?? '';
    const isGroup = /^-[A-Za-z]{1,8}$/.test(value) && value.endsWith(short);
    const text = isGroup || names.includes(value) ? args[at + 1] : undefined;
    if (text !== undefined) return textOf([text], whole, 'sh');
  }
  return undefined;
}

/** Whether a command is a shell that reads its script from standard input: it has no operand and no `-c`. */
export function readsScript({ program, args }: ShellCommand): boolean {
  if (!SHELLS.has(program)) return false;
  for (let at = 0; at < args.length; at++) {
    const value = args[at]?.value ?? '';
    if (value.startsWith('-') && !value.startsWith('--') && value.includes('s')) return true;
    if (value === '-' || value === '/dev/stdin') continue;
    if (!/^[-+]./.test(value) || (value.startsWith('-') && !value.startsWith('--') && value.includes('c')))
      return false;
    if (/^[-+][A-Za-z]*[oO]$/.test(value) || SHELL_VALUES.has(value)) at++;
  }
  return true;
}

/** The script that a shell reads from a here-string: `bash <<< TEXT`. */
export function hereStringOf({ program, redirects }: ShellCommand, whole: string): ScriptText | undefined {
  const target = redirects.find(({ operator }) => operator === '<<<')?.target;
  return target && textOf([target], whole, SHELLS.get(program));
}

/** The script that a shell reads from the body of a heredoc. Variables are replaced in one whose delimiter has no quotes. */
export function heredocText({ program }: ShellCommand, start: number, text: string, isQuoted: boolean): ScriptText {
  return { text, start, end: start + text.length, decoded: false, certain: isQuoted, dialect: SHELLS.get(program) };
}

/** The first operand of a shell with `-c`: `sh -c TEXT`, `bash -euo pipefail -c TEXT`, `bash -lc TEXT`. */
function shellText(args: readonly ShellWord[]): ShellWord | undefined {
  let runsText = false;
  for (let index = 0; index < args.length; index++) {
    const value = args[index]?.value ?? '';
    if (value === '--' || value === '-') return runsText ? args[index + 1] : undefined;
    if (value.startsWith('--')) {
      if (SHELL_VALUES.has(value)) index++;
    } else if (value.startsWith('-') || value.startsWith('+')) {
      runsText ||= value.startsWith('-') && value.includes('c');
      if (/[oO]$/.test(value)) index++;
    } else {
      return runsText ? args[index] : undefined;
    }
  }
  return undefined;
}

/** Words as one text, unless commands in them make a part of it, or variables all of it. */
function textOf(
  words: readonly ShellWord[],
  whole: string,
  dialect: ShellScript['dialect'] | undefined,
): ScriptText | undefined {
  const [first, last] = [words[0], words.at(-1)];
  if (first === undefined || last === undefined || !words.every(isFixed)) return undefined;
  if (words.length === 1 && isOneVariable(first)) return undefined;
  const text = words.map(({ value }) => value).join(' ');
  const certain = words.every(({ literal }) => literal);
  const quotes = words.length === 1 && /^["']/.test(first.raw) ? 1 : 0;
  const [start, end] = [first.start + quotes, last.end - quotes];
  if (whole.slice(start, end) === text) return { text, start, end, decoded: false, certain, dialect };
  return { text, start: first.start, end: last.end, decoded: true, certain, dialect };
}

function isFixed(word: ShellWord): boolean {
  return word.literal || word.expansions.every(({ kind }) => kind === 'variable');
}

function isOneVariable({ raw, expansions: [expansion] }: ShellWord): boolean {
  return expansion !== undefined && expansion.end - expansion.start >= raw.length - 2;
}
