import { setTimeout as delay } from 'node:timers/promises';
import { outcome } from './answers.ts';
import type { KubeAnswer } from './kube.ts';

/** Requests that go on until they are stopped. */
export interface Load extends AsyncDisposable {
  /** Requests answered so far. */
  readonly answered: number;
  /** Lets the requests under way end, and gives the outcomes that were not as they should be. */
  stop(): Promise<readonly string[]>;
}

/** Has `workers` send requests one after the other, with a pause that leaves some of the machine to others. */
export function startLoad(workers: number, expected: string, send: () => Promise<KubeAnswer>): Load {
  const unexpected: string[] = [];
  let answered = 0;
  let stopped = false;
  const work = async () => {
    while (!stopped) {
      const result = await send().then(outcome, String);
      answered++;
      if (result !== expected) unexpected.push(result);
      await delay(10);
    }
  };
  const running = Promise.all(Array.from({ length: workers }, work));
  const stop = async () => {
    stopped = true;
    await running;
    return unexpected;
  };
  return {
    get answered() {
      return answered;
    },
    stop,
    [Symbol.asyncDispose]: async () => void (await stop()),
  };
}
