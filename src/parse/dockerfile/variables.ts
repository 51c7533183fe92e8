/** Longest text that variables may come to, also of all words of a file together. */
export const MAX_EXPANSION = 64 * 1024;

/** Deepest nesting of `${a:-${b:-...}}`. */
const MAX_DEPTH = 32;

const NAME = /[A-Za-z0-9_]/;

/** What a build sets by itself, depending on where it runs (platform ARGs in the global scope). */
const PLATFORM_NAMES = /^(?:BUILD|TARGET)(?:PLATFORM|OS|ARCH|VARIANT|OSVERSION|STAGE)$/;

/** A value, NOT_SET, or undefined where the value depends on the build. */
type Value = string | typeof NOT_SET | undefined;
const NOT_SET = Symbol('not set');

/** The ARGs that FROM lines see, by their defaults. */
export class GlobalArguments {
  readonly #values = new Map<string, Value>();
  readonly #escapeMark: string;
  #left = MAX_EXPANSION;

  constructor(escapeMark: string) {
    this.#escapeMark = escape;
  }

  /** Notes an `ARG name=word`, or an `ARG name` where there is no word. */
  declare(name: string, word: string | undefined): void {
    if (word !== undefined) this.#values.set(name, this.expand(word));
    else if (!this.#values.has(name)) this.#values.set(name, unsetValue(name));
  }

  /**
   * A word without its quotes and with its variables replaced, as where no `--build-arg` is given. Undefined where
   * that depends on the build, is an error, or is longer than 64 KiB for all words of the file together.
   */
  expand(word: string): string | undefined {
    const text = new Expansion(word, this.#escapeMark, (name) => this.#lookUp(name)).expand();
    if (text === undefined) return undefined;
    this.#left -= text.length;
    return this.#left < 0 ? undefined : text;
  }

  #lookUp(name: string): Value {
    return this.#values.has(name) ? this.#values.get(name) : unsetValue(name);
  }
}

type LookUp = (name: string) => Value;

function unsetValue(name: string): Value {
  return PLATFORM_NAMES.test(name) ? undefined : NOT_SET;
}

/**
 * Reads one word as the shell lexer of BuildKit does: quotes, the escape character, `$name`, `${name}`, `${name:-word}`,
 * `${name-word}`, `${name:+word}`, `${name+word}` and `${name:?word}`. Other forms count as not known. Each character is
 * looked at once.
 */
class Expansion {
  readonly #text: string;
  readonly #escapeMark: string;
  readonly #lookUp: LookUp;
  #at = 0;
  #length = 0;

  constructor(text: string, escapeMark: string, lookUp: LookUp) {
    this.#text = text;
    this.#escapeMark = escape;
    this.#lookUp = lookUp;
  }

  expand(): string | undefined {
    return this.#until(undefined, 0);
  }

  /** Up to the character that ends this part, which is read too. */
  #until(end: string | undefined, depth: number): string | undefined {
    if (depth > MAX_DEPTH) return undefined;
    const parts: string[] = [];
    for (;;) {
      const character = this.#text[this.#at];
      if (character === undefined) return end === undefined ? parts.join('') : undefined;
      if (character === end) {
        this.#at += 1;
        return parts.join('');
      }
      const part = this.#part(character, depth);
      if (part === undefined || !this.#grow(part)) return undefined;
      parts.push(part);
    }
  }

  #part(character: string, depth: number): string | undefined {
    if (character === '$') return this.#variable(depth);
    if (character === "'") return this.#singleQuoted();
    if (character === '"') return this.#doubleQuoted(depth);
    if (character !== this.#escapeMark) return this.#take(1);
    this.#at += 1;
    return this.#take(1);
  }

  #take(length: number): string {
    const taken = this.#text.slice(this.#at, this.#at + length);
    this.#at += length;
    return taken;
  }

  #singleQuoted(): string | undefined {
    const close = this.#text.indexOf("'", this.#at + 1);
    if (close === -1) return undefined;
    const quoted = this.#text.slice(this.#at + 1, close);
    this.#at = close + 1;
    return quoted;
  }

  #doubleQuoted(depth: number): string | undefined {
    this.#at += 1;
    const parts: string[] = [];
    for (;;) {
      const character = this.#text[this.#at];
      if (character === undefined) return undefined;
      if (character === '"') {
        this.#at += 1;
        return parts.join('');
      }
      const part = character === '$' ? this.#variable(depth) : this.#quotedCharacter(character);
      if (part === undefined || !this.#grow(part)) return undefined;
      parts.push(part);
    }
  }

  #grow({ length }: string): boolean {
    this.#length += length;
    return this.#length <= MAX_EXPANSION;
  }

  /** Between double quotes only the quote, `$` and the escape character can be escaped. */
  #quotedCharacter(character: string): string {
    const next = this.#text[this.#at + 1];
    if (character === this.#escape && (next === '"' || next === '$' || next === this.#escapeMark)) this.#at += 1;
    return this.#take(1);
  }

  #variable(depth: number): string | undefined {
    this.#at += 1;
    if (this.#text[this.#at] !== '{') {
      const name = this.#name();
      return name === '' ? '$' : this.#known(name);
    }
    this.#at += 1;
    const name = this.#name();
    const form = this.#text[this.#at];
    if (name === '' || form === undefined) return undefined;
    this.#at += 1;
    if (form === '}') return this.#known(name);
    const nullCounts = form === ':';
    const operator = nullCounts ? this.#take(1) : form;
    const word = this.#until('}', depth + 1);
    const value = this.#lookUp(name);
    if (value === undefined) return undefined;
    const isMissing = value === NOT_SET || (nullCounts && value === '');
    if (operator === '-') return isMissing ? word : value;
    if (operator === '+') return isMissing ? '' : word;
    return operator === '?' && !isMissing ? value : undefined;
  }

  /** What is not set becomes nothing, which leaves no reference that anybody meant. */
  #known(name: string): string | undefined {
    const value = this.#lookUp(name);
    return value === NOT_SET ? undefined : value;
  }

  #name(): string {
    const start = this.#at;
    while (NAME.test(this.#text[this.#at] ?? '')) this.#at += 1;
    return this.#text.slice(start, this.#at);
  }
}
