import type { Dockerfile } from '../model/dockerfile.ts';
import type { Instruction } from '../model/instruction.ts';

/** `# hadolint shell=bash`: the whole comment must fit. */
const PRAGMA = /^[ \t]*hadolint[ \t]+shell[ \t]*=[ \t]*(?<shell>[^\s#]+)[ \t]*(?:#.*)?$/;

/** A shell that a comment names. */
interface NamedShell {
  readonly words: readonly string[];
  readonly source: 'file';
}

interface Placed {
  /** Of the instruction that it stands above. */
  readonly index: number;
  readonly inForce: NamedShell;
}

/**
 * The shell that comments of hadolint name. One in front of the first FROM holds for all stages; others hold from the
 * instruction below to the end of the stage.
 */
export class ShellPragmas {
  /** The shell that holds where nothing else is said. */
  readonly general: NamedShell | undefined;
  /** In the order of the file. */
  readonly #placed: readonly Placed[];
  /** Indices of FROMs, in the order of the file. */
  readonly #froms: readonly number[];

  /** @param knows whether a shell is one that is understood: no comment may hide commands from the checks */
  constructor({ comments, instructions }: Dockerfile, knows: (shell: string) => boolean) {
    const isOne = comments.some(({ text }) => PRAGMA.test(text));
    const found = isOne ? instructions.flatMap((instruction) => pragmasAbove(instruction, knows)) : [];
    this.#froms = isOne ? instructions.filter(({ keyword }) => keyword === 'FROM').map(({ index }) => index) : [];
    const first = this.#froms[0] ?? -1;
    this.general = found.findLast(({ index }) => index <= first)?.inForce;
    this.#placed = found.filter(({ index }) => index > first);
  }

  /** The shell that a comment of the stage of an instruction names, and the instruction that it stands above. */
  at({ index }: Instruction): Placed | undefined {
    const placed = lastUpTo(this.#placed, index, (one) => one.index);
    return placed !== undefined && placed.index > (lastUpTo(this.#froms, index, (one) => one) ?? -1)
      ? placed
      : undefined;
  }
}

function pragmasAbove({ commentsAbove, index }: Instruction, knows: (shell: string) => boolean): readonly Placed[] {
  return commentsAbove.flatMap(({ text }) => {
    const shell = PRAGMA.exec(text)?.groups?.shell;
    return shell === undefined || !knows(shell) ? [] : [{ index, inForce: { words: [shell, '-c'], source: 'file' } }];
  });
}

function lastUpTo<T>(items: readonly T[], index: number, indexOf: (item: T) => number): T | undefined {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && indexOf(item) <= index) low = middle + 1;
    else high = middle;
  }
  return items[low - 1];
}
