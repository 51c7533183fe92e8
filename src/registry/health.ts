import { Breaker, type Passage } from './breaker.ts';
import type { RepositoryName } from './source.ts';

/**
 * How a request went. `troubled`: there is a host, and it did not answer this as it should. `slow`: it did not answer in
 * time. `unconnected`: there was no connection. `unknown`: nothing can be said of it.
 */
export type Outcome = 'answered' | 'troubled' | 'slow' | 'unconnected' | 'unknown';

type Verdict = keyof Passage;

/** What an outcome says of the host, and of what was asked for there. */
const MEANINGS: Readonly<Record<Outcome, readonly [host: Verdict, place: Verdict]>> = {
  answered: ['succeeded', 'succeeded'],
  troubled: ['succeeded', 'failed'],
  slow: ['undecided', 'failed'],
  unconnected: ['failed', 'undecided'],
  unknown: ['undecided', 'undecided'],
};

/** Takes note of how a request went; to be called once. */
export type Settle = (outcome: Outcome) => void;

/**
 * Keeps from asking hosts that cannot be connected to, and repositories that do not answer. A host that many share must
 * not be given up for what one can bring about who has a repository there: that it fails or hangs. Nor for where other
 * registries lead, by redirects and token services: what is known is known for the registry that was asked.
 */
export class Health {
  readonly #breaker: Breaker;

  /** @param now milliseconds since the epoch */
  constructor(now: () => number) {
    this.#breaker = new Breaker(now);
  }

  /** @throws RegistryError see `Breaker` */
  async enter(host: string, { registry, repository }: RepositoryName, signal: AbortSignal): Promise<Settle> {
    const ofHost = await this.#breaker.enter(`${registry} ${host}`, host, signal);
    const ofPlace = await this.#breaker.enter(`${registry}/${repository} ${host}`, host, signal).catch((error) => {
      ofHost.undecided();
      throw error;
    });
    return (outcome) => {
      const [host, place] = MEANINGS[outcome];
      ofHost[host]();
      ofPlace[place]();
    };
  }
}
