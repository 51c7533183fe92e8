import type { SyntaxFault } from '../../model/dockerfile.ts';
import type { Span } from '../../model/mapped-text.ts';

/** Faults that are kept of a file; the last one says that there may be more. */
const MAX_FAULTS = 1000;

/** Collects what is wrong with the form of a Dockerfile. */
export class Faults {
  readonly #faults: SyntaxFault[] = [];
  #count = 0;

  /** How many there were, those beyond the limit included. */
  get count(): number {
    return this.#count;
  }

  add(rule: string, message: string, span: Span): void {
    this.#count += 1;
    if (this.#count < MAX_FAULTS) this.#faults.push({ rule, message, span });
    else if (this.#count === MAX_FAULTS) {
      const rest = 'more is wrong with this file than is listed: mend what stands above first';
      this.#faults.push({ rule: 'syntax-error', message: rest, span });
    }
  }

  /** In the order of the file. */
  all(): readonly SyntaxFault[] {
    const isFull = this.#count >= MAX_FAULTS;
    const sorted = this.#faults
      .slice(0, MAX_FAULTS - 1)
      .sort((one, other) => one.span.start - other.span.start || one.span.end - other.span.end);
    return isFull ? [...sorted, ...this.#faults.slice(MAX_FAULTS - 1)] : sorted;
  }
}
