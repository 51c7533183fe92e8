/** Steps of matching, each of which takes up to 16 ns: about 0.1 s. */
const MOST = 5_000_000;

/**
 * What one rule may still spend on regular expressions for one object. The size of an object bounds each text but not
 * what many texts and a large pattern cost together.
 */
export class Effort {
  readonly most = MOST;
  #left = MOST;

  /** Called before a rule looks at an object. */
  renew(): void {
    this.#left = MOST;
  }

  /** Takes `steps`, or nothing and answers false where fewer are left. */
  spend(steps: number): boolean {
    if (steps > this.#left) return false;
    this.#left -= steps;
    return true;
  }
}
