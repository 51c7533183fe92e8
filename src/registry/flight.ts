import { orAbandon } from './deadline.ts';

interface Flight<Value> {
  readonly promise: Promise<Value>;
  readonly controller: AbortController;
  waiting: number;
}

/**
 * Work that several ask for at once is done once. Whoever loses patience leaves; the work is given up when nobody is
 * left, and goes on as long as one is.
 */
export class Flights<Value> {
  readonly #flights = new Map<string, Flight<Value>>();

  /**
   * @param host for the message of the error
   * @throws RegistryError `deadline` when `signal` aborts; and what the work fails with
   */
  async join(
    key: string,
    host: string,
    work: (signal: AbortSignal) => Promise<Value>,
    signal: AbortSignal,
  ): Promise<Value> {
    const flight = this.#flights.get(key) ?? this.#begin(key, work);
    flight.waiting++;
    try {
      return await orAbandon(flight.promise, host, signal);
    } finally {
      flight.waiting--;
      if (flight.waiting === 0) {
        flight.controller.abort();
        this.#end(key, flight);
      }
    }
  }

  #begin(key: string, work: (signal: AbortSignal) => Promise<Value>): Flight<Value> {
    const controller = new AbortController();
    const flight = { promise: work(controller.signal), controller, waiting: 0 };
    // Those who wait hear of a failure; when all have left there is nobody to tell.
    flight.promise.catch(() => {});
    this.#flights.set(key, flight);
    return flight;
  }

  #end(key: string, flight: Flight<Value>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }
}
