import type { VariableUse } from '../../../model/build.ts';
import type { Instruction, Pair } from '../../../model/instruction.ts';

/** Finds the pair of the same ENV that sets what another pair of it uses. Uses come in the order of the file. */
export class EnvSiblings {
  #of: Instruction | undefined;
  #pairs: ReadonlyMap<string, Pair> = new Map();

  /** The pair that sets the variable too late for its use; undefined where the use is no such one. */
  setterOf({ instruction, name, span, guarded, state }: VariableUse): Pair | undefined {
    if (instruction.keyword !== 'ENV' || instruction.pairs.length < 2 || guarded || state !== 'unset') return undefined;
    if (this.#of !== instruction) {
      this.#of = instruction;
      this.#pairs = firstOfEachName(instruction.pairs);
    }
    const pair = this.#pairs.get(name);
    if (pair === undefined) return undefined;
    const own = instruction.line.spanOf(pair.whole.start, pair.whole.end);
    return span.start >= own.start && span.end <= own.end ? undefined : pair;
  }
}

function firstOfEachName(pairs: readonly Pair[]): ReadonlyMap<string, Pair> {
  const byName = new Map<string, Pair>();
  for (const pair of pairs) if (!byName.has(pair.key.text)) byName.set(pair.key.text, pair);
  return byName;
}
