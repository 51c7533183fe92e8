import { isStageNumber } from '../../../builds/stages.ts';
import type { Build, Stage } from '../../../model/build.ts';

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
  readonly #build: Build;
  readonly #names: ReadonlySet<string>;

  constructor(build: Build) {
    this.#build = build;
    this.#names = new Set(build.stages.flatMap(({ name }) => name ?? []));
  }

  /** How many stages a number can mean. */
  get count(): number {
    const { stages } = this.#build;
    return stages.length - (stages[0]?.index === -1 ? 1 : 0);
  }

  names(): Iterable<string> {
    return this.#names;
  }

  /**
   * What `--from=` means; of several stages with one name, BuildKit takes the last.
   * @param numbers `COPY --from=0` counts stages, `RUN --mount=from=0` does not
   */
  find(text: string, numbers: boolean): StageReference {
    const stage = this.#build.stageNamed(text, numbers ? { numbers } : undefined);
    if (stage !== undefined) return { kind: 'stage', stage };
    return numbers && isStageNumber(text) ? NO_SUCH_NUMBER : OTHER;
  }
}
