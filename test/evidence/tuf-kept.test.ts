import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { TufMirror } from '../support/tuf/mirror.ts';
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

const keepSecond = async (): Promise<void> => {
  mirror.release(second);
  const { events, refresh } = start();
  await events.next();
  // Only the look after the one that called back has surely kept it.
  mirror.release('{}');
  await events.next();
  refresh.close();
};
/** Files below the folder. */
const filesOf = (): string[] => readdirSync(scene.folder, { recursive: true, encoding: 'utf8' });

test('what was kept does not count where the policy has got another trust root', async () => {
  await keepSecond();
  await mirror.close();
  const { events } = start({
    sources: [{ name: 'ours', json: third, tuf: { mirror: mirror.url, root: mirror.root } }],
  });
  expect(await events.next()).toMatch(/fetch failed/);
});

test('what was kept does not count where the policy has got another first root', async () => {
  await keepSecond();
  const stranger = await TufMirror.start();
  await stranger.close();
  const { events } = start({ root: stranger.root });
  expect(await events.next()).toMatch(/signed by 0\/1 keys/);
});

test('broken files are no reason not to begin', async () => {
  await keepSecond();
  mirror.release(second);
  for (const file of filesOf().filter((path) => path.endsWith('.json')))
    writeFileSync(join(scene.folder, file), '{"si');
  const { events } = start();
  expect(await events.next()).toBe('ours: 2');
});

test('what is kept lies in the folder, whatever a trust root is called', async () => {
  mirror.release(second);
  const { events } = start({ name: '../../evil', cacheDirectory: join(scene.folder, 'a/b') });
  expect(await events.next()).toBe('../../evil: 2');
  expect(filesOf().filter((path) => !/^a(?:\/b(?:\/[0-9a-f]{64}(?:\/|$)|$)|$)/.test(path))).toEqual([]);
  expect(filesOf().filter((path) => path.includes('evil'))).toEqual([]);
});
