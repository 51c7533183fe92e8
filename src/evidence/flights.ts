/** There is no room for another flight. */
export class TooManyFlights extends Error {
  override readonly name = 'TooManyFlights';
}

/** How much may be under way. */
export interface FlightLimits {
  /** Flights at a time, of all lanes and of one. */
  readonly concurrent: number;
  readonly perLane: number;
  /** Flights of one lane that wait for their turn. */
  readonly waiting: number;
}

/** Those who share a bound: a namespace, so that nobody waits long for what others ask for. */
interface Lane {
  active: number;
  readonly queue: (() => void)[];
}

/** Work that several ask for at the same time is done once. Lanes take turns where not all that wait can start. */
export class Flights {
  readonly #flights = new Map<string, Promise<unknown>>();
  readonly #lanes = new Map<string, Lane>();
  readonly #limits: FlightLimits;
  #active = 0;

  constructor(limits: FlightLimits) {
    this.#limits = limits;
  }

  /** Joins the flight of that key, or starts it. Equal keys must mean equal work. */
  join<Result>(key: string, laneName: string, work: () => Promise<Result>): Promise<Result> {
    const known = this.#flights.get(key);
    if (known !== undefined) return known as Promise<Result>;
    const { waiting } = this.#limits;
    if ((this.#lanes.get(laneName)?.queue.length ?? 0) >= waiting) {
      return Promise.reject(new TooManyFlights(`more than ${waiting} images wait to be looked up`));
    }
    const flight = this.#fly(laneName, work).finally(() => this.#flights.delete(key));
    this.#flights.set(key, flight);
    return flight;
  }

  async #fly<Result>(laneName: string, work: () => Promise<Result>): Promise<Result> {
    const lane = this.#lanes.get(laneName) ?? { active: 0, queue: [] };
    this.#lanes.set(laneName, lane);
    if (this.#mayStart(lane)) {
      this.#count(lane, 1);
    } else {
      const turn = Promise.withResolvers<void>();
      lane.queue.push(turn.resolve);
      await turn.promise;
    }
    try {
      return await work();
    } finally {
      this.#count(lane, -1);
      if (lane.active === 0 && lane.queue.length === 0) this.#lanes.delete(laneName);
      this.#startWaiting();
    }
  }

  #mayStart({ active }: Lane): boolean {
    return this.#active < this.#limits.concurrent && active < this.#limits.perLane;
  }

  #count(lane: Lane, change: 1 | -1): void {
    lane.active += change;
    this.#active += change;
  }

  /** The lane that was served goes to the end, so that the next place is another one's. */
  #startWaiting(): void {
    for (const [name, lane] of [...this.#lanes]) {
      if (lane.queue.length === 0 || !this.#mayStart(lane)) continue;
      this.#lanes.delete(name);
      this.#lanes.set(name, lane);
      this.#count(lane, 1);
      lane.queue.shift()?.();
    }
  }
}
