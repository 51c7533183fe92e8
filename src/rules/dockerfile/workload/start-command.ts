import type { Fact } from '../../../model/image-facts.ts';
import type { CommandInstruction } from '../../../model/instruction.ts';
import { listOf } from '../../workload/shared/fields.ts';
import type { Pair } from './pairs.ts';

/** What replaces the command of the image. An empty list replaces nothing. */
export function overridesOf({ container: { container } }: Pair): { readonly command: boolean; readonly args: boolean } {
  const { command, args } = container.spec;
  return { command: listOf(command).length > 0, args: listOf(args).length > 0 };
}

/** The ENTRYPOINT or CMD that counts, where it is in the file and not empty. */
export function instructionOf(fact: Fact<readonly string[]>): CommandInstruction | undefined {
  if (!fact.known || fact.value.length === 0) return undefined;
  const { from } = fact;
  return from?.keyword === 'ENTRYPOINT' || from?.keyword === 'CMD' ? from : undefined;
}
