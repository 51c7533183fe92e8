import type { ShellWord } from '../../model/shell.ts';

/** An option as written: `-y`, `--yes`, `-o value`, `--output=value`. */
export interface CommandOption {
  /** With its hyphens and without its value: `-y`, `--output`. Each letter of `-yq` is an option by itself. */
  readonly name: string;
  /** Undefined where there is none; '' for `--output=`. As `ShellWord.value`: without quotes, with `$x` as written. */
  readonly value: string | undefined;
  /** The word that it stands in; the options of `-yq` share it. */
  readonly word: ShellWord;
  /** The word that its value stands in: `word`, or the word behind it. Undefined where there is no value. */
  readonly valueWord: ShellWord | undefined;
}

/** What has to be known of a program to read its arguments. */
export interface OptionSpec {
  /**
   * Options that take a value, with their hyphens: `-t`, `--target-release`. The value may be attached (`-tsid`, `-t=sid`,
   * `--target-release=sid`) or be the next word. Long names with one hyphen (`-keystore`) are understood where they are listed.
   */
  readonly values: ReadonlySet<string>;
  /** The first operand ends the options, as in `docker run IMAGE args` and `sh FILE args`; otherwise they may stand anywhere. */
  readonly operandsEndOptions?: boolean;
}

/** For programs whose options take no values. */
export const NO_VALUES: OptionSpec = { values: new Set() };

/**
 * The arguments of a command, told apart as getopt_long does, with the forms that apt adds (`-q=2`). Words that are not
 * literal (`$OPTIONS`) are operands, unless they start with a hyphen: then they are options up to their first `$`.
 *
 * ```ts
 * const APT = { values: new Set(['-t', '--target-release', '-o', '--option']) };
 * const line = commandLine(command.args, APT);
 * if (line.operands[0]?.value === 'install' && !line.has('-y', '--yes', '--assume-yes')) ...
 * ```
 */
export class CommandLine {
  /** In their order. */
  readonly options: readonly CommandOption[];
  /** Everything else, in its order: subcommands, files, packages. `-` is one, `--` is none. */
  readonly operands: readonly ShellWord[];

  constructor(options: readonly CommandOption[], operands: readonly ShellWord[]) {
    this.options = options;
    this.operands = operands;
  }

  /** Whether one of the options is given. */
  has(...names: readonly string[]): boolean {
    return this.options.some(({ name }) => names.includes(name));
  }

  /** The last of the options with one of these names, which is the one that counts for most programs. */
  last(...names: readonly string[]): CommandOption | undefined {
    return this.options.findLast(({ name }) => names.includes(name));
  }

  /** All options with one of these names. */
  all(...names: readonly string[]): readonly CommandOption[] {
    return this.options.filter(({ name }) => names.includes(name));
  }
}

/** Tells options and operands of a command apart; see CommandLine. */
export function commandLine(args: readonly ShellWord[], spec: OptionSpec = NO_VALUES): CommandLine {
  const options: CommandOption[] = [];
  const operands: ShellWord[] = [];
  let ended = false;
  for (let index = 0; index < args.length; index++) {
    const word = args[index] as ShellWord;
    const { value } = word;
    if (ended || value === '-' || !value.startsWith('-')) {
      operands.push(word);
      ended ||= spec.operandsEndOptions === true;
    } else if (value === '--') {
      ended = true;
    } else if (readOption(word, args[index + 1], spec, options)) {
      index++;
    }
  }
  return new CommandLine(options, operands);
}

/** Adds the options of one word. True if the next word is the value of its last one. */
function readOption(word: ShellWord, next: ShellWord | undefined, spec: OptionSpec, options: CommandOption[]): boolean {
  const { value } = word;
  const equals = value.indexOf('=');
  const name = equals === -1 ? value : value.slice(0, equals);
  if (!value.startsWith('--') && !(name.length > 2 && spec.values.has(name))) {
    return readShortOptions(word, next, spec, options);
  }
  if (equals !== -1) {
    options.push({ name, value: value.slice(equals + 1), word, valueWord: word });
    return false;
  }
  const takesNext = spec.values.has(name) && next !== undefined;
  const valueWord = takesNext ? next : undefined;
  options.push({ name, value: valueWord?.value, word, valueWord });
  return takesNext;
}

/** `-yq`, `-tsid`, `-t sid`, `-q=2`. */
function readShortOptions(
  word: ShellWord,
  next: ShellWord | undefined,
  spec: OptionSpec,
  options: CommandOption[],
): boolean {
  const { value } = word;
  for (let at = 1; at < value.length; at++) {
    const letter = value.charAt(at);
    if (!/[\w@?#:.+-]/.test(letter)) return false;
    const name = `-${letter}`;
    const attached = value.charAt(at + 1) === '=' ? value.slice(at + 2) : value.slice(at + 1);
    if (value.charAt(at + 1) === '=' || (attached !== '' && spec.values.has(name))) {
      options.push({ name, value: attached, word, valueWord: word });
      return false;
    }
    const takesNext = spec.values.has(name) && next !== undefined;
    const valueWord = takesNext ? next : undefined;
    options.push({ name, value: valueWord?.value, word, valueWord });
    if (takesNext) return true;
  }
  return false;
}
