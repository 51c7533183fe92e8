import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { A_DAY_AGO, newTufKeys } from '../support/tuf/metadata.ts';
import type { TufMirror } from '../support/tuf/mirror.ts';
import { TufScene, threeTrustRoots } from '../support/tuf/scene.ts';

/** Trust roots: of the policy, and newer ones. */
let [first, second, third] = ['', '', ''];
beforeAll(async () => {
  [first, second, third] = await threeTrustRoots();
});

let scene: TufScene;
let mirror: TufMirror;
let start: TufScene['start'];
beforeEach(async () => {
  scene = await TufScene.open([first, second, third]);
  ({ mirror } = scene);
  start = (options) => scene.start(options);
});
afterEach(() => scene.close());

test('a newer trust root counts, and the next one too', async () => {
  mirror.release(second);
  const { events } = start();
  expect(await events.next()).toBe('ours: 2');
  mirror.release(third);
  expect(await events.next()).toBe('ours: 3');
});

test('what counts already is confirmed and not called back', async () => {
  let clock = 5_000;
  mirror.release(first);
  const confirmed = Promise.withResolvers<void>();
  let looks = 0;
  mirror.onRequest = (path) => {
    if (path === '/timestamp.json' && ++looks === 3) confirmed.resolve();
  };
  const { events, refresh } = start({ now: () => clock });
  expect(refresh.ages()).toEqual(new Map([['ours', Number.POSITIVE_INFINITY]]));
  await confirmed.promise;
  expect(events.all).toEqual([]);
  mirror.files.clear();
  await events.next((event) => event.includes('status 404'));
  clock += 7_000;
  expect(refresh.ages().get('ours')).toBe(7);
  mirror.release(second);
  expect(await events.next((event) => !event.includes('status 404'))).toBe('ours: 2');
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
  const rotateAndRelease = (signers: number): void => {
    mirror.rotate(newTufKeys(), signers);
    mirror.release(third);
  };
  const faults: [string, () => void | Promise<void>, RegExp][] = [
    ['a mirror that is down', () => mirror.close(), /fetch failed|ECONNREFUSED/],
    ['a mirror that is empty', () => mirror.files.clear(), /Failed to download \(status 404\)/],
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
    ['a changed target', () => mirror.release(third, { isTampered: true }), /hash|length/i],
    ['an older timestamp', () => mirror.release(third, { version: 1 }), /less than current version/],
    ['an older snapshot', () => mirror.release(third, { snapshotVersion: 1 }), /less than current version/],
    [
      'targets that another key signed',
      () => mirror.release(third, { targetsKey: newTufKeys().targets }),
      /signed by 0\/1 keys/,
    ],
    ['a root that too few have signed', () => rotateAndRelease(1), /signed by 1\/2 keys/],
    ['a root of strangers', () => rotateAndRelease(0), /signed by 0\/2 keys/],
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
    const { root } = mirror;
    const { events } = start({ root });
    expect(await events.next()).toBe('ours: 2');
    await breakIt();
    expect(await events.next()).toMatch(message);
    expect(await events.next()).toMatch(message);
    const restarted = start({ root });
    expect(await restarted.events.next()).toBe('ours: 2');
    expect(await restarted.events.next()).toMatch(message);
  });

  test('a mirror that keeps silent', async () => {
    mirror.isSilent = true;
    const { events } = start({ requestTimeout: 50 });
    expect(await events.next()).toMatch(/timeout|aborted/);
    const impatient = start({ requestTimeout: 60_000, timeout: 50, name: 'other' });
    expect(await impatient.events.next()).toBe('other: the mirror took longer than 0.05 s');
  });

  test('a folder that cannot be written to', async () => {
    mirror.release(second);
    writeFileSync(join(scene.folder, 'file'), '');
    const { events } = start({ cacheDirectory: join(scene.folder, 'file') });
    expect(await events.next()).toMatch(/ENOTDIR|EEXIST/);
  });
});

test.each(['an update', 'a failure'])('is silent once it is closed, where %s is on its way', async (outcome) => {
  if (outcome === 'an update') mirror.release(second);
  const { events, refresh } = start();
  mirror.onRequest = () => refresh.close();
  // Waits for what is on its way: both use the same folder.
  const other = start();
  expect(await other.events.next()).toMatch(outcome === 'an update' ? /^ours: 2$/ : /status 404/);
  expect(events.all).toEqual([]);
});

test('two of them never write to a folder at the same time', async () => {
  mirror.isSilent = true;
  let requests = 0;
  mirror.onRequest = () => {
    requests += 1;
  };
  const failed = Promise.withResolvers<number>();
  // Whichever comes first: the other one waits until it has failed.
  for (const _ of ['one', 'other']) {
    start({ every: 60_000, requestTimeout: 200, onFailure: () => failed.resolve(requests) });
  }
  expect(await failed.promise).toBe(1);
});

test.each([
  ['http://127.0.0.1:1', { allowLoopbackHttp: false }, 'https://'],
  ['http://tuf.example.com', {}, 'https://'],
  ['ftp://127.0.0.1', {}, 'https://'],
  ['tuf.example.com', {}, 'no URL'],
  ['https://..', {}, 'no host'],
  ['https://user:secret@tuf.example.com', {}, 'has credentials in it'],
  [`https://tuf.example.com/${'a'.repeat(255)}`, {}, 'too long'],
])('the mirror %s is refused', (url, options, reason) => {
  const sources = [{ name: 'ours', json: first, tuf: { mirror: url, root: '{}' } }];
  const refused = () => start({ sources, ...options });
  expect(refused).toThrow(reason);
  expect(refused).toThrow('trust root "ours"');
  expect(refused).not.toThrow('secret');
});
