import { checkDate } from '../model/date.ts';
import type { ImageReference } from '../model/image-reference.ts';
import { flag, type Infer, list, map, optional, record, required, text, word } from '../model/schema.ts';
import type { SourceDocument } from '../model/source.ts';
import { SourceError } from '../model/source.ts';
import { parseImageReference } from '../parse/image-reference.ts';
import { POLICY_LIMITS, parseYaml } from '../parse/yaml.ts';
import { API_VERSION } from '../policy/document-head.ts';
import { ProblemList } from '../policy/problem-list.ts';
import { checkDocument } from '../policy/schema-check.ts';
import { isDigest } from '../registry/digest.ts';
import { canonicalText } from './canonical-image.ts';
import { fileProblem } from './file-problem.ts';

/** Longest user name, time and label of a lock, in UTF-16 code units. */
export const MAX_FACT = 1_024;
/** Most ports of an entry. */
export const MAX_PORTS = 256;
/** Most variables and volumes of an entry, and most words of a command. */
export const MAX_WORDS = 256;
/** Most entries of a lock. */
export const MAX_ENTRIES = 10_000;
/** Largest lock, in bytes: what can be read as an input. */
export const MAX_LOCK = 8 * 1024 * 1024;

const LIMITS = { ...POLICY_LIMITS, bytes: MAX_LOCK, tokens: 3_000_000, documents: 1 };

const digest = (description: string) =>
  text(description, {
    maxLength: 135,
    check: (written) => (isDigest(written) ? undefined : 'must be a sha256 or sha512 digest'),
  });

const fact = (description: string) => text(description, { minLength: 0, maxLength: MAX_FACT });

const words = (description: string) => list(description, fact('A text'), { minItems: 0, maxItems: MAX_WORDS });

const ENTRY = record('An image for one platform', {
  reference: required(text('The image, with registry and tag', { maxLength: 512, check: checkReference })),
  platform: required(text('Operating system and CPU', { maxLength: 256 })),
  digest: required(digest('Of the manifest for the platform')),
  index: optional(digest('Of the index that lists the manifest')),
  date: required(text('When this digest was first seen', { check: checkDate })),
  user: optional(fact('User that the image runs as')),
  exposedPorts: optional(list('Ports that the image exposes', fact('A port'), { minItems: 0, maxItems: MAX_PORTS })),
  env: optional(words('Names of variables that the image sets; values may be secrets')),
  path: optional(fact('What the image sets PATH to')),
  volumes: optional(words('Volumes of the image')),
  workingDir: optional(fact('Folder that the image runs in')),
  entrypoint: optional(words('What the image runs')),
  cmd: optional(words('What the image gives to its entry point, or runs')),
  shell: optional(words('Shell that commands of Dockerfiles run in')),
  hasHealthcheck: optional(flag('Docker checks the health of the image')),
  created: optional(fact('When the image was made')),
  labels: optional(map('Some labels of the image', fact('A value'))),
});

const LOCK = record('Digests of images', {
  apiVersion: required(word('Version of the format', [API_VERSION])),
  kind: required(word('Kind', ['ImageLock'])),
  images: required(list('Images by reference and platform', ENTRY, { minItems: 0, maxItems: MAX_ENTRIES })),
});

/** One line of a lock. */
export type LockEntry = Infer<typeof ENTRY>;

/** What `tidewaiter.lock` says: which content each reference stood for when it was looked up. */
export class ImageLock {
  readonly entries: readonly LockEntry[];
  readonly #byReference: ReadonlyMap<string, readonly LockEntry[]>;

  constructor(entries: readonly LockEntry[]) {
    this.entries = entries;
    this.#byReference = Map.groupBy(entries, ({ reference }) => reference);
  }

  /** The digest that a reference is to be pinned to: of the index where there is one. */
  digestOf(reference: ImageReference): string | undefined {
    const [entry] = this.entriesOf(reference);
    return entry === undefined ? undefined : (entry.index ?? entry.digest);
  }

  /** All entries of a reference, one for each platform. */
  entriesOf(reference: ImageReference): readonly LockEntry[] {
    return this.#byReference.get(canonicalText(reference)) ?? [];
  }

