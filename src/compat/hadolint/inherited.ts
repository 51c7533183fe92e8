import type { Instruction, InstructionOf } from '../../model/instruction.ts';
import { isRun, type Run } from './commands.ts';
import type { HadolintRule } from './rule.ts';

/** A rule over RUN that is only asked about the last stage, and stages whose name is a later FROM. */
export function lastOrInherited(head: Omit<HadolintRule, 'check'>, isBad: (run: Run) => boolean): HadolintRule {
  return {
    ...head,
    triggers: true,
    check({ instructions, runOf, report }) {
      const images = new Set<string>();
      for (const instruction of instructions) {
        if (instruction.keyword === 'FROM') images.add(instruction.image?.text ?? '');
      }
      const last = instructions.findLast((instruction) => instruction.keyword === 'FROM');
      let stage: InstructionOf<'FROM'> | undefined;
      for (const instruction of instructions) {
        if (instruction.keyword === 'FROM') stage = instruction;
        const counts = stage === last || (stage?.name !== undefined && images.has(stage.name.text));
        if (counts && isRun(instruction) && isBad(runOf(instruction))) report(instruction);
      }
    },
  };
}

/**
 * Walks instructions with what each stage knows: a set of words that a stage inherits from the stage that its FROM names,
 * by alias, or by image where there is none.
 */
export class StageSets {
  readonly #sets = new Map<string, Set<string>>();
  #current = new Set<string>();

  /** What the present stage knows. */
  get current(): ReadonlySet<string> {
    return this.#current;
  }

  add(word: string): void {
    this.#current.add(word);
  }

  /** To be told of every instruction, before it is looked at. */
  enter(instruction: Instruction): void {
    if (instruction.keyword !== 'FROM') return;
    const { image, name } = instruction;
    const parent = this.#sets.get(image?.text ?? '');
    this.#current = new Set(parent);
    this.#sets.set((name ?? image)?.text ?? '', this.#current);
  }
}
