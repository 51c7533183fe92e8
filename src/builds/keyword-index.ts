import type { Dockerfile } from '../model/dockerfile.ts';
import type { Instruction, InstructionOf, Keyword } from '../model/instruction.ts';

const NONE: readonly Instruction[] = [];

/** The instructions of a file by their keyword, in the order of the file. */
export class KeywordIndex {
  readonly #plain = new Map<string, Instruction[]>();
  /** With those inside of ONBUILD; the same map where there is none. */
  readonly #all: Map<string, Instruction[]>;

  constructor({ instructions }: Dockerfile) {
    for (const instruction of instructions) add(this.#plain, instruction);
    this.#all = this.#plain.has('ONBUILD') ? withTriggers(instructions) : this.#plain;
  }

  of<K extends Keyword>(keyword: K, triggers: boolean): readonly InstructionOf<K>[] {
    return ((triggers ? this.#all : this.#plain).get(keyword) ?? NONE) as readonly InstructionOf<K>[];
  }
}

/** What an ONBUILD holds, where something stands behind it. */
export function triggerOf(instruction: Instruction): Instruction | undefined {
  return instruction.keyword === 'ONBUILD' ? instruction.inner : undefined;
}

function withTriggers(instructions: readonly Instruction[]): Map<string, Instruction[]> {
  const all = new Map<string, Instruction[]>();
  for (const instruction of instructions) {
    add(all, instruction);
    const inner = triggerOf(instruction);
    if (inner !== undefined) add(all, inner);
  }
  return all;
}

function add(index: Map<string, Instruction[]>, instruction: Instruction): void {
  const same = index.get(instruction.keyword);
  if (same === undefined) index.set(instruction.keyword, [instruction]);
  else same.push(instruction);
}
