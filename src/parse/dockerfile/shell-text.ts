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

/** The script that a command runs from its arguments (`sh -c`, `su -c`, `eval`), as far as it is certain. */
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
    default: {
      const dialect = SHELLS.get(program);
      const text = dialect === undefined ? undefined : shellText(args);
      return text === undefined ? undefined : textOf([text], whole, dialect);
    }
  }
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
