import { expect, test } from '@jest/globals';
import { Slots } from '../../src/registry/slots.ts';
import { failureOf, NEVER } from '../support/registry-peers.ts';

const settle = () => new Promise((resolve) => setImmediate(resolve));

/** Work whose ends are in the hands of the test. */
class Yard {
  readonly slots = new Slots(2);
  readonly started: string[] = [];
  readonly #ends = new Map<string, PromiseWithResolvers<string>>();

  work(name: string, signal = NEVER): Promise<string> {
    const work = () => {
      this.started.push(name);
      const end = Promise.withResolvers<string>();
      this.#ends.set(name, end);
      return end.promise;
    };
    return this.slots.run(work, 'the host', signal);
  }

  async end(name: string, failure?: Error): Promise<void> {
    const end = this.#ends.get(name);
    if (failure === undefined) end?.resolve(name);
    else end?.reject(failure);
    await settle();
  }
}

test('so many work at a time, and the others in the order in which they came', async () => {
  const yard = new Yard();
  const all = ['a', 'b', 'c', 'd'].map((name) => failureOf(yard.work(name)));
  await settle();
  expect(yard.started).toEqual(['a', 'b']);
  await yard.end('b', new Error('b'));
  expect(yard.started).toEqual(['a', 'b', 'c']);
  for (const name of ['a', 'c', 'd']) await yard.end(name);
  expect((await Promise.all(all)).map((failure) => failure?.message)).toEqual([undefined, 'b', undefined, undefined]);
  void yard.work('e');
  void yard.work('f');
  void yard.work('g');
  await settle();
  expect(yard.started.slice(4)).toEqual(['e', 'f']);
});

test('who has no more patience leaves, and takes no place', async () => {
  const yard = new Yard();
  void yard.work('a');
  void yard.work('b');
  const leaving = new AbortController();
  const gone = failureOf(yard.work('gone', leaving.signal));
  const staying = yard.work('staying');
  await settle();
  leaving.abort('over');
  expect(await gone).toMatchObject({ code: 'deadline', cause: 'over', message: expect.stringContaining('the host') });
  await yard.end('a');
  expect(yard.started).toEqual(['a', 'b', 'staying']);
  await yard.end('staying');
  expect(await staying).toBe('staying');
});

test('a place that is given to someone who leaves at that moment goes on', async () => {
  const yard = new Yard();
  void yard.work('a');
  void yard.work('b');
  const leaving = new AbortController();
  const gone = failureOf(yard.work('gone', leaving.signal));
  await settle();
  leaving.abort();
  await Promise.all([yard.end('a'), yard.end('b'), gone]);
  void yard.work('c');
  void yard.work('d');
  await settle();
  expect(yard.started).toEqual(['a', 'b', 'c', 'd']);
});
