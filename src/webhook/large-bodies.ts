/** Bodies of at most this many bytes never wait for their turn. */
export const USUAL_BODY = 256 * 1_024;

const MAX_WAITING = 512;

/** Somebody whose turn has not come. */
interface Waiter {
  readonly bytes: number;
  admit(): void;
}

/**
 * Lets bodies larger than usual in while there is room, the others in their turn. Those who wait are not read,
 * so that the network holds their bytes and not this process.
 */
export class LargeBodies {
  readonly #room: number;
  readonly #waiting = new Set<Waiter>();
  #used = 0;

  /** @param room bytes of all large bodies at a time; a body larger than that is let in alone */
  constructor(room: number) {
    this.#room = room;
  }

  /**
   * @param patience milliseconds
   * @returns true once there is room, and `leave` must follow; false where it did not come in time, too many
   *   wait already, or the signal aborted
   */
  enter(bytes: number, patience: number, signal: AbortSignal): Promise<boolean> {
    if (this.#waiting.size === 0 && this.#fits(bytes)) {
      this.#used += bytes;
      return Promise.resolve(true);
    }
    if (this.#waiting.size >= MAX_WAITING || signal.aborted) return Promise.resolve(false);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const settle = (admitted: boolean) => {
      this.#waiting.delete(waiter);
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      resolve(admitted);
    };
    const giveUp = () => settle(false);
    const waiter: Waiter = { bytes, admit: () => settle(true) };
    const timer = setTimeout(giveUp, patience);
    signal.addEventListener('abort', giveUp, { once: true });
    this.#waiting.add(waiter);
    return promise;
  }

  leave(bytes: number): void {
    this.#used -= bytes;
    for (const waiter of this.#waiting) {
      if (!this.#fits(waiter.bytes)) return;
      this.#used += waiter.bytes;
      waiter.admit();
    }
  }

  #fits(bytes: number): boolean {
    return this.#used === 0 || this.#used + bytes <= this.#room;
  }
}
