import { expect, test } from '@jest/globals';
import { LargeLookups } from '../../src/evidence/large-lookups.ts';
import { failureOf } from '../support/registry-peers.ts';
import { NEVER } from './scene.ts';

const MIB = 2 ** 20;
const LARGE = 9 * MIB;

/** Which of these have settled by now. */
async function settled(promises: readonly Promise<unknown>[]): Promise<readonly boolean[]> {
  const done = promises.map(() => false);
  for (const [index, promise] of promises.entries()) {
    void promise.then(() => {
      done[index] = true;
    });
  }
  await new Promise((resolve) => setImmediate(resolve));
  return done;
}

test('two look-ups at a time fetch more than 8 MiB, and the next one when the first has ended', async () => {
  const lookups = new LargeLookups();
  const [one, two, three, small] = [lookups.begin(), lookups.begin(), lookups.begin(), lookups.begin()];
  const waiting = [one.has(LARGE, NEVER), two.has(LARGE, NEVER), three.has(LARGE, NEVER), small.has(8 * MIB, NEVER)];
  expect(await settled(waiting)).toEqual([true, true, false, true]);
  expect(await settled([one.has(2 * LARGE, NEVER)])).toEqual([true]);
  one.end();
  expect(await settled(waiting)).toEqual([true, true, true, true]);
});

test('one that waited too long says what it waited for', async () => {
  const lookups = new LargeLookups();
  await Promise.all([lookups.begin().has(LARGE, NEVER), lookups.begin().has(LARGE, NEVER)]);
  const leaving = new AbortController();
  const failure = failureOf(lookups.begin().has(LARGE, leaving.signal));
  leaving.abort();
  expect(await failure).toMatchObject({
    code: 'deadline',
    message: '2 other images of which more than 8 MiB are attested were looked up until it was too late',
  });
});

test('a look-up that ends makes room for others, whether it was large or not', async () => {
  const lookups = new LargeLookups();
  const [one, two, three] = [lookups.begin(), lookups.begin(), lookups.begin()];
  await Promise.all([one.has(LARGE, NEVER), two.has(LARGE, NEVER)]);
  three.end();
  two.end();
  expect(await settled([lookups.begin().has(LARGE, NEVER), lookups.begin().has(LARGE, NEVER)])).toEqual([true, false]);
});
