import { describe, expect, test } from '@jest/globals';
import { Flights } from '../../src/evidence/flights.ts';
import { unavailable } from '../../src/evidence/unavailable.ts';

const LIMITS = { concurrent: 3, perLane: 2, waiting: 2 };

/** Flights whose ends are in the hands of the test. */
class Field {
  readonly flights = new Flights(LIMITS);
  readonly started: string[] = [];
  readonly #landings = new Map<string, PromiseWithResolvers<string>>();

  join(key: string, lane = 'one'): Promise<string> {
    return this.flights.join(key, lane, () => {
      this.started.push(key);
      const landing = Promise.withResolvers<string>();
      this.#landings.set(key, landing);
      return landing.promise;
    });
  }

  async land(key: string): Promise<void> {
    this.#landings.get(key)?.resolve(key);
    await settle();
  }

  async crash(key: string): Promise<void> {
    this.#landings.get(key)?.reject(new Error(key));
    await settle();
  }
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test('those who ask for the same share one flight, and the next one is another', async () => {
  const field = new Field();
  const all = [field.join('a'), field.join('a'), field.join('a', 'two')];
  await field.land('a');
  expect(await Promise.all(all)).toEqual(['a', 'a', 'a']);
  expect(field.started).toEqual(['a']);
  void field.join('a');
  expect(field.started).toEqual(['a', 'a']);
});

test('a failure is that of all who joined, and is not kept', async () => {
  const field = new Field();
  const all = Promise.allSettled([field.join('a'), field.join('a')]);
  await field.crash('a');
  expect((await all).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const again = field.join('a');
  await field.land('a');
  expect(await again).toBe('a');
});

describe('bounds', () => {
  test('of a lane: the others of it wait for their turn', async () => {
    const field = new Field();
    for (const key of ['a', 'b', 'c', 'd']) void field.join(key);
    expect(field.started).toEqual(['a', 'b']);
    await field.land('a');
    expect(field.started).toEqual(['a', 'b', 'c']);
  });

  test('of those that wait: who comes after them is turned away, and nobody else', async () => {
    const field = new Field();
    for (const key of ['a', 'b', 'c', 'd']) void field.join(key);
    expect(await field.join('e').catch(unavailable)).toEqual({
      state: 'unavailable',
      cause: 'throttled',
      reason: 'more than 2 images wait to be looked up',
    });
    expect(field.join('d')).toBeInstanceOf(Promise);
    void field.join('x', 'two');
    expect(field.started).toEqual(['a', 'b', 'x']);
    await field.land('a');
    void field.join('e');
    await field.land('b');
    await field.land('c');
    expect(field.started).toEqual(['a', 'b', 'x', 'c', 'd', 'e']);
  });

  test('of all: lanes take turns, so that one that is full delays no other', async () => {
    const field = new Field();
    for (const key of ['a1', 'a2', 'a3', 'a4']) void field.join(key, 'a');
    for (const key of ['b1', 'b2']) void field.join(key, 'b');
    void field.join('c1', 'c');
    expect(field.started).toEqual(['a1', 'a2', 'b1']);
    await field.land('a1');
    await field.land('b1');
    await field.land('a2');
    expect(field.started.slice(3).toSorted()).toEqual(['a3', 'b2', 'c1']);
  });

  test('of a lane: what waits in it starts for those who ask for it in another one', async () => {
    const field = new Field();
    for (const key of ['a', 'b', 'c']) void field.join(key);
    expect(field.started).toEqual(['a', 'b']);
    const elsewhere = field.join('c', 'two');
    expect(field.started).toEqual(['a', 'b', 'c']);
    await field.land('c');
    expect(await elsewhere).toBe('c');
    await field.land('a');
    await field.land('b');
    expect(field.started).toEqual(['a', 'b', 'c']);
    void field.join('c');
    expect(field.started).toEqual(['a', 'b', 'c', 'c']);
  });

  test('of all: what waits in several lanes starts once, at the first turn of any', async () => {
    const field = new Field();
    for (const [key, lane] of ['a1', 'a2', 'b1', 'a3'].map((key) => [key, key.slice(0, 1)]))
      void field.join(key ?? '', lane);
    const joined = field.join('a3', 'b');
    await field.land('b1');
    expect(field.started).toEqual(['a1', 'a2', 'b1', 'a3']);
    for (const key of ['a1', 'a2', 'a3']) await field.land(key);
    expect(await joined).toBe('a3');
    for (const key of ['x', 'y', 'z']) void field.join(key, 'a');
    expect(field.started.slice(4)).toEqual(['x', 'y']);
  });

  test('failures make room as well', async () => {
    const field = new Field();
    const all = ['a', 'b', 'c'].map((key) => field.join(key).catch(() => 'failed'));
    await field.crash('a');
    await field.crash('b');
    await field.land('c');
    expect(await Promise.all(all)).toEqual(['failed', 'failed', 'c']);
  });
});