  /** The same image for the same platform, whatever else is said of it. */
  find(wanted: Pick<LockEntry, 'reference' | 'platform' | 'digest' | 'index'>): LockEntry | undefined {
    return this.#byReference
      .get(wanted.reference)
      ?.find(
        ({ platform, digest, index }) =>
          platform === wanted.platform && digest === wanted.digest && index === wanted.index,
      );
  }
}

/**
 * Reads a lock. Strict: what `tidewaiter lock` does not write is refused.
 * @throws SourceError
 */
export function readImageLock(file: string, content: string): ImageLock {
  const problems = new ProblemList();
  const [document, ...more] = parseYaml(file, content, LIMITS);
  if (document === undefined || more.length > 0) {
    throw new SourceError([fileProblem(file, 'not a lock: `tidewaiter lock` writes one')]);
  }
  const lock = checkDocument(document, LOCK, problems);
  if (lock !== undefined) checkEntries(lock.images, document, problems);
  problems.throwIfAny();
  return new ImageLock(lock?.images ?? []);
}

/** Every entry of a reference must lead to the same digest, else nobody can tell which one it is pinned to. */
function checkEntries(entries: readonly LockEntry[], document: SourceDocument, problems: ProblemList): void {
  const first = new Map<string, LockEntry>();
  const seen = new Set<string>();
  for (const [at, entry] of entries.entries()) {
    const { reference, platform, index } = entry;
    const known = first.get(reference) ?? entry;
    first.set(reference, known);
    const key = JSON.stringify([reference, platform, entry.digest]);
    if (seen.has(key)) {
      problems.addAt(document, ['images', at], 'is there already: keep one of the two');
    } else if (known !== entry && (index === undefined || index !== known.index)) {
      problems.addAt(document, ['images', at], 'contradicts an earlier entry of the same reference, by its index');
    }
    seen.add(key);
  }
}

function checkReference(written: string): string | undefined {
  const parsed = parseImageReference(written);
  if (!parsed.ok) return `is no image reference: ${parsed.reason}`;
  const canonical = canonicalText(parsed.reference);
  return canonical === written ? undefined : `must be written as "${canonical}"`;
}

/** The text of a lock, sorted, so that the same content is the same text. */
export function writeImageLock(entries: readonly LockEntry[]): string {
  const images = entries
    .map((entry) => ({ entry, key: [entry.reference, entry.platform, entry.digest] }))
    .sort((one, other) => compare(one.key, other.key))
    .map(({ entry }) => ordered(entry));
  return `${JSON.stringify({ apiVersion: API_VERSION, kind: 'ImageLock', images }, undefined, 2)}\n`;
}

/** Fields always in the same order; sets sorted. */
function ordered({ labels, exposedPorts, env, volumes, ...entry }: LockEntry): LockEntry {
  const { reference, platform, digest, index, date, user, created, ...more } = entry;
  return {
    reference,
    platform,
    digest,
    ...(index === undefined ? {} : { index }),
    date,
    ...(user === undefined ? {} : { user }),
    ...(exposedPorts === undefined ? {} : { exposedPorts: exposedPorts.toSorted() }),
    ...(env === undefined ? {} : { env: env.toSorted() }),
    ...(volumes === undefined ? {} : { volumes: volumes.toSorted() }),
    ...startOf(more),
    ...(created === undefined ? {} : { created }),
    ...(labels === undefined ? {} : { labels: Object.fromEntries(Object.entries(labels).sort(byKey)) }),
  };
}

/** How containers of the image start. */
function startOf({
  path,
  workingDir,
  entrypoint,
  cmd,
  shell,
  hasHealthcheck,
}: Pick<LockEntry, 'path' | 'workingDir' | 'entrypoint' | 'cmd' | 'shell' | 'hasHealthcheck'>): object {
  const fields = { path, workingDir, entrypoint, cmd, shell, hasHealthcheck };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function byKey([one]: readonly [string, string], [other]: readonly [string, string]): number {
  return compare([one], [other]);
}

function compare(one: readonly string[], other: readonly string[]): number {
  for (const [index, part] of one.entries()) {
    const counterpart = other[index] ?? '';
    if (part !== counterpart) return part < counterpart ? -1 : 1;
  }
  return 0;
}
