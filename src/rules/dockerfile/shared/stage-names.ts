import type { Build, Stage } from '../../../model/build.ts';

/** A number as COPY --from= takes it: what Go's Atoi reads. */
const NUMBER = /^[+-]?\d{1,9}$/;

/** What `--from=` stands for, among the stages of the file. */
export type StageReference =
  | { readonly kind: 'stage'; readonly stage: Stage }
  /** A number that no stage has. */
  | { readonly kind: 'no-such-number' }
  /** An image, or a context of its own (`--build-context`). */
  | { readonly kind: 'other' };

const OTHER: StageReference = { kind: 'other' };
const NO_SUCH_NUMBER: StageReference = { kind: 'no-such-number' };

/** The names of a file's stages. */
export function stageNames(build: Build): StageNames {
  return build.once(readNames);
}

function readNames(build: Build): StageNames {
  return new StageNames(build);
}

/** See `stageNames`. */
export class StageNames {
  readonly #byName = new Map<string, Stage>();
  readonly #byNumber: readonly Stage[];

  constructor({ stages }: Build) {
    this.#byNumber = stages[0]?.index === -1 ? stages.slice(1) : stages;
    for (const stage of stages) if (stage.name !== undefined) this.#byName.set(stage.name, stage);
  }

  /** How many stages a number can mean. */
  get count(): number {
    return this.#byNumber.length;
  }

  names(): Iterable<string> {
    return this.#byName.keys();
  }

  /**
   * What `--from=` means; of several stages with one name, BuildKit takes the last.
   * @param numbers `COPY --from=0` counts stages, `RUN --mount=from=0` does not
   */
  find(text: string, numbers: boolean): StageReference {
    if (numbers && NUMBER.test(text)) {
      const stage = this.#byNumber[Number(text)];
      return stage === undefined ? NO_SUCH_NUMBER : { kind: 'stage', stage };
    }
    const stage = this.#byName.get(text.toLowerCase());
    return stage === undefined ? OTHER : { kind: 'stage', stage };
  }
}
