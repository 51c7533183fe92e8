import { describe, expect, test } from '@jest/globals';
import { ExpiringCache } from '../../src/evidence/cache.ts';
import { CachedManifests } from '../../src/evidence/cached-manifests.ts';
import { TrustStore } from '../../src/evidence/trust-store.ts';
import { sha256Digest } from '../../src/registry/digest.ts';
import type { FetchedManifest, ImageSource } from '../../src/registry/source.ts';
import { NEVER } from './scene.ts';

describe('what is remembered for a time', () => {
  let now = 0;
  const cache = (most = 10, weigh?: (value: string) => number) => {
    now = 1_000;
    return new ExpiringCache<string>(most, () => now, weigh);
  };

  test('is known until then, and stale from then on', () => {
    const some = cache();
    some.set('a', 'one', 100);
    now = 1_099;
    expect(some.get('a')).toBe('one');
    now = 1_100;
    expect([some.get('a'), some.getStale('a', 50)]).toEqual([undefined, 'one']);
    now = 1_150;
    expect(some.getStale('a', 50)).toBeUndefined();
    some.set('a', 'two', 100);
    expect(some.get('a')).toBe('two');
    expect([some.get('b'), some.getStale('b', 50)]).toEqual([undefined, undefined]);
  });

  test('is forgotten where there is too much: first what was not used for longest', () => {
    const some = cache(2);
    some.set('a', 'one', 100);
    some.set('b', 'two', 100);
    some.get('a');
    some.set('c', 'three', 100);
    expect([some.get('a'), some.get('b'), some.get('c')]).toEqual(['one', undefined, 'three']);
  });

  test('counts by weight; what is written anew weighs once, and what is too heavy alone is not kept', () => {
    const some = cache(10, (value) => value.length);
    for (let times = 0; times < 5; times++) some.set('a', '1234', 100);
    some.set('b', '123456', 100);
    expect([some.get('a'), some.get('b')]).toEqual(['1234', '123456']);
    some.set('c', '1', 100);
    expect([some.get('a'), some.get('b'), some.get('c')]).toEqual([undefined, '123456', '1']);
    some.set('d', '12345678901', 100);
    expect(['b', 'c', 'd'].map((key) => some.get(key))).toEqual([undefined, undefined, undefined]);
    some.set('e', '1234567890', 100);
    expect(some.get('e')).toBe('1234567890');
  });
});

describe('manifests', () => {
  const NAME = { registry: 'r.test', repository: 'a' };

  /** A source with manifests of so many bytes, which counts what it is asked. */
  function counting(size = 100) {
    const asked: string[] = [];
    const manifest = (reference: string): FetchedManifest => {
      const bytes = Buffer.alloc(size, reference);
      const digest = reference.startsWith('sha256:') ? reference : sha256Digest(bytes);
      return { digest, mediaType: 'm', bytes, document: { kind: 'index', manifests: [] } };
    };
    const source: ImageSource = {
      manifest: async (_, reference) => {
        asked.push(reference);
        return manifest(reference);
      },
      referrers: async () => {
        asked.push('referrers');
        return [];
      },
      blob: async () => {
        asked.push('blob');
        return Buffer.alloc(0);
      },
    };
    return { asked, source };
  }

  test('are asked for once by digest, also after a tag led to them; tags are asked for each time', async () => {
    const { asked, source } = counting();
    const over = new CachedManifests().over({ id: 'x', source });
    const { digest } = await over.manifest(NAME, 'v1', NEVER);
    await over.manifest(NAME, digest, NEVER);
    await over.manifest(NAME, 'v1', NEVER);
    expect(asked).toEqual(['v1', 'v1']);
    await over.referrers(NAME, digest, 1, NEVER);
    await over.blob(NAME, { mediaType: '', digest, size: 0, annotations: new Map() }, 1, NEVER);
    expect(asked.slice(2)).toEqual(['referrers', 'blob']);
  });

  test('are asked for anew with other credentials, and in another repository', async () => {
    const { asked, source } = counting();
    const cached = new CachedManifests();
    const { digest } = await cached.over({ id: 'x', source }).manifest(NAME, 'v1', NEVER);
    await cached.over({ id: 'y', source }).manifest(NAME, digest, NEVER);
    await cached.over({ id: 'x', source }).manifest({ ...NAME, repository: 'b' }, digest, NEVER);
    expect(asked).toHaveLength(3);
  });

  test('take no more than so much room', async () => {
    const { asked, source } = counting(1_024 * 1_024);
    const over = new CachedManifests().over({ id: 'x', source });
    const digests = ['a', 'b', 'c'].map((text) => sha256Digest(Buffer.from(text)));
    for (const digest of digests) await over.manifest(NAME, digest, NEVER);
    for (const digest of digests.toReversed()) await over.manifest(NAME, digest, NEVER);
    expect(asked.length).toBeGreaterThan(3);
    expect(asked.length).toBeLessThan(7);
  });
});

describe('trust roots', () => {
  const roots = (...pairs: readonly (readonly [string, string])[]) => new Map(pairs);

  test('have a version that changes with what they say, and not with their order', () => {
    const store = new TrustStore(roots(['a', '1'], ['b', '2']));
    const { version } = store;
    store.replace(roots(['b', '2'], ['a', '1']));
    expect(store.version).toBe(version);
    store.replace(roots(['a', '1'], ['b', '3']));
    expect(store.version).not.toBe(version);
  });

  test('are given by name, and those that are not there are a fault', () => {
    const store = new TrustStore(roots(['a', '1'], ['b', '2'], ['c', '3']));
    expect(store.roots(new Set(['c', 'a']))).toEqual([
      { name: 'a', json: '1' },
      { name: 'c', json: '3' },
    ]);
    expect(() => store.roots(new Set(['x']))).toThrow('there is no trust root "x"');
  });
});
