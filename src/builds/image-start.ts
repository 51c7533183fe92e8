import type { BaseFacts, Stage } from '../model/build.ts';
import type { Fact } from '../model/image-facts.ts';
import { printable } from '../model/printable.ts';

/** What the configuration of an image starts with: that of the image that the first stage of the chain is built on. */
export class ImageStart {
  readonly #facts: BaseFacts | undefined;
  readonly #isScratch: boolean;
  /** Why nobody knows what is not among the facts, as a half sentence. */
  readonly why: string;

  constructor(root: Stage) {
    this.#facts = root.baseFacts;
    this.#isScratch = root.scratch;
    this.why = whyUnknown(root);
  }

  /** @param empty what it is where nothing sets it */
  fact<T>(pick: (facts: BaseFacts) => T | undefined, empty: T): Fact<T> {
    const value = this.pick(pick, empty);
    return value === undefined
      ? { known: false, why: this.why, from: undefined }
      : { known: true, value, from: undefined };
  }

  /** Undefined where nobody knows. */
  pick<T>(pick: (facts: BaseFacts) => T | undefined, empty: T): T | undefined {
    if (this.#isScratch) return empty;
    return this.#facts === undefined ? undefined : pick(this.#facts);
  }
}

function whyUnknown({ from, base }: Stage): string {
  if (from === undefined) return 'no FROM says what it is built on';
  if (base !== undefined && base.kind !== 'unknown') return `it depends on the image "${printable(base.text)}"`;
  const [name] = base?.names ?? [];
  return name === undefined
    ? 'it depends on an image that cannot be told'
    : `it depends on an image that the variable ${printable(name)} names`;
}
