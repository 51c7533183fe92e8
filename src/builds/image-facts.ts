import type { Build, Stage } from '../model/build.ts';
import type { ImageFacts } from '../model/image-facts.ts';
import type { Instruction } from '../model/instruction.ts';
import { ImageConfig } from './image-config.ts';
import { ImageStart } from './image-start.ts';
import { triggerOf } from './keyword-index.ts';

/**
 * What the configuration of the built image says, with the defaults of build arguments that are not given. Undefined where
 * no stage is built.
 */
export function imageFacts(build: Build): ImageFacts | undefined {
  const { final } = build;
  if (final === undefined) return undefined;
  const stages = final.chain.toReversed();
  const config = new ImageConfig(build, new ImageStart(stages[0] ?? final));
  for (const [at, stage] of stages.entries()) {
    config.enterStage();
    const beneath = stages[at - 1];
    for (const inner of beneath === undefined ? [] : triggersOf(beneath)) config.apply(inner);
    for (const instruction of stage.instructions) config.apply(instruction);
  }
  const triggers = triggersOf(final);
  return config.facts({ known: true, value: triggers.map(({ line }) => line.text), from: triggers.at(-1) });
}

/** What the ONBUILDs of a stage hold. */
function triggersOf({ instructions }: Stage): readonly Instruction[] {
  return instructions.flatMap((instruction) => triggerOf(instruction) ?? []);
}
