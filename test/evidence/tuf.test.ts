import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startTrustRefresh, type TrustRefresh, type TrustRefreshOptions } from '../../src/evidence/tuf.ts';
import { createWorld } from '../support/signing/index.ts';
import { A_DAY_AGO, newTufKeys } from '../support/tuf/metadata.ts';
import { TufMirror } from '../support/tuf/mirror.ts';

/** Trust roots: of the policy, and newer ones. */
let [first, second, third] = ['', '', ''];
beforeAll(async () => {
  const worlds = await Promise.all(['one', 'two', 'three'].map((name) => createWorld({ name })));
  [first = '', second = '', third = ''] = worlds.map(({ trustRoot }) => trustRoot);
});

let mirror: TufMirror;
let folder: string;
const running: TrustRefresh[] = [];
beforeEach(async () => {
  mirror = await TufMirror.start();
  folder = mkdtempSync(join(tmpdir(), 'tidewaiter-tuf-'));
});
afterEach(async () => {
  for (const refresh of running.splice(0)) refresh.close();
  await mirror.close().catch(() => {});
  rmSync(folder, { recursive: true, force: true });
});
afterAll(() => expect(running).toEqual([]));

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
      if (event === undefined) await new Promise<void>((resolve) => (this.#wake = resolve));
      else if (isWanted(event)) return event;
    }
  }
}

interface Started {
  readonly events: Events;
  readonly refresh: TrustRefresh;
}

function start(
  options: Partial<TrustRefreshOptions> & { readonly name?: string; readonly root?: string } = {},
): Started {
  const { name = 'ours', root = mirror.root, ...others } = options;
  const events = new Events();
  const refresh = startTrustRefresh({
    sources: [
      { name, json: first, tuf: { mirror: mirror.url, root } },
      { name: 'fixed', json: first },
    ],
    cacheDirectory: folder,
    every: 10,
    allowLoopbackHttp: true,
    onUpdate: (updated, json) => events.add(`${updated}: ${[first, second, third].indexOf(json) + 1}`),
    onFailure: (failed, error) => events.add(`${failed}: ${error.message}`),
    ...others,
  });
  running.push(refresh);
  return { events, refresh };
}

test('a newer trust root counts, and the next one too', async () => {
  mirror.release(second);
  const { events } = start();
  expect(await events.next()).toBe('ours: 2');
  mirror.release(third);
  expect(await events.next()).toBe('ours: 3');
});

test('what counts already is confirmed and not called back', async () => {
  let clock = 5_000;
  const { events, refresh } = start({ now: () => clock });
  expect(refresh.ages()).toEqual(new Map([['ours', Number.POSITIVE_INFINITY]]));
  await events.next();
  expect(refresh.ages().get('ours')).toBe(Number.POSITIVE_INFINITY);
  mirror.release(second);
  expect(await events.next((event) => event === 'ours: 2')).toBe('ours: 2');
  mirror.files.clear();
  await events.next((event) => event.includes('404'));
  clock += 7_000;
  expect(refresh.ages().get('ours')).toBe(7);
  expect(events.all.filter((event) => event === 'ours: 2')).toEqual([]);
});

test('keys of the repository may change', async () => {
  mirror.release(second);
  const { root } = mirror;
  const { events } = start({ root });
  await events.next();
  mirror.rotate(newTufKeys());
  mirror.rotate(newTufKeys());
  mirror.release(third);
  expect(await events.next((event) => event === 'ours: 3')).toBe('ours: 3');
});

describe('what is wrong leaves the last good one, and is said', () => {
  const faults: [string, () => void | Promise<void>, RegExp][] = [
    ['a mirror that is down', () => mirror.close(), /fetch failed|ECONNREFUSED/],
    ['a mirror that is empty', () => mirror.files.clear(), /Failed to download|404/],
    [
      'an expired timestamp',
      () => mirror.release(third, { expires: { timestamp: A_DAY_AGO() } }),
      /timestamp\.json is expired/,
    ],
    [
      'an expired snapshot',
      () => mirror.release(third, { expires: { snapshot: A_DAY_AGO() } }),
      /snapshot\.json is expired/,
    ],
    ['expired targets', () => mirror.release(third, { expires: { targets: A_DAY_AGO() } }), /targets\.json is expired/],
    ['a changed target', () => (mirror.release(third), mirror.tamper()), /hash|length/i],
    ['an older timestamp', () => mirror.release(third, { version: 1 }), /less than current version/],
    ['an older snapshot', () => mirror.release(third, { snapshotVersion: 1 }), /less than current version/],
    [
      'targets that another key signed',
      () => mirror.release(third, { targetsKey: newTufKeys().targets }),
      /signed by 0\/1 keys/,
    ],
    [
      'a root that too few have signed',
      () => (mirror.rotate(newTufKeys(), 1), mirror.release(third)),
      /signed by 1\/2 keys/,
    ],
    ['a root of strangers', () => (mirror.rotate(newTufKeys(), 0), mirror.release(third)), /signed by 0\/2 keys/],
    [
      'a trust root that is none',
      () => mirror.release('{"mediaType":"text/plain"}'),
      /cannot be used: a trust root of unknown type/,
    ],
    [
      'a timestamp that is not JSON',
      () => void mirror.files.set('/timestamp.json', Buffer.from('<html>')),
      /an answer of the mirror is not JSON/,
    ],
    [
      'a timestamp without end',
      () => void mirror.files.set('/timestamp.json', Buffer.alloc(1 << 20, ' ')),
      /Max length reached/,
    ],
  ];
  test.each(faults)('%s', async (_, breakIt, message) => {
    mirror.release(first);
    mirror.release(second);
    const { events } = start();
    expect(await events.next()).toBe('ours: 2');
    await breakIt();
    expect(await events.next()).toMatch(message);
    expect(await events.next()).toMatch(message);
    // A restart has it from the cache, or not at all.
    const again = start();
    expect(await again.events.next((event) => !message.test(event))).toBe('ours: 2');
  });

  test('a mirror that keeps silent', async () => {
    mirror.isSilent = true;
    const { events } = start({ requestTimeout: 50 });
    expect(await events.next()).toMatch(/timeout|aborted/);
    const impatient = start({ requestTimeout: 60_000, timeout: 50 });
    expect(await impatient.events.next()).toBe('ours: the mirror took longer than 0.05 s');
  });
});
