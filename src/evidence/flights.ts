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
  readonly name: string;
  active: number;
  readonly queue: Set<Flight>;
}

interface Flight {
  readonly key: string;
  readonly work: () => Promise<unknown>;
  readonly landing: PromiseWithResolvers<unknown>;
  /** Where it waits for its turn. */
  readonly lanes: Set<Lane>;
  hasStarted: boolean;
}

/** Work that several ask for at the same time is done once. Lanes take turns where not all that wait can start. */
export class Flights {
  readonly #flights = new Map<string, Flight>();
  readonly #lanes = new Map<string, Lane>();
  readonly #limits: FlightLimits;
  #active = 0;

  constructor(limits: FlightLimits) {
    this.#limits = limits;
  }

  /**
   * Joins the flight of that key, or starts it. Equal keys must mean equal work. A flight that waits starts as soon as
   * it is the turn of any lane in which it was asked for: one that is full delays only its own.
   */
  join<Result>(key: string, laneName: string, work: () => Promise<Result>): Promise<Result> {
    const known = this.#flights.get(key);
    const lane = this.#lanes.get(laneName) ?? { name: laneName, active: 0, queue: new Set() };
    const { waiting } = this.#limits;
    const isFull = lane.queue.size >= waiting;
    if (known === undefined && isFull) {
      return Promise.reject(new TooManyFlights(`more than ${waiting} images wait to be looked up`));
    }
    const flight = known ?? { key, work, landing: Promise.withResolvers(), lanes: new Set(), hasStarted: false };
    this.#flights.set(key, flight);
    if (!flight.hasStarted && !isFull) {
      this.#lanes.set(laneName, lane);
      if (this.#mayStart(lane)) this.#start(flight, lane);
      else this.#wait(flight, lane);
    }
    return flight.landing.promise as Promise<Result>;
  }

  #mayStart({ active }: Lane): boolean {
    return this.#active < this.#limits.concurrent && active < this.#limits.perLane;
  }

  #wait(flight: Flight, lane: Lane): void {
    flight.lanes.add(lane);
    lane.queue.add(flight);
  }

  #start(flight: Flight, lane: Lane): void {
    flight.hasStarted = true;
    this.#count(lane, 1);
    for (const other of flight.lanes) {
      other.queue.delete(flight);
      this.#forgetIdle(other);
    }
    void this.#fly(flight, lane);
  }

  async #fly({ key, work, landing }: Flight, lane: Lane): Promise<void> {
    try {
      landing.resolve(await work());
    } catch (error) {
      landing.reject(error);
    } finally {
      this.#flights.delete(key);
      this.#count(lane, -1);
      this.#forgetIdle(lane);
      this.#startWaiting();
    }
  }

  #count(lane: Lane, change: 1 | -1): void {
    lane.active += change;
    this.#active += change;
  }

  #forgetIdle({ name, active, queue }: Lane): void {
    if (active === 0 && queue.size === 0) this.#lanes.delete(name);
  }

  /** The lane that was served goes to the end, so that the next place is another one's. */
  #startWaiting(): void {
    for (const [name, lane] of [...this.#lanes]) {
      const [next] = lane.queue;
      if (next === undefined || !this.#mayStart(lane)) continue;
      this.#lanes.delete(name);
      this.#lanes.set(name, lane);
      this.#start(next, lane);
    }
  }
}
