const TICK_MS = 100;

/** Something that must be over by a moment on the monotonic clock, in milliseconds. */
export interface Timed {
  readonly deadline: number;
  expire(): void;
}

/**
 * Watches the deadlines of everything under way with one timer, up to 100 ms late: a timer for each
 * request would cost more than most decisions take.
 */
export class Deadlines {
  readonly #underWay = new Set<Timed>();
  #ticking: NodeJS.Timeout | undefined;

  add(timed: Timed): void {
    this.#underWay.add(timed);
    this.#ticking ??= setInterval(() => this.#tick(), TICK_MS).unref();
  }

  remove(timed: Timed): void {
    this.#underWay.delete(timed);
  }

  close(): void {
    clearInterval(this.#ticking);
  }

  #tick(): void {
    if (this.#underWay.size === 0) {
      clearInterval(this.#ticking);
      this.#ticking = undefined;
      return;
    }
    const now = performance.now();
    for (const timed of this.#underWay) {
      if (now < timed.deadline) continue;
      this.#underWay.delete(timed);
      timed.expire();
    }
  }
}
