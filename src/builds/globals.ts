import type { Value, Variable } from '../model/build.ts';
import type { Dockerfile } from '../model/dockerfile.ts';
import type { Instruction, Pair } from '../model/instruction.ts';
import type { Piece } from '../model/mapped-text.ts';
import { PLATFORM_NAMES } from '../parse/dockerfile/automatic-names.ts';
import { MOST_NAMES } from '../parse/dockerfile/gathered.ts';
import type { Expander, LookUp } from './expander.ts';
import { Scope } from './scope.ts';

/** ARGs in front of the first FROM: what FROM lines see, and what an ARG in a stage takes its value from. */
export class Globals {
  /** Those of the file, as they are in the end. */
  readonly declared: ReadonlyMap<string, Variable>;
  readonly #scope = new Scope(undefined);
  readonly #buildArgs: ReadonlyMap<string, string>;

  /**
   * @param remember is told what a default comes to
   */
  constructor(
    { instructions }: Dockerfile,
    buildArgs: ReadonlyMap<string, string>,
    expander: Expander,
    remember: (piece: Piece, value: Value) => void,
  ) {
    this.#buildArgs = buildArgs;
    const declared = new Map<string, Variable>();
    this.declared = declared;
    const firstFrom = instructions.find(({ keyword }) => keyword === 'FROM');
    const isOnlyArgs = firstFrom === undefined && instructions.every(({ keyword }) => keyword === 'ARG');
    if (firstFrom === undefined && !isOnlyArgs) return;
    for (const instruction of instructions) {
      if (instruction === firstFrom) return;
      if (instruction.keyword !== 'ARG') continue;
      instruction.pairs.forEach((pair, at) => {
        const fraction = at / instruction.pairs.length;
        const lookUp = this.lookUpAt(instruction, fraction);
        const place = instruction.index + fraction;
        const value = valueOfArg(pair, buildArgs, (piece) => {
          const found = expander.expand(piece.text, lookUp);
          remember(piece, found);
          return found;
        });
        const name = pair.key.text;
        // One without a value leaves what the name stands for already.
        if (value !== undefined || this.find(name, place) === undefined) this.#scope.set(name, 'arg', value, place);
        const variable = this.find(name, Number.POSITIVE_INFINITY);
        if (variable !== undefined) declared.set(name, variable);
      });
    }
  }

  find(name: string, before: number): Variable | undefined {
    return this.#scope.find(name, before) ?? (PLATFORM_NAMES.has(name) ? this.#platform(name) : undefined);
  }

  /** Looks variables up as an ARG here, or a FROM, sees them. */
  lookUpAt({ keyword, index }: Instruction, fraction = 0): LookUp {
    const before = keyword === 'FROM' ? Number.POSITIVE_INFINITY : index + fraction;
    return (name) => {
      const variable = this.find(name, before);
      return variable === undefined ? 'unset' : (variable.value ?? 'empty');
    };
  }

  addNames(names: Set<string>, before: number, limit: number): void {
    this.#scope.addNames(names, before, limit);
    for (const name of PLATFORM_NAMES) if (names.size < limit) names.add(name);
  }

  #platform(name: string): Variable {
    const given = this.#buildArgs.get(name);
    const value: Value = given === undefined ? { kind: 'unknown', names: [name] } : { kind: 'known', text: given };
    return { name, value, source: 'platform' };
  }
}

/** What an ARG comes to; undefined where it has no default, and none is given. */
export function valueOfArg(
  { key, value: written }: Pair,
  buildArgs: ReadonlyMap<string, string>,
  expand: (piece: Piece) => Value,
): Value | undefined {
  const fallback = written === undefined ? undefined : expand(written);
  const name = key.text;
  const given = buildArgs.get(name);
  if (given !== undefined) return { kind: 'known', text: given };
  if (fallback === undefined || fallback.kind === 'unknown') return fallback;
  const names = fallback.kind === 'known' ? [name] : [name, ...fallback.names.filter((other) => other !== name)];
  return { kind: 'default', text: fallback.text, names: names.slice(0, MOST_NAMES) };
}
