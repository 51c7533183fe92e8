import { expect, test } from '@jest/globals';
import { LayeredSource, type PartialSource } from '../../src/registry/layered-source.ts';
import { type ImageSource, RegistryError } from '../../src/registry/source.ts';

const never = new AbortController().signal;
const APP = { registry: 'r.io', repository: 'team/app' };
const DIGEST = `sha256:${'a'.repeat(64)}`;
const BLOB = { mediaType: 'x/y', digest: DIGEST, size: 1, annotations: new Map() };

/** A source that has nothing, and says who was asked for what. */
function named(name: string, asked: string[]): ImageSource {
  const refuse = (what: string) => {
    asked.push(`${name} ${what}`);
    return Promise.reject(new RegistryError('absent', name));
  };
  return {
    manifest: (_, reference) => refuse(`manifest ${reference}`),
    referrers: (_, digest) => refuse(`referrers ${digest}`),
    blob: (_, { digest }) => refuse(`blob ${digest}`),
  };
}

test.each(['manifest', 'referrers', 'blob'] as const)(
  'only who knows of the %s is asked, and its no is the answer',
  async (about) => {
    const asked: string[] = [];
    const first: PartialSource = {
      ...named('first', asked),
      knows: (kind, name, reference) => kind === about && name === APP && reference === DIGEST,
    };
    const source = new LayeredSource(first, named('second', asked));
    await expect(source.manifest(APP, DIGEST, never)).rejects.toThrow();
    await expect(source.referrers(APP, DIGEST, 1, never)).rejects.toThrow();
    await expect(source.blob(APP, BLOB, 1, never)).rejects.toThrow();
    expect(asked).toEqual(
      ['manifest', 'referrers', 'blob'].map((kind) => `${kind === about ? 'first' : 'second'} ${kind} ${DIGEST}`),
    );
  },
);
