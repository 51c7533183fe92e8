import { isObject, ownField } from '../model/json.ts';
import { printable } from '../model/printable.ts';
import { hasDigestInTurns, isDigest } from './digest.ts';
import { MAX_MANIFEST_BYTES, readManifest } from './document.ts';
import { jsonOf } from './json.ts';
import { LayoutFiles } from './layout-files.ts';
import { LayoutNames } from './layout-names.ts';
import { findReferrers } from './layout-referrers.ts';
import { OCI_INDEX } from './media-type.ts';
import { SharedWork } from './shared-work.ts';
import {
  type Descriptor,
  type FetchedManifest,
  type ImageSource,
  RegistryError,
  type RepositoryName,
} from './source.ts';

const MAX_MARKER = 4_096;
const VERSION = /^1\.0\.[0-9]+$/;
/** Names that a message lists. */
const MAX_LISTED = 5;

/** What is known of a layout before it is read. */
export interface LayoutKnowledge {
  /** The bytes of index.json, which is not read then. It lists every manifest of the layout, so that no other is looked for. */
  readonly completeIndex: Buffer;
}

/** What index.json says. */
interface ReadIndex {
  readonly entries: readonly Descriptor[];
  readonly names: LayoutNames;
}

/**
 * An OCI image layout: a folder with `oci-layout`, `index.json` and `blobs/` (OCI image spec, image-layout.md), such as
 * `skopeo copy` and `oras copy --to-oci-layout` write. What belongs to which name says `LayoutNames`. The folder must not change
 * while it is in use: index.json, and which manifests are about others, are read once.
 */
export class OciLayout implements ImageSource {
  readonly #files: LayoutFiles;
  readonly #completeIndex: Buffer | undefined;
  readonly #readings = new SharedWork<ReadIndex>();
  readonly #scans = new SharedWork<ReadonlyMap<string, readonly Descriptor[]>>();
  #read: ReadIndex | undefined;
  #referrers: ReadonlyMap<string, readonly Descriptor[]> | undefined;

  /** Nothing is read before the first question. */
  constructor(folder: string, { completeIndex }: Partial<LayoutKnowledge> = {}) {
    this.#files = new LayoutFiles(folder);
    this.#completeIndex = completeIndex;
  }

  async manifest(name: RepositoryName, reference: string, signal: AbortSignal): Promise<FetchedManifest> {
    const { entries, names } = await this.#index(signal);
    const entry = isDigest(reference)
      ? { digest: reference, mediaType: entries.find(({ digest }) => digest === reference)?.mediaType }
      : this.#entry(names, name, reference);
    const { digest } = entry;
    const bytes = await this.#blob(digest, MAX_MANIFEST_BYTES, signal);
    return { digest, bytes, ...readManifest(bytes, entry.mediaType, `${digest} of ${this.#files.name}`) };
  }

  async referrers(_: RepositoryName, digest: string, max: number, signal: AbortSignal): Promise<readonly Descriptor[]> {
    const { entries } = await this.#index(signal);
    const listed = this.#completeIndex && entries.map((entry) => entry.digest);
    this.#referrers ??= await this.#scans.join(
      'referrers',
      this.#files.name,
      (alive) => findReferrers(this.#files, alive, listed),
      signal,
    );
    const found = this.#referrers.get(digest) ?? [];
    if (found.length <= max) return found;
    throw new RegistryError('too-large', `more than ${max} manifests in ${this.#files.name} are about ${digest}`);
  }

  async blob(_: RepositoryName, { digest, size }: Descriptor, maxBytes: number, signal: AbortSignal): Promise<Buffer> {
    await this.#index(signal);
    if (!isDigest(digest)) throw new RegistryError('malformed', `"${printable(digest)}" is no digest`);
    if (size > maxBytes) {
      throw new RegistryError(
        'too-large',
        `blob ${digest} of ${this.#files.name} has ${size} bytes; at most ${maxBytes} are read`,
      );
    }
    const bytes = await this.#blob(digest, maxBytes, signal);
    if (bytes.length === size) return bytes;
    const message = `blob ${digest} of ${this.#files.name} has ${bytes.length} bytes, not ${size} as its descriptor says`;
    throw new RegistryError('digest', message);
  }

  /** A digest has no other characters than a path may have. */
  async #blob(digest: string, most: number, signal: AbortSignal): Promise<Buffer> {
    const [algorithm = '', hex = ''] = digest.split(':');
    const bytes = await this.#files.read(['blobs', algorithm, hex], most, signal);
    if (await hasDigestInTurns(bytes, digest)) return bytes;
    throw new RegistryError('digest', `${this.#files.name} is damaged: the bytes of blob ${digest} are others`);
  }

  #entry(names: LayoutNames, name: RepositoryName, tag: string): Descriptor {
    const [found, ...others] = names.find(name, tag);
    const image = `${name.registry}/${name.repository}:${tag}`;
    if (found === undefined) {
      throw new RegistryError('absent', `${this.#files.name} has no image ${printable(image)}; ${listed(names)}`);
    }
    if (others.every(({ digest }) => digest === found.digest)) return found;
    throw new RegistryError('malformed', `${this.#files.name} has several images ${printable(image)}: keep one`);
  }

  async #index(signal: AbortSignal): Promise<ReadIndex> {
    this.#read ??= await this.#readings.join('index.json', this.#files.name, (alive) => this.#readIndex(alive), signal);
    return this.#read;
  }

  async #readIndex(signal: AbortSignal): Promise<ReadIndex> {
    await this.#checkVersion(signal);
    const bytes = this.#completeIndex ?? (await this.#files.read(['index.json'], MAX_MANIFEST_BYTES, signal));
    const { document } = readManifest(bytes, OCI_INDEX, `index.json of ${this.#files.name}`);
    const entries = document.kind === 'index' ? document.manifests : [];
    return { entries, names: new LayoutNames(entries) };
  }

  async #checkVersion(signal: AbortSignal): Promise<void> {
    const marker = jsonOf(await this.#files.read(['oci-layout'], MAX_MARKER, signal));
    const version = isObject(marker) ? ownField(marker, 'imageLayoutVersion') : undefined;
    if (typeof version === 'string' && VERSION.test(version)) return;
    throw new RegistryError('malformed', `oci-layout of ${this.#files.name} must say "imageLayoutVersion": "1.0.0"`);
  }
}

function listed({ written: names }: LayoutNames): string {
  if (names.length === 0) return 'nothing in it has a name';
  const shown = names.slice(0, MAX_LISTED).map((name) => printable(name));
  return `it has ${shown.join(', ')}${names.length > MAX_LISTED ? ` and ${names.length - MAX_LISTED} more` : ''}`;
}
