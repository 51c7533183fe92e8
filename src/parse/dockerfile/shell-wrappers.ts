import type { ShellWord } from '../../model/shell.ts';
import type { KnownNames } from './known-names.ts';
import { WRAPPERS, type Wrapper } from './wrapper-table.ts';

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
  { values, stops, needs, assignments, operands = 0 }: Wrapper,
  found: ShellWord[],
): number | undefined {
  let at = from;
  let isNeeded = needs === undefined;
  for (; at < words.length; at++) {
    const value = words[at]?.value ?? '';
    if (!value.startsWith('-')) break;
    if (stops?.has(value)) return undefined;
    if (value === '--') {
      at++;
      break;
    }
    isNeeded ||= needs?.has(value) === true;
    if (values !== undefined && takesNext(value, values)) at++;
  }
  for (; assignments === true && at < words.length; at++) {
    const word = words[at] as ShellWord;
    if (!/^[A-Za-z_]\w*=/.test(word.value)) break;
    found.push(word);
  }
  const first = words[at + operands];
  return isNeeded && first !== undefined && stops?.has(first.value) !== true ? at + operands : undefined;
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
