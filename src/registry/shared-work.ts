import { orAbandon } from './deadline.ts';

interface Work<Value> {
  readonly result: Promise<Value>;
  readonly controller: AbortController;
  waiting: number;
}

/**
 * Work that several ask for at once is done once. Whoever loses patience leaves; the work is given up when nobody is
 * left, and goes on as long as one is.
 */
export class SharedWork<Value> {
  readonly #underWay = new Map<string, Work<Value>>();

  /**
   * @param host for the message of the error
   * @throws RegistryError `deadline` when `signal` aborts; and what the work fails with
   */
  async join(
    key: string,
    host: string,
    start: (signal: AbortSignal) => Promise<Value>,
    signal: AbortSignal,
  ): Promise<Value> {
    const work = this.#underWay.get(key) ?? this.#begin(key, start);
    work.waiting++;
    try {
      return await orAbandon(work.result, host, signal);
    } finally {
      work.waiting--;
      if (work.waiting === 0) {
        work.controller.abort();
        this.#end(key, work);
      }
    }
  }

  #begin(key: string, start: (signal: AbortSignal) => Promise<Value>): Work<Value> {
    const controller = new AbortController();
    const work = { result: start(controller.signal), controller, waiting: 0 };
    // Those who wait hear of a failure; when all have left there is nobody to tell.
    work.result.catch(() => {});
    this.#underWay.set(key, work);
    return work;
  }

  #end(key: string, work: Work<Value>): void {
    if (this.#underWay.get(key) === work) this.#underWay.delete(key);
  }
}
