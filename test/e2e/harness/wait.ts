import { setTimeout as delay } from 'node:timers/promises';

/** How long to keep trying: both in milliseconds. */
export interface Patience {
  readonly timeout?: number;
  readonly every?: number;
}

/**
 * Repeats an attempt until it gives something other than undefined or false, and gives that.
 * An attempt that throws counts as failed.
 * @throws Error that names `what` and the last failure, once the time is over
 */
export async function until<T>(
  what: string,
  attempt: () => Promise<T | undefined | false> | T | undefined | false,
  { timeout = 20_000, every = 50 }: Patience = {},
): Promise<T> {
  const end = Date.now() + timeout;
  let failure: unknown;
  for (;;) {
    try {
      const result = await attempt();
      if (result !== undefined && result !== false) return result;
      failure = undefined;
    } catch (error) {
      failure = error;
    }
    if (Date.now() >= end) {
      throw new Error(
        `waited ${timeout} ms in vain for ${what}`,
        failure === undefined ? undefined : { cause: failure },
      );
    }
    await delay(every);
  }
}
