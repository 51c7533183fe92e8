import type { Build, Value } from '../../../model/build.ts';
import type { Pair, PairsInstruction } from '../../../model/instruction.ts';

/** A label of the image that is built. */
export interface FinalLabel {
  readonly name: string;
  readonly instruction: PairsInstruction;
  readonly pair: Pair;
  /** What its value comes to. */
  value(): Value;
}

const NONE: readonly FinalLabel[] = [];

/** Every LABEL of the last stage and of those it is built on, in the order of the file. Names with variables are left out. */
export function finalLabels(build: Build): readonly FinalLabel[] {
  return build.once(readLabels);
}

function readLabels(build: Build): readonly FinalLabel[] {
  const instructions = build.of('LABEL');
  if (instructions.length === 0) return NONE;
  const stages = new Set(build.final?.chain);
  const labels: FinalLabel[] = [];
  for (const instruction of instructions) {
    const stage = build.stageOf(instruction);
    if (stage === undefined || !stages.has(stage)) continue;
    for (const pair of instruction.pairs) {
      if (pair.value === undefined || (instruction.broken && !pair.whole.text.includes('='))) continue;
      const key = build.expand(instruction, pair.key);
      if (key.kind !== 'known' || key.text === '') continue;
      const { value } = pair;
      labels.push({ name: key.text, instruction, pair, value: () => build.expand(instruction, value) });
    }
  }
  return labels;
}

/** The labels that the image has in the end: of several with one name, the last. */
export function lastLabels(build: Build): ReadonlyMap<string, FinalLabel> {
  return new Map(finalLabels(build).map((label) => [label.name, label]));
}
