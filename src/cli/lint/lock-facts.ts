import type { BaseFacts, BuildInputs } from '../../model/build.ts';
import type { ImageReference } from '../../model/image-reference.ts';
import { SourceError } from '../../model/source.ts';
import { parseImageReference } from '../../parse/image-reference.ts';
import { fileProblem } from '../file-problem.ts';
import { type ImageLock, type LockEntry, MAX_LOCK, readImageLock } from '../image-lock.ts';
import { readSmallFile } from './small-file.ts';

/** What a lock says of images, as rules ask for it. */
export type LockFacts = Pick<BuildInputs, 'baseFacts' | 'lockedDigest'>;

/**
 * Reads a lock.
 * @throws SourceError
 */
export function lockFacts(file: string): LockFacts {
  const text = readSmallFile(file, MAX_LOCK);
  if (typeof text === 'string') throw new SourceError([fileProblem(file, `the lock cannot be read: ${text}`)]);
  const lock = readImageLock(file, text.content);
  return {
    lockedDigest(written) {
      const parsed = parseImageReference(written);
      return parsed.ok ? lock.digestOf(withoutDigest(parsed.reference)) : undefined;
    },
    baseFacts(written) {
      const parsed = parseImageReference(written);
      return parsed.ok ? factsOf(entriesFor(parsed.reference, lock)) : undefined;
    },
  };
}

/** A digest that is written beside the tag must be the one that the lock knows. */
function entriesFor(reference: ImageReference, lock: ImageLock): readonly LockEntry[] {
  const entries = lock.entriesOf(withoutDigest(reference));
  const { digest } = reference;
  return digest === undefined ? entries : entries.filter((entry) => entry.digest === digest || entry.index === digest);
}

function withoutDigest(reference: ImageReference): ImageReference {
  return { ...reference, digest: undefined };
}

/** What is the same on all platforms: nobody knows which one is built for. */
function factsOf(entries: readonly LockEntry[]): BaseFacts | undefined {
  const [first] = entries;
  if (first === undefined) return undefined;
  const env = agreed(entries, ({ env: names, path }) => names && { names, path });
  return {
    digest: first.index ?? first.digest,
    ...agreedOf(entries, PLAIN),
    ...(env && { env: new Map(env.names.map((name) => [name, name === 'PATH' ? env.path : undefined])) }),
  };
}

/** What a lock and a build know by the same name. Of labels a lock has a few, so that nothing is known of the others. */
const PLAIN = [
  'user',
  'exposedPorts',
  'volumes',
  'workingDir',
  'entrypoint',
  'cmd',
  'shell',
  'hasHealthcheck',
] as const satisfies readonly (keyof BaseFacts & keyof LockEntry)[];

function agreedOf(
  entries: readonly LockEntry[],
  names: readonly (typeof PLAIN)[number][],
): Pick<BaseFacts, (typeof PLAIN)[number]> {
  const facts = names.map((name) => [name, agreed<unknown>(entries, (entry) => entry[name])] as const);
  return Object.fromEntries(facts.filter(([, value]) => value !== undefined));
}

function agreed<T>(entries: readonly LockEntry[], pick: (entry: LockEntry) => T | undefined): T | undefined {
  const values = entries.map(pick);
  const texts = new Set(values.map((value) => JSON.stringify(value)));
  return texts.size === 1 ? values[0] : undefined;
}
