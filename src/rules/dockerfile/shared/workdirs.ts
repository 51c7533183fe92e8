import type { Build, Stage } from '../../../model/build.ts';
import type { Instruction } from '../../../model/instruction.ts';

/** Where the WORKDIRs of a file hold. */
export class Workdirs {
  /** The number of the first WORKDIR of each stage. */
  readonly #first = new Map<Stage, number>();
  /** Stages that have one at their end, of their own or of a stage that they are built on. */
  readonly #placed = new Set<Stage>();

  constructor(build: Build) {
    for (const workdir of build.of('WORKDIR')) {
      const stage = build.stageOf(workdir);
      if (stage !== undefined && !this.#first.has(stage)) this.#first.set(stage, workdir.index);
    }
    for (const stage of build.stages) {
      const inherits = stage.parent !== undefined && this.#placed.has(stage.parent);
      if (inherits || this.#first.has(stage)) this.#placed.add(stage);
    }
  }

  /** Whether a WORKDIR of the file stands before an instruction of a stage, there or in one that it is built on. */
  isPlaced({ index }: Instruction, stage: Stage): boolean {
    if (stage.parent !== undefined && this.#placed.has(stage.parent)) return true;
    return (this.#first.get(stage) ?? index) < index;
  }
}
