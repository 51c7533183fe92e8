import type { Limits } from './options.ts';

/** Bodies past this size may use only a part of the memory for bodies, so that usual reviews find room. */
const USUAL_BODY = 256 * 1_024;
const SHARE_OF_LARGE = 0.75;

/** How much review work the process takes on at a time. */
export class Capacity {
  readonly #limits: Pick<Limits, 'maxBodies' | 'maxConcurrentReviews'>;
  #reviews = 0;
  #bytes = 0;

  constructor(limits: Pick<Limits, 'maxBodies' | 'maxConcurrentReviews'>) {
    this.#limits = limits;
  }

  /** Reviews under way. */
  get reviews(): number {
    return this.#reviews;
  }

  /** False where no further review can be taken on; otherwise `leave` must follow. */
  enter(): boolean {
    if (this.#reviews >= this.#limits.maxConcurrentReviews) return false;
    this.#reviews++;
    return true;
  }

  /** @param held bytes of body that the review held */
  leave(held: number): void {
    this.#reviews--;
    this.#bytes -= held;
  }

  /** False where there is no room for `more` bytes of a body that already holds `held`. */
  hold(more: number, held: number): boolean {
    const { maxBodies } = this.#limits;
    const room = held + more > USUAL_BODY ? maxBodies * SHARE_OF_LARGE : maxBodies;
    if (this.#bytes + more > room) return false;
    this.#bytes += more;
    return true;
  }
}
