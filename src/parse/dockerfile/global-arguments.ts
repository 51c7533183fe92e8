import type { Value } from '../../model/build.ts';
import { PLATFORM_NAMES } from './automatic-names.ts';
import { expandText } from './expand.ts';

/** Longest text that all words of a file may come to together. */
const MAX_TEXT = 64 * 1024;

const UNKNOWN: Value = { kind: 'unknown', names: [] };

/** The ARGs that FROM lines see, by their defaults. */
export class GlobalArguments {
  readonly #values = new Map<string, Value | 'unset'>();
  readonly #escapeMark: string;
  #left = MAX_TEXT;

  constructor(escapeMark: string) {
    this.#escapeMark = escapeMark;
  }

  /** Notes an `ARG name=word`, or an `ARG name` where there is no word. */
  declare(name: string, word: string | undefined): void {
    if (word !== undefined) {
      const text = this.expand(word);
      this.#values.set(name, text === undefined ? UNKNOWN : { kind: 'known', text });
    } else if (!this.#values.has(name)) this.#values.set(name, unsetValue(name));
  }

  /**
   * A word without its quotes and with its variables replaced, as where no `--build-arg` is given. Undefined where
   * that depends on the build, is an error, or is longer than 64 KiB for all words of the file together.
   */
  expand(word: string): string | undefined {
    const { value } = expandText(word, this.#escapeMark, (name, guarded) => {
      const known = this.#values.get(name) ?? unsetValue(name);
      // What is not set becomes nothing, which leaves no reference that anybody meant.
      return known === 'unset' && !guarded ? UNKNOWN : known;
    });
    if (value.kind === 'unknown') return undefined;
    this.#left -= value.text.length;
    return this.#left < 0 ? undefined : value.text;
  }
}

function unsetValue(name: string): Value | 'unset' {
  return PLATFORM_NAMES.has(name) ? UNKNOWN : 'unset';
}
