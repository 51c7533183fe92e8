import type { BaseFacts, Stage, StageRole, Value } from '../model/build.ts';
import type { FromInstruction, Instruction, OnbuildInstruction } from '../model/instruction.ts';

/** What a stage cannot know by itself. */
export interface StageSurroundings {
  roleOf(stage: StageNode): StageRole;
  baseFactsOf(reference: string): BaseFacts | undefined;
}

/** A stage, with what is only asked for now and then worked out at that moment. */
export class StageNode implements Stage {
  readonly index: number;
  readonly name: string | undefined;
  readonly from: FromInstruction | undefined;
  readonly instructions: Instruction[] = [];
  /** Its ONBUILDs, in their order. */
  readonly triggers: OnbuildInstruction[] = [];
  readonly parent: StageNode | undefined;
  /** The stage that the FROM names: the parent, but for chains that are too long to be followed. */
  readonly named: StageNode | undefined;
  readonly base: Value | undefined;
  /** How many stages it is built on. */
  readonly depth: number;
  /** The first stage of the chain. */
  readonly root: StageNode;
  readonly #surroundings: StageSurroundings;
  #baseFacts: BaseFacts | undefined;
  #hasBaseFacts = false;

  constructor(
    surroundings: StageSurroundings,
    about: Pick<StageNode, 'index' | 'name' | 'from' | 'parent' | 'named' | 'base'>,
  ) {
    this.#surroundings = surroundings;
    this.index = about.index;
    this.name = about.name;
    this.from = about.from;
    this.parent = about.parent;
    this.named = about.named;
    this.base = about.base;
    this.depth = about.parent === undefined ? 0 : about.parent.depth + 1;
    this.root = about.parent?.root ?? this;
  }

  get scratch(): boolean {
    return this.base !== undefined && this.base.kind !== 'unknown' && this.base.text === 'scratch';
  }

  /** Made anew each time: chains share their stages, and hold 128 of them at most. */
  get chain(): readonly StageNode[] {
    const chain: StageNode[] = [];
    for (let stage: StageNode | undefined = this; stage !== undefined; stage = stage.parent) chain.push(stage);
    return chain;
  }

  get baseFacts(): BaseFacts | undefined {
    if (this.root !== this) return this.root.baseFacts;
    if (!this.#hasBaseFacts) {
      this.#hasBaseFacts = true;
      const { base } = this;
      const isImage = base !== undefined && base.kind !== 'unknown' && !this.scratch;
      this.#baseFacts = isImage ? this.#surroundings.baseFactsOf(base.text) : undefined;
    }
    return this.#baseFacts;
  }

  get role(): StageRole {
    return this.#surroundings.roleOf(this);
  }
}
