/** Longest text that variables may come to, also of all words of a file together. */
const MAX_EXPANSION = 64 * 1024;

/** Deepest nesting of `${a:-${b:-...}}`. */
const MAX_DEPTH = 32;

const NAME = /[A-Za-z0-9_]/;

/** What a build sets by itself, depending on where it runs (platform ARGs in the global scope). */
const PLATFORM_NAMES = /^(?:BUILD|TARGET)(?:PLATFORM|OS|ARCH|VARIANT|OSVERSION|STAGE)$/;

const NOT_SET = Symbol('not set');
/** Depends on the build, or on forms that nobody here reads. */
const UNKNOWN = Symbol('not known');

type Value = string | typeof NOT_SET | typeof UNKNOWN;
/** What a part of a word comes to; undefined where it is an error, or too long. */
type Part = string | typeof UNKNOWN | undefined;

/** The ARGs that FROM lines see, by their defaults. */
export class GlobalArguments {
  readonly #values = new Map<string, Value>();
  readonly #escapeMark: string;
  #left = MAX_EXPANSION;

  constructor(escapeMark: string) {
    this.#escapeMark = escapeMark;
  }

  /** Notes an `ARG name=word`, or an `ARG name` where there is no word. */
  declare(name: string, word: string | undefined): void {
    if (word !== undefined) this.#values.set(name, this.expand(word) ?? UNKNOWN);
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
    return this.#values.get(name) ?? unsetValue(name);
  }
}

type LookUp = (name: string) => Value;

function unsetValue(name: string): Value {
  return PLATFORM_NAMES.test(name) ? UNKNOWN : NOT_SET;
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
    this.#escapeMark = escapeMark;
    this.#lookUp = lookUp;
  }

  expand(): string | undefined {
    const text = this.#until(undefined, 0);
    return text === UNKNOWN ? undefined : text;
  }

  /** Up to the character that ends this part, which is read too. */
  #until(end: string | undefined, depth: number): Part {
    if (depth > MAX_DEPTH) return undefined;
    return this.#join(end, (character) => this.#part(character, depth));
  }

  #join(end: string | undefined, read: (character: string) => Part): Part {
    const parts: string[] = [];
    let isKnown = true;
    for (;;) {
      const character = this.#text[this.#at];
      if (character === undefined && end !== undefined) return undefined;
      if (character === end || character === undefined) {
        this.#at += 1;
        return isKnown ? parts.join('') : UNKNOWN;
      }
      const part = read(character);
      if (part === undefined) return undefined;
      if (part === UNKNOWN) {
        isKnown = false;
      } else {
        this.#length += part.length;
        if (this.#length > MAX_EXPANSION) return undefined;
        parts.push(part);
      }
    }
  }

  #part(character: string, depth: number): Part {
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

  #singleQuoted(): Part {
    const close = this.#text.indexOf("'", this.#at + 1);
    if (close === -1) return undefined;
    const quoted = this.#text.slice(this.#at + 1, close);
    this.#at = close + 1;
    return quoted;
  }

  #doubleQuoted(depth: number): Part {
    this.#at += 1;
    return this.#join('"', (character) =>
      character === '$' ? this.#variable(depth) : this.#quotedCharacter(character),
    );
  }

  /** Between double quotes only the quote, `$` and the escape character can be escaped. */
  #quotedCharacter(character: string): string {
    const next = this.#text[this.#at + 1];
    if (character === this.#escapeMark && (next === '"' || next === '$' || next === this.#escapeMark)) this.#at += 1;
    return this.#take(1);
  }

  #variable(depth: number): Part {
    this.#at += 1;
    if (this.#text[this.#at] !== '{') {
      const name = this.#name();
      return name === '' ? '$' : this.#plainValue(name);
    }
    this.#at += 1;
    const name = this.#name();
    const form = this.#text[this.#at];
    if (name === '' || form === undefined) return undefined;
    this.#at += 1;
    if (form === '}') return this.#plainValue(name);
    const nullCounts = form === ':';
    const operator = nullCounts ? this.#take(1) : form;
    const word = this.#until('}', depth + 1);
    const value = this.#lookUp(name);
    if (word === undefined) return undefined;
    if (value === UNKNOWN) return UNKNOWN;
    const isMissing = value === NOT_SET || (nullCounts && value === '');
    if (operator === '-') return isMissing ? word : value;
    if (operator === '+') return isMissing ? '' : word;
    return operator === '?' && !isMissing ? value : UNKNOWN;
  }

  /** What is not set becomes nothing, which leaves no reference that anybody meant. */
  #plainValue(name: string): Part {
    const value = this.#lookUp(name);
    return value === NOT_SET ? UNKNOWN : value;
  }

  #name(): string {
    const start = this.#at;
    while (NAME.test(this.#text[this.#at] ?? '')) this.#at += 1;
    return this.#text.slice(start, this.#at);
  }
}
