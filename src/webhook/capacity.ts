import { LargeBodies } from './large-bodies.ts';
import type { Limits } from './options.ts';

/** Large bodies may use only a part of the memory for bodies, so that usual reviews always find room. */
const SHARE_OF_LARGE = 0.25;

/** How much review work the process takes on at a time. */
export class Capacity {
  readonly large: LargeBodies;
  readonly #maxReviews: number;
  /** Bytes of all usual bodies at a time. */
  readonly #room: number;
  #reviews = 0;
  #bytes = 0;

  constructor({ maxBodies, maxConcurrentReviews }: Pick<Limits, 'maxBodies' | 'maxConcurrentReviews'>) {
    this.large = new LargeBodies(maxBodies * SHARE_OF_LARGE);
    this.#room = maxBodies * (1 - SHARE_OF_LARGE);
    this.#maxReviews = maxConcurrentReviews;
  }

  /** Reviews under way. */
  get reviews(): number {
    return this.#reviews;
  }

  /** False where no further review can be taken on; otherwise `leave` must follow. */
  enter(): boolean {
    if (this.#reviews >= this.#maxReviews) return false;
    this.#reviews++;
    return true;
  }

  /** @param held bytes of usual body that the review held */
  leave(held: number): void {
    this.#reviews--;
    this.#bytes -= held;
  }

  /** False where there is no room for more bytes of usual bodies. */
  hold(bytes: number): boolean {
    if (this.#bytes + bytes > this.#room) return false;
    this.#bytes += bytes;
    return true;
  }
}
