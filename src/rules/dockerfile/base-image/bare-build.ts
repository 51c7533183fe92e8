import type { Build, Value } from '../../../model/build.ts';
import type { FromInstruction } from '../../../model/instruction.ts';
import type { Piece } from '../../../model/mapped-text.ts';
import { expandText } from '../../../parse/dockerfile/expand.ts';

/** Characters that the values of a file may come to together. */
const MOST_TEXT = 1024 * 1024;
const UNKNOWN: Value = { kind: 'unknown', names: [] };

/** What an ARG stands for, and the one without a default that it comes from. */
interface Bare {
  readonly value: Value | 'unset';
  readonly lacks: string | undefined;
}

/** The images that FROM names when nobody gives build arguments: an ARG without a default is empty then. */
export class BareBuild {
  readonly #build: Build;
  readonly #args = new Map<string, Bare>();
  #left = MOST_TEXT;

  constructor(build: Build) {
    this.#build = build;
    for (const arg of build.of('ARG')) {
      if (build.stageOf(arg) !== undefined) continue;
      for (const { key, value } of arg.pairs) {
        if (value !== undefined) this.#args.set(key.text, this.#expand(value));
        else if (!this.#args.has(key.text)) this.#args.set(key.text, { value: 'unset', lacks: key.text });
      }
    }
  }

  /** Undefined where it depends on the platform, or on every argument having a default. */
  imageOf({ image }: FromInstruction): { readonly text: string; readonly lacks: string } | undefined {
    if (image === undefined) return undefined;
    const { value, lacks } = this.#expand(image);
    return value === 'unset' || value.kind === 'unknown' || lacks === undefined
      ? undefined
      : { text: value.text, lacks };
  }

  #expand({ text }: Piece): Bare {
    if (this.#left < 0) return { value: UNKNOWN, lacks: undefined };
    let lacks: string | undefined;
    const { value } = expandText(text, this.#build.dockerfile.escapeMark, (name) => {
      const found = this.#args.get(name);
      lacks ??= found?.lacks;
      if (found !== undefined && found.value !== 'unset') return found.value;
      return this.#build.globals.has(name) ? 'unset' : UNKNOWN;
    });
    if (value.kind !== 'unknown') this.#left -= value.text.length;
    this.#left -= text.length;
    return { value, lacks };
  }
}
