import type { ShellCommand, ShellWord } from '../../model/shell.ts';

/** The value of a variable outside of the script; undefined where nobody knows. */
export type OuterValue = (name: string) => string | undefined;

/** Longer values name no program. */
const MAX_VALUE = 256;

/** Words that one variable may stand for. */
const MAX_WORDS = 16;

const USES = /\$(?:(\w+)|\{(\w+)\})/g;
const LONE_USE = /^\$(?:\w+|\{\w+\})$/;
/** A variable that holds `sudo` where it is needed, and nothing otherwise. */
const PREFIX = /sudo/i;
const SETTERS: ReadonlySet<string> = new Set(['export', 'declare', 'local', 'readonly', 'typeset']);

/** What variables and aliases at the place of a program stand for, as far as the script or the file says. */
export class KnownNames {
  readonly #outer: OuterValue;
  /** Undefined: set to something that is not certain. */
  readonly #variables = new Map<string, string | undefined>();
  readonly #aliases = new Map<string, string>();

  constructor(outer: OuterValue) {
    this.#outer = outer;
  }

  /** Takes note of what a command sets for those behind it. */
  learn(command: ShellCommand): void {
    const { program } = command;
    if (program === 'alias') {
      for (const { value } of command.args) this.#learnAlias(value);
    } else if (program === '' ? command.words.length === 0 : SETTERS.has(program)) {
      for (const { name, value } of command.assignments) {
        const isKnown = value === undefined || (value.literal && value.value.length <= MAX_VALUE);
        this.#variables.set(name, isKnown ? (value?.value ?? '') : undefined);
      }
    }
  }

  #learnAlias(text: string): void {
    const equals = text.indexOf('=');
    if (equals > 0 && text.length <= MAX_VALUE) this.#aliases.set(text.slice(0, equals), text.slice(equals + 1));
  }

  /** What stands for a word at the place of a program; undefined where it stands for itself, or nobody knows. */
  wordsFor(word: ShellWord, isLast: boolean): readonly ShellWord[] | undefined {
    if (word.literal) {
      const alias = this.#aliases.size === 0 ? undefined : this.#aliases.get(word.raw);
      return alias === undefined ? undefined : wordsOf(alias, word);
    }
    const { value, raw, expansions } = word;
    if (raw.length > MAX_VALUE || expansions.some(({ kind, guarded }) => kind !== 'variable' || guarded))
      return undefined;
    const isLone = LONE_USE.test(raw);
    const text = value.replace(USES, (use, plain: string | undefined, braced: string | undefined) => {
      const name = plain ?? braced ?? '';
      return this.#valueOf(name) ?? (isLone && !isLast && PREFIX.test(name) ? '' : use);
    });
    if (text === value || text.length > MAX_VALUE) return undefined;
    if (!expansions.every(({ quoted }) => quoted))
      return text.trim() === '' && isLast ? undefined : wordsOf(text, word);
    return [standIn(text, word)];
  }

  #valueOf(name: string): string | undefined {
    return this.#variables.has(name) ? this.#variables.get(name) : this.#outer(name);
  }
}

function wordsOf(text: string, word: ShellWord): readonly ShellWord[] {
  const words = text.split(/\s+/, MAX_WORDS).filter((value) => value !== '');
  return words.map((value) => standIn(value, word));
}

/** A word in the place of another one. */
function standIn(value: string, { start, end }: ShellWord): ShellWord {
  return { value, raw: value, literal: !value.includes('$'), expansions: [], start, end };
}
