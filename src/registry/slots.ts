import { orAbandon } from './deadline.ts';

/** Lets so many work at a time; the others wait, in the order in which they came. */
export class Slots {
  readonly #most: number;
  readonly #waiting = new Set<() => void>();
  #taken = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /**
   * @param name what is waited for, for the message of the error
   * @throws RegistryError `deadline` when `signal` aborts before there is a place; and what the work fails with
   */
  async run<Result>(work: () => Promise<Result>, name: string, signal: AbortSignal): Promise<Result> {
    if (this.#taken < this.#most) this.#taken++;
    else await this.#turn(name, signal);
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  async #turn(name: string, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.add(resolve);
    try {
      await orAbandon(promise, name, signal);
    } catch (error) {
      // Who leaves in the very moment in which the turn came has a place to give back.
      if (!this.#waiting.delete(resolve)) this.#leave();
      throw error;
    }
  }

  #leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#taken--;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
