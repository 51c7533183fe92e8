import { ClaimError } from '../claim.ts';
import { MAX_RELATIONS } from './limits.ts';

/**
 * Finds out which components of a document stand in a relation to another one. A ref that is given to two components
 * names neither. Where relations go in circles does not matter: nobody follows them.
 */
export class Relations {
  readonly #known = new Set<string>();
  readonly #repeated = new Set<string>();
  readonly #related = new Set<string>();
  #count = 0;

  /** Notes the ref of a component. */
  know(ref: string): void {
    if (this.#known.has(ref)) this.#repeated.add(ref);
    else if (ref !== '') this.#known.add(ref);
  }

  /** Notes a relation of components that are known. @throws ClaimError where there are too many */
  relate(one: string, other: unknown): void {
    this.#count += 1;
    if (this.#count > MAX_RELATIONS) throw new ClaimError(`it has more than ${MAX_RELATIONS} relations`);
    if (typeof other !== 'string' || one === other || !this.#known.has(one) || !this.#known.has(other)) return;
    this.#related.add(one).add(other);
  }

  /** Refs of those that stand in a relation. */
  related(): ReadonlySet<string> {
    for (const ref of this.#repeated) this.#related.delete(ref);
    return this.#related;
  }
}
