/** Milliseconds without a new request after which those that wait are answered. */
const QUIET_MS = 50;

/**
 * Holds requests back until no more come, and lets them all go together. So all that a client asks at once is answered
 * at once, and what is asked after that was asked because of an answer: round trips become countable.
 */
export class Waves {
  readonly #waiting: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;

  wait(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      for (const go of this.#waiting.splice(0)) go();
    }, QUIET_MS);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}
