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
  /** Short, for most decisions wait for nothing. Not a Set: its outgrown tables keep the requests of their time alive. */
  readonly #underWay: Timed[] = [];
  #ticking: NodeJS.Timeout | undefined;

  add(timed: Timed): void {
    this.#underWay.push(timed);
    this.#ticking ??= setInterval(() => this.#tick(), TICK_MS).unref();
  }

  remove(timed: Timed): void {
    const place = this.#underWay.lastIndexOf(timed);
    const last = place === -1 ? undefined : this.#underWay.pop();
    if (last !== undefined && last !== timed) this.#underWay[place] = last;
  }

  close(): void {
    clearInterval(this.#ticking);
  }

  #tick(): void {
    if (this.#underWay.length === 0) {
      clearInterval(this.#ticking);
      this.#ticking = undefined;
      return;
    }
    const now = performance.now();
    for (const timed of this.#underWay.filter(({ deadline }) => deadline <= now)) {
      this.remove(timed);
      timed.expire();
    }
  }
}
