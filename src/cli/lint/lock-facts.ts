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
  const user = agreed(entries, (entry) => entry.user);
  const exposedPorts = agreed(entries, (entry) => entry.exposedPorts);
  const labels = agreed(entries, (entry) => entry.labels);
  return {
    digest: first.index ?? first.digest,
    ...(user !== undefined && { user }),
    ...(exposedPorts !== undefined && { exposedPorts }),
    ...(labels !== undefined && { labels: new Map(Object.entries(labels)) }),
  };
}

function agreed<T>(entries: readonly LockEntry[], pick: (entry: LockEntry) => T | undefined): T | undefined {
  const values = entries.map(pick);
  const texts = new Set(values.map((value) => JSON.stringify(value)));
  return texts.size === 1 ? values[0] : undefined;
}
