import type { Value } from '../model/build.ts';
import { type Expanded, expandText } from '../parse/dockerfile/expand.ts';
import { MOST_NAMES } from '../parse/dockerfile/gathered.ts';

/** What a name stands for; `empty`: an ARG that has no default and was not given. */
export type Found = Value | 'unset' | 'empty';

export type LookUp = (name: string) => Found;

/** Characters that all expansions of a file may read and make together, so that a small file cannot ask for gigabytes. */
const MAX_WORK = 16 * 1024 * 1024;

const TOO_MUCH: Value = { kind: 'unknown', names: [] };

/** Expands the texts of one file. */
export class Expander {
  readonly escapeMark: string;
  #left = MAX_WORK;

  constructor(escapeMark: string) {
    this.escapeMark = escapeMark;
  }

  /**
   * What a text comes to. A variable that nobody knows makes it unknown, and so does one that is `empty`; where every use of
   * such a one says what counts instead (`${TAG:-1.0}`), it is what comes out as long as nobody gives a value.
   */
  expand(text: string, lookUp: LookUp): Value {
    if (this.#left < 0) return text.includes('$') ? TOO_MUCH : this.#run(text, () => 'unset').value;
    let empty: Set<string> | undefined;
    const { value, uses } = this.#run(text, (name) => {
      const found = lookUp(name);
      if (found !== 'empty') return found;
      empty ??= new Set();
      empty.add(name);
      return { kind: 'unknown', names: [name] };
    });
    const names = empty;
    if (names === undefined || value.kind !== 'unknown') return value;
    if (uses.some(({ name, guarded }) => !guarded && names.has(name))) return value;
    const { value: instead } = this.#run(text, (name) => {
      const found = lookUp(name);
      return found === 'empty' ? 'unset' : found;
    });
    if (instead.kind === 'unknown') return instead;
    const others = instead.kind === 'default' ? instead.names.filter((name) => !names.has(name)) : [];
    return { kind: 'default', text: instead.text, names: [...names, ...others].slice(0, MOST_NAMES) };
  }

  #run(text: string, lookUp: (name: string) => Value | 'unset'): Expanded {
    this.#left -= text.length;
    const expanded = expandText(text, this.escapeMark, (name) => {
      const found = lookUp(name);
      if (found !== 'unset' && found.kind !== 'unknown') this.#left -= found.text.length;
      return found;
    });
    if (expanded.value.kind !== 'unknown') this.#left -= expanded.value.text.length;
    return expanded;
  }
}
