import type { Instruction } from '../model/instruction.ts';
import type { StageNode } from './stage-node.ts';
import type { StageGraph } from './stages.ts';

/** Instructions of which the last one counts, also for stages that are built on the one that they stand in. */
export class StageHistory<Kind extends Instruction> {
  readonly #graph: StageGraph;
  readonly #own = new Map<StageNode, Kind[]>();
  /** Those inside of ONBUILD: they count for stages that are built on theirs. */
  readonly #triggers = new Map<StageNode, Kind[]>();

  /** @param all in the order of the file, those inside of ONBUILD included */
  constructor(graph: StageGraph, all: readonly Kind[]) {
    this.#graph = graph;
    for (const instruction of all) {
      const stage = graph.stageOf(instruction);
      if (stage === undefined) continue;
      const kept = instruction.trigger === undefined ? this.#own : this.#triggers;
      const before = kept.get(stage);
      if (before === undefined) kept.set(stage, [instruction]);
      else before.push(instruction);
    }
  }

  /** The one that counts where an instruction stands. */
  at(instruction: Instruction): Kind | undefined {
    const stage = this.#graph.stageOf(instruction);
    if (stage === undefined) return undefined;
    if (instruction.trigger === undefined) {
      return lastBefore(this.#own.get(stage), instruction.index) ?? this.#inherited(stage);
    }
    return lastBefore(this.#triggers.get(stage), instruction.index) ?? this.last(stage);
  }

  /** The one that counts behind the last instruction of a stage. */
  last(stage: StageNode): Kind | undefined {
    return this.#own.get(stage)?.at(-1) ?? this.#inherited(stage);
  }

  #inherited({ parent }: StageNode): Kind | undefined {
    for (let stage = parent; stage !== undefined; stage = stage.parent) {
      const last = this.#triggers.get(stage)?.at(-1) ?? this.#own.get(stage)?.at(-1);
      if (last !== undefined) return last;
    }
    return undefined;
  }
}

function lastBefore<Kind extends Instruction>(history: readonly Kind[] | undefined, index: number): Kind | undefined {
  if (history === undefined) return undefined;
  let [low, high] = [0, history.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((history[middle]?.index ?? 0) < index) low = middle + 1;
    else high = middle;
  }
  return history[low - 1];
}
