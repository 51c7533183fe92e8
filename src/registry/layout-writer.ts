import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { sha256Digest } from './digest.ts';
import { MAX_MANIFEST_BYTES } from './document.ts';
import { REF_NAME } from './layout-names.ts';
import { OCI_INDEX } from './media-type.ts';
import { RegistryError } from './source.ts';

/** A manifest that index.json lists. */
export interface LayoutEntry {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  /** `registry.example.com/app:1`; absent: it has no name. */
  readonly name?: string;
}

/** Entries that readers of layouts take. */
const MAX_ENTRIES = 10_000;
const MAX_TEMPORARY_NAME = 100;

/**
 * Writes an OCI image layout (OCI image spec, image-layout.md). Everything goes to a new folder beside the one that is
 * wanted, and takes its name when it is whole: there is never a part of a layout. The same content is the same bytes.
 *
 * Every method rejects with the error of the file system, or a RegistryError where it says so.
 */
export class LayoutWriter {
  readonly #folder: string;
  readonly #temporary: string;
  readonly #written = new Map<string, Promise<void>>();
  #isClosed = false;

  private constructor(folder: string, temporary: string) {
    this.#folder = folder;
    this.#temporary = temporary;
  }

  /** @param folder where the layout is to be, in a folder that is there */
  static async open(folder: string): Promise<LayoutWriter> {
    const target = resolve(folder);
    const writer = new LayoutWriter(target, besides(target));
    await mkdir(writer.#temporary);
    return writer;
  }

  /** Keeps a blob, once. The digest is one that its bytes were compared with, so that it has no other characters. */
  blob(digest: string, bytes: Uint8Array): Promise<void> {
    const [algorithm = '', hex = ''] = digest.split(':');
    return this.file(['blobs', algorithm, hex], bytes);
  }

  /** Writes any other file of the layout, unless it is written already. */
  file(path: readonly string[], bytes: Uint8Array): Promise<void> {
    // What was on its way when all was given up would make the folder anew.
    if (this.#isClosed) return Promise.reject(new Error('the layout is not written any more'));
    const file = join(this.#temporary, ...path);
    const writing = this.#written.get(file) ?? writeNew(file, bytes);
    this.#written.set(file, writing);
    return writing;
  }

  /**
   * Makes the layout whole and puts it in the place of whatever is there. No other method may be called afterwards.
   * @param annotations of index.json
   * @returns the digest of index.json
   * @throws RegistryError `too-large` where index.json would be too large for readers
   */
  async finish(
    entries: readonly LayoutEntry[],
    annotations: Readonly<Record<string, string>> = {},
  ): Promise<`sha256:${string}`> {
    const manifests = entries
      .toSorted((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1))
      .map(({ mediaType, digest, size, name }) => ({
        mediaType,
        digest,
        size,
        ...(name !== undefined && { annotations: { [REF_NAME]: name } }),
      }));
    const index = Buffer.from(
      `${JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests, annotations }, undefined, 1)}\n`,
    );
    if (manifests.length > MAX_ENTRIES || index.length > MAX_MANIFEST_BYTES) {
      const most = `${MAX_ENTRIES} manifests or ${MAX_MANIFEST_BYTES} bytes of index.json`;
      throw new RegistryError('too-large', `a layout may have no more than ${most}; put fewer images into it`);
    }
    await this.file(['oci-layout'], Buffer.from('{"imageLayoutVersion":"1.0.0"}\n'));
    await this.file(['index.json'], index);
    await this.#takePlace();
    return sha256Digest(index) as `sha256:${string}`;
  }

  /** Leaves nothing behind. */
  async discard(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#written.values());
    await rm(this.#temporary, { recursive: true, force: true });
  }

  /** A folder cannot be renamed to one that has something in it: the former one steps aside, and comes back on failure. */
  async #takePlace(): Promise<void> {
    const former = besides(this.#folder);
    const isThere = await renamed(this.#folder, former);
    try {
      await rename(this.#temporary, this.#folder);
    } catch (error) {
      if (isThere) await rename(former, this.#folder);
      throw error;
    }
    if (isThere) await rm(former, { recursive: true, force: true });
  }
}

function besides(folder: string): string {
  return join(dirname(folder), `.${basename(folder).slice(0, MAX_TEMPORARY_NAME)}.${randomUUID()}.tmp`);
}

function orderOf({ name = '', digest }: LayoutEntry): string {
  return `${name} ${digest}`;
}

async function writeNew(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'wx');
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** False where there is no such folder. */
async function renamed(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
