import type { Base } from './bases.ts';
import type { Random } from './random.ts';
import type { Specimen } from './specimen.ts';

/** A change to a violating object that keeps it violating. */
export interface Mutation {
  readonly name: string;
  /** Whether the verdict of the rule is kept. */
  keeps(base: Base, specimen: Specimen): boolean;
  apply(specimen: Specimen, random: Random): void;
}
