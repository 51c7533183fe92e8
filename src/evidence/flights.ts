/** There is no room for another flight. */
export class TooManyFlights extends Error {
  override readonly name = 'TooManyFlights';
}

interface Waiting {
  readonly start: () => void;
}

/**
 * Work that several ask for at the same time is done once. At most `concurrent` flights are under way, and at most
 * `waiting` wait for their turn.
 */
export class Flights {
  readonly #flights = new Map<string, Promise<unknown>>();
  readonly #queue: Waiting[] = [];
  readonly #concurrent: number;
  readonly #waiting: number;
  #active = 0;

  constructor({ concurrent, waiting }: { readonly concurrent: number; readonly waiting: number }) {
    this.#concurrent = concurrent;
    this.#waiting = waiting;
  }

  /** Joins the flight of that key, or starts it. Equal keys must mean equal work. */
  join<Result>(key: string, work: () => Promise<Result>): Promise<Result> {
    const known = this.#flights.get(key);
    if (known !== undefined) return known as Promise<Result>;
    if (this.#active >= this.#concurrent && this.#queue.length >= this.#waiting) {
      return Promise.reject(new TooManyFlights(`more than ${this.#waiting} images wait to be looked up`));
    }
    const flight = this.#fly(work).finally(() => this.#flights.delete(key));
    this.#flights.set(key, flight);
    return flight;
  }

  async #fly<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#active >= this.#concurrent) {
      const turn = Promise.withResolvers<void>();
      this.#queue.push({ start: turn.resolve });
      await turn.promise;
    } else {
      this.#active += 1;
    }
    try {
      return await work();
    } finally {
      const next = this.#queue.shift();
      if (next === undefined) this.#active -= 1;
      else next.start();
    }
  }
}
