import {
  type Descriptor,
  type FetchedManifest,
  type ImageSource,
  RegistryError,
  type RepositoryName,
} from '../registry/source.ts';

/** A manifest that was handed out. */
export interface RecordedManifest {
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
}

/** What was asked of one repository, and what was there. */
export interface RecordedRepository {
  readonly name: RepositoryName;
  /** What tags stood for. */
  readonly tags: ReadonlyMap<string, string>;
  /** Digests of manifests, whatever they were asked by. */
  readonly manifests: ReadonlySet<string>;
  /** Digests whose referrers were listed. */
  readonly referrers: ReadonlySet<string>;
  /** Digests of blobs. */
  readonly blobs: ReadonlySet<string>;
  /** Tags and digests of what was not there. */
  readonly absent: ReadonlySet<string>;
}

/** What is written while it is recorded. */
type Recorded = {
  readonly [Field in keyof RecordedRepository]: RecordedRepository[Field] extends ReadonlySet<string>
    ? Set<string>
    : RecordedRepository[Field] extends ReadonlyMap<string, string>
      ? Map<string, string>
      : RecordedRepository[Field];
};

/** Keeps the bytes behind a digest, with which they were compared. */
export type KeepBytes = (digest: string, bytes: Buffer) => Promise<void>;

/** Everything that sources were asked for. */
export class Recording {
  readonly #keep: KeepBytes;
  readonly #manifests = new Map<string, RecordedManifest>();
  readonly #repositories = new Map<string, Recorded>();

  constructor(keep: KeepBytes) {
    this.#keep = keep;
  }

  /** All manifests, by digest. */
  get manifests(): ReadonlyMap<string, RecordedManifest> {
    return this.#manifests;
  }

  get repositories(): readonly RecordedRepository[] {
    return [...this.#repositories.values()];
  }

  /** @throws RegistryError where the tag stood for something else before */
  async manifest(
    name: RepositoryName,
    reference: string,
    { digest, mediaType, bytes }: FetchedManifest,
  ): Promise<void> {
    const { tags, manifests, absent } = this.#of(name);
    if (reference !== digest) {
      if ((tags.get(reference) ?? digest) !== digest) {
        const message = `tag ${reference} of ${name.registry}/${name.repository} moved while it was looked at: try again`;
        throw new RegistryError('malformed', message);
      }
      tags.set(reference, digest);
    }
    absent.delete(reference);
    manifests.add(digest);
    this.#manifests.set(digest, { mediaType, size: bytes.length });
    await this.#keep(digest, bytes);
  }

  async blob(name: RepositoryName, digest: string, bytes: Buffer): Promise<void> {
    const { blobs, absent } = this.#of(name);
    absent.delete(digest);
    blobs.add(digest);
    await this.#keep(digest, bytes);
  }

  referrers(name: RepositoryName, digest: string): void {
    this.#of(name).referrers.add(digest);
  }

  /** What was there a moment ago still counts. */
  absent(name: RepositoryName, reference: string): void {
    const { tags, manifests, blobs, absent } = this.#of(name);
    if (!tags.has(reference) && !manifests.has(reference) && !blobs.has(reference)) absent.add(reference);
  }

  #of({ registry, repository }: RepositoryName): Recorded {
    const key = `${registry}/${repository}`;
    const known = this.#repositories.get(key);
    if (known !== undefined) return known;
    const fresh: Recorded = {
      name: { registry, repository },
      tags: new Map(),
      manifests: new Set(),
      referrers: new Set(),
      blobs: new Set(),
      absent: new Set(),
    };
    this.#repositories.set(key, fresh);
    return fresh;
  }
}

/**
 * Hands on what another source says and records it: whatever is looked up through it can be looked up again in what
 * was recorded. What failed is not recorded.
 */
export class RecordingSource implements ImageSource {
  readonly #source: ImageSource;
  readonly #recording: Recording;
  readonly #maxBytes: number;
  readonly #counted = new Set<string>();
  #bytes = 0;

  /** @param maxBytes of everything that is handed out, each digest once */
  constructor(source: ImageSource, recording: Recording, maxBytes: number) {
    this.#source = source;
    this.#recording = recording;
    this.#maxBytes = maxBytes;
  }

  /** Bytes of everything that was handed out, each digest once. */
  get bytes(): number {
    return this.#bytes;
  }

  async manifest(name: RepositoryName, reference: string, signal: AbortSignal): Promise<FetchedManifest> {
    const manifest = await this.#noting(name, reference, this.#source.manifest(name, reference, signal));
    this.#count(manifest.digest, manifest.bytes.length, name);
    await this.#recording.manifest(name, reference, manifest);
    return manifest;
  }

  /** A registry without a list of referrers was asked all the same. */
  async referrers(
    name: RepositoryName,
    digest: string,
    max: number,
    signal: AbortSignal,
  ): Promise<readonly Descriptor[] | undefined> {
    try {
      const found = await this.#source.referrers(name, digest, max, signal);
      this.#recording.referrers(name, digest);
      return found;
    } catch (error) {
      if (error instanceof RegistryError && error.code === 'absent') this.#recording.referrers(name, digest);
      throw error;
    }
  }

  async blob(name: RepositoryName, descriptor: Descriptor, maxBytes: number, signal: AbortSignal): Promise<Buffer> {
    const { digest, size } = descriptor;
    this.#count(digest, Math.min(size, maxBytes), name);
    const bytes = await this.#noting(name, digest, this.#source.blob(name, descriptor, maxBytes, signal));
    await this.#recording.blob(name, digest, bytes);
    return bytes;
  }

  async #noting<Value>(name: RepositoryName, reference: string, asking: Promise<Value>): Promise<Value> {
    try {
      return await asking;
    } catch (error) {
      if (error instanceof RegistryError && error.code === 'absent') this.#recording.absent(name, reference);
      throw error;
    }
  }

  #count(digest: string, bytes: number, { registry, repository }: RepositoryName): void {
    if (this.#counted.has(digest)) return;
    this.#counted.add(digest);
    this.#bytes += bytes;
    if (this.#bytes <= this.#maxBytes) return;
    const most = `${this.#maxBytes / 2 ** 20} MiB`;
    throw new RegistryError(
      'too-large',
      `the evidence of the image in ${registry}/${repository} is larger than ${most}`,
    );
  }
}
