import type { ShellWord } from '../../model/shell.ts';
import type { KnownNames } from './known-names.ts';

/** How a program that runs another one is read. */
interface Wrapper {
  /** Options whose value is the next word, where it is not attached. */
  readonly values?: ReadonlySet<string>;
  /** Options with which it runs nothing. */
  readonly stops?: ReadonlySet<string>;
  /** `NAME=value` may stand behind the options. */
  readonly assignments?: boolean;
  /** How many operands stand in front of the command. */
  readonly operands?: number;
}

const PLAIN: Wrapper = {};

const options = (...names: readonly string[]): ReadonlySet<string> => new Set(names);

const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map([
  [
    'sudo',
    {
      values: options(
        ...['-u', '-g', '-h', '-p', '-C', '-r', '-t', '-T', '-U', '-D', '-R'],
        ...['--user', '--group', '--host', '--prompt', '--close-from', '--role', '--type', '--command-timeout'],
        ...['--other-user', '--chdir', '--chroot'],
      ),
      stops: options('-l', '--list', '-v', '--validate', '-V', '--version', '-e', '--edit'),
      assignments: true,
    },
  ],
  ['doas', { values: options('-u', '-C', '-a') }],
  [
    'env',
    {
      values: options('-u', '--unset', '-C', '--chdir', '-a', '--argv0'),
      stops: options('-S', '--split-string'),
      assignments: true,
    },
  ],
  ['exec', { values: options('-a') }],
  ['command', { stops: options('-v', '-V') }],
  ['builtin', PLAIN],
  ['nohup', PLAIN],
  ['setsid', PLAIN],
  ['time', { values: options('-f', '--format', '-o', '--output') }],
  [
    'xargs',
    {
      values: options(
        ...['-n', '-I', '-P', '-d', '-L', '-s', '-a', '-E', '--max-args', '--max-procs', '--delimiter', '--max-chars'],
        ...['--arg-file', '--process-slot-var'],
      ),
    },
  ],
  ['nice', { values: options('-n', '--adjustment') }],
  [
    'ionice',
    {
      values: options('-c', '-n', '--class', '--classdata'),
      stops: options('-p', '-P', '-u', '--pid', '--pgid', '--uid'),
    },
  ],
  ['timeout', { values: options('-k', '--kill-after', '-s', '--signal'), operands: 1 }],
  ['stdbuf', { values: options('-i', '-o', '-e', '--input', '--output', '--error') }],
  ['busybox', { stops: options('--install', '--list', '--list-full', '--help') }],
  ['gosu', { operands: 1 }],
  ['su-exec', { operands: 1 }],
  ['chroot', { values: options('--userspec', '--groups'), operands: 1 }],
]);

/** What a command runs in the end. */
export interface Target {
  readonly program: string;
  readonly programWord: ShellWord | undefined;
  readonly wrappers: readonly string[];
  readonly args: readonly ShellWord[];
  /** `NAME=value` words that belong to wrappers. */
  readonly assignments: readonly ShellWord[];
  /** Some words are what variables or aliases stand for: they are not in the file. */
  readonly isReplaced: boolean;
}

const NO_WRAPPERS: readonly string[] = [];
const NO_WORDS: readonly ShellWord[] = [];

/**
 * Looks through wrappers for the program that a command runs.
 * @param names what variables and aliases in the place of programs stand for
 */
export function targetOf(written: readonly ShellWord[], names: KnownNames): Target {
  let words = withKnown(written, 0, names);
  let at = 0;
  let program = words[0] === undefined ? '' : programName(words[0]);
  let wrapper = WRAPPERS.get(program);
  if (wrapper === undefined) {
    const isReplaced = words !== written;
    const args = words.slice(1);
    return { program, programWord: words[0], wrappers: NO_WRAPPERS, args, assignments: NO_WORDS, isReplaced };
  }
  const wrappers: string[] = [];
  const assignments: ShellWord[] = [];
  while (wrapper !== undefined) {
    const next = commandBehind(words, at + 1, wrapper, assignments);
    if (next === undefined) break;
    wrappers.push(program);
    at = next;
    words = withKnown(words, at, names);
    const word = words[at];
    program = word === undefined ? '' : programName(word);
    wrapper = WRAPPERS.get(program);
  }
  const isReplaced = words !== written;
  return { program, programWord: words[at], wrappers, args: words.slice(at + 1), assignments, isReplaced };
}

/** The words, with what is known of the one at a place. */
function withKnown(words: readonly ShellWord[], at: number, names: KnownNames): readonly ShellWord[] {
  const word = words[at];
  const known = word && names.wordsFor(word, at === words.length - 1);
  return known === undefined ? words : words.toSpliced(at, 1, ...known);
}

/** Index of the word that a wrapper runs; undefined where it runs none. */
function commandBehind(
  words: readonly ShellWord[],
  from: number,
  { values, stops, assignments, operands = 0 }: Wrapper,
  found: ShellWord[],
): number | undefined {
  let at = from;
  for (; at < words.length; at++) {
    const value = words[at]?.value ?? '';
    if (!value.startsWith('-')) break;
    if (stops?.has(value)) return undefined;
    if (value === '--') {
      at++;
      break;
    }
    if (values !== undefined && takesNext(value, values)) at++;
  }
  for (; assignments === true && at < words.length; at++) {
    const word = words[at] as ShellWord;
    if (!/^[A-Za-z_]\w*=/.test(word.value)) break;
    found.push(word);
  }
  return at + operands < words.length ? at + operands : undefined;
}

/** Whether the next word is the value of an option, or of the last one of `-nu`. */
function takesNext(option: string, values: ReadonlySet<string>): boolean {
  if (option.startsWith('--')) return values.has(option);
  for (let at = 1; at < option.length; at++) {
    if (values.has(`-${option.charAt(at)}`)) return at === option.length - 1;
  }
  return false;
}

/**
 * Base name of the path that a word runs: `apt-get` for `/usr/bin/apt-get`, and `pip` for `"$VENV"/bin/pip`, whose last part is
 * certain; '' where it is not.
 */
function programName(word: ShellWord): string {
  if (word.literal) return word.value.slice(word.value.lastIndexOf('/') + 1);
  const slash = word.raw.lastIndexOf('/');
  if (slash === -1) return '';
  const tail = /^[\w.+-]+(?="?$)/.exec(word.raw.slice(slash + 1))?.[0] ?? '';
  return word.value.endsWith(`/${tail}`) ? tail : '';
}
