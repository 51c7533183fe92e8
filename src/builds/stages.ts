import type { BuildInputs, StageRole, Value } from '../model/build.ts';
import type { Dockerfile } from '../model/dockerfile.ts';
import type { FromInstruction, Instruction } from '../model/instruction.ts';
import { rolesOf } from './roles.ts';
import { StageNode, type StageSurroundings } from './stage-node.ts';

/**
 * Stages that are followed through FROM, one to the next. Images have 127 layers at most, so no build comes near; what lies
 * beyond counts as an image that nobody knows.
 */
const MAX_DEPTH = 128;

const NOT_FOLLOWED: Value = { kind: 'unknown', names: [] };

/** A number as COPY --from= takes it: what Go's Atoi reads. */
const NUMBER = /^[+-]?\d{1,9}$/;

/** Whether `COPY --from=` counts stages by a text, and looks for no name. */
export function isStageNumber(text: string): boolean {
  return NUMBER.test(text);
}

/** The stages of a file, and which instruction belongs to which. */
export class StageGraph {
  readonly stages: StageNode[] = [];
  /** By the number of the instruction. */
  readonly #stageOf: (StageNode | undefined)[] = [];
  /** The last stage of each name, as `--from=` finds it. */
  readonly #byName = new Map<string, StageNode>();
  readonly #surroundings: StageSurroundings;
  #roles: ReadonlyMap<StageNode, StageRole> | undefined;

  /** @param imageOf what the image of a FROM comes to */
  constructor(
    { instructions }: Dockerfile,
    inputs: BuildInputs,
    imageOf: (from: FromInstruction) => Value | undefined,
  ) {
    this.#surroundings = {
      roleOf: (stage) => this.#roleOf(stage),
      baseFactsOf: (reference) => inputs.baseFacts(reference),
    };
    const firstFrom = instructions.findIndex(({ keyword }) => keyword === 'FROM');
    this.#addImplicitStage(instructions, firstFrom);
    let stage: StageNode | undefined;
    for (let at = firstFrom === -1 ? instructions.length : firstFrom; at < instructions.length; at += 1) {
      const instruction = instructions[at] as Instruction;
      if (instruction.keyword === 'FROM') {
        stage = this.#addStage(instruction, imageOf(instruction));
        this.#stageOf[at] = stage;
      } else {
        this.#addInstruction(instruction, stage);
      }
    }
  }

  stageOf(instruction: Instruction): StageNode | undefined {
    return this.#stageOf[instruction.index];
  }

  /**
   * The stage that `--from=` means; undefined where it is an image, or a number that no stage has. BuildKit takes the last
   * stage of a name, also where that is a later one: which it then refuses.
   * @param numbers `COPY --from=0` counts stages, `RUN --mount=from=0` does not
   */
  stageNamed(text: string, numbers: boolean): StageNode | undefined {
    if (!numbers || !isStageNumber(text)) return this.#byName.get(text.toLowerCase());
    const shift = this.stages[0]?.index === -1 ? 1 : 0;
    const number = Number(text);
    return number < 0 ? undefined : this.stages[number + shift];
  }

  /** Fragments, and what stands in front of the first FROM by mistake. ARGs there are not part of any stage. */
  #addImplicitStage(instructions: readonly Instruction[], firstFrom: number): void {
    const isFragment = firstFrom === -1;
    const end = isFragment ? instructions.length : firstFrom;
    let isNeeded = false;
    for (let at = 0; at < end && !isNeeded; at += 1) isNeeded = instructions[at]?.keyword !== 'ARG';
    const stage = isNeeded ? this.#implicitStage(isFragment ? 0 : -1) : undefined;
    for (let at = 0; at < end; at += 1) {
      const instruction = instructions[at] as Instruction;
      this.#addInstruction(instruction, isFragment || instruction.keyword !== 'ARG' ? stage : undefined);
    }
  }

  #implicitStage(index: number): StageNode {
    const nothing = { name: undefined, from: undefined, parent: undefined, named: undefined, base: undefined };
    const stage = new StageNode(this.#surroundings, { index, ...nothing });
    this.stages.push(stage);
    return stage;
  }

  #addStage(from: FromInstruction, image: Value | undefined): StageNode {
    const named = image === undefined || image.kind === 'unknown' ? undefined : this.#byName.get(image.text);
    const isFollowed = named !== undefined && named.depth + 1 < MAX_DEPTH;
    const name = from.name?.text.toLowerCase();
    const stage = new StageNode(this.#surroundings, {
      index: this.stages.length - (this.stages[0]?.index === -1 ? 1 : 0),
      name,
      from,
      named,
      parent: isFollowed ? named : undefined,
      base: named === undefined ? image : isFollowed ? undefined : NOT_FOLLOWED,
    });
    this.stages.push(stage);
    if (name !== undefined) this.#byName.set(name, stage);
    return stage;
  }

  #addInstruction(instruction: Instruction, stage: StageNode | undefined): void {
    this.#stageOf[instruction.index] = stage;
    if (stage === undefined) return;
    stage.instructions.push(instruction);
    if (instruction.keyword === 'ONBUILD') stage.triggers.push(instruction);
  }

  #roleOf(stage: StageNode): StageRole {
    this.#roles ??= rolesOf(this);
    return this.#roles.get(stage) ?? 'unreachable';
  }
}
