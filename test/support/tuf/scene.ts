import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTrustRefresh, type TrustRefresh, type TrustRefreshOptions } from '../../../src/evidence/tuf.ts';
import { createWorld } from '../signing/index.ts';
import { TufMirror } from './mirror.ts';

/** What was called back, in order. */
class Events {
  readonly all: string[] = [];
  #wake: () => void = () => {};

  readonly add = (event: string): void => {
    this.all.push(event);
    this.#wake();
  };

  /** The next of these events; those before it are forgotten. */
  async next(isWanted: (event: string) => boolean = () => true): Promise<string> {
    for (;;) {
      const event = this.all.shift();
      if (event === undefined) {
        const { promise, resolve } = Promise.withResolvers<void>();
        this.#wake = resolve;
        await promise;
      } else if (isWanted(event)) return event;
    }
  }
}

interface Started {
  /** `NAME: 2` for an update to the second trust root, `NAME: MESSAGE` for a failure. */
  readonly events: Events;
  readonly refresh: TrustRefresh;
}

export type StartOptions = Partial<TrustRefreshOptions> & { readonly name?: string; readonly root?: string };

/** Trust roots to tell apart: of the policy, and newer ones. */
export async function threeTrustRoots(): Promise<readonly [string, string, string]> {
  const [one, two, three] = await Promise.all([
    createWorld({ name: 'one' }),
    createWorld({ name: 'two' }),
    createWorld({ name: 'three' }),
  ]);
  return [one.trustRoot, two.trustRoot, three.trustRoot];
}

/** A mirror, a folder, and what refreshes the trust root `ours` from it. */
export class TufScene {
  readonly mirror: TufMirror;
  readonly folder = mkdtempSync(join(tmpdir(), 'tidewaiter-tuf-'));
  readonly #trustRoots: readonly string[];
  readonly #running: TrustRefresh[] = [];

  static async open(trustRoots: readonly string[]): Promise<TufScene> {
    return new TufScene(trustRoots, await TufMirror.start());
  }

  private constructor(trustRoots: readonly string[], mirror: TufMirror) {
    this.#trustRoots = trustRoots;
    this.mirror = mirror;
  }

  start({ name = 'ours', root = this.mirror.root, ...options }: StartOptions = {}): Started {
    const events = new Events();
    const [json = ''] = this.#trustRoots;
    const refresh = startTrustRefresh({
      sources: [
        { name, json, tuf: { mirror: this.mirror.url, root } },
        { name: 'fixed', json },
      ],
      cacheDirectory: this.folder,
      every: 10,
      allowLoopbackHttp: true,
      onUpdate: (updated, newer) => events.add(`${updated}: ${this.#trustRoots.indexOf(newer) + 1}`),
      onFailure: (failed, error) => events.add(`${failed}: ${error.message}`),
      ...options,
    });
    this.#running.push(refresh);
    return { events, refresh };
  }

  async close(): Promise<void> {
    for (const refresh of this.#running) refresh.close();
    await this.mirror.close().catch(() => {});
    rmSync(this.folder, { recursive: true, force: true });
  }
}
