import type { SignatureStore } from '../model/image-policy.ts';
import type { ImageReference } from '../model/image-reference.ts';
import { formatImageReference } from '../parse/image-reference.ts';
import { sha256Digest } from '../registry/digest.ts';
import { type LayoutEntry, LayoutWriter } from '../registry/layout-writer.ts';
import { type ImageSource, RegistryError } from '../registry/source.ts';
import { type GatheredEvidence, gatherEvidence } from './gather-evidence.ts';
import {
  MAX_PACK_FILE,
  PACK_ANNOTATION,
  PACK_FILE,
  type PackedImage,
  type PackedRepository,
  trustRootFile,
  writePackDocument,
} from './pack-document.ts';
import { type RecordedRepository, Recording, RecordingSource } from './recording-source.ts';

/** Bytes of everything about one image. */
const MAX_IMAGE_BYTES = 128 * 2 ** 20;

/**
 * Writes an evidence pack: an OCI image layout with what was looked up about images, a document that says what was asked
 * and what was not there, and trust roots. The same content is the same bytes, in whatever order images are added.
 */
export class PackWriter {
  readonly #layout: LayoutWriter;
  readonly #recording: Recording;
  readonly #images: PackedImage[] = [];

  private constructor(layout: LayoutWriter) {
    this.#layout = layout;
    this.#recording = new Recording((digest, bytes) => layout.blob(digest, bytes));
  }

  /** @throws the error of the file system */
  static async open(folder: string): Promise<PackWriter> {
    return new PackWriter(await LayoutWriter.open(folder));
  }

  /**
   * Looks everything up about an image and keeps it.
   * @param stores where signatures lie, besides those beside the image
   * @throws RegistryError where a part could not be had: the pack must not be finished then; and the error of the file system
   */
  async add(
    reference: ImageReference,
    stores: readonly SignatureStore[],
    source: ImageSource,
    signal: AbortSignal,
  ): Promise<PackedImage & Pick<GatheredEvidence, 'skipped'>> {
    const recorder = new RecordingSource(source, this.#recording, MAX_IMAGE_BYTES);
    const { skipped, ...found } = await gatherEvidence(reference, stores, recorder, signal);
    const image = { image: formatImageReference(reference), ...found, bytes: recorder.bytes };
    this.#images.push(image);
    return { ...image, skipped };
  }

  /**
   * @param trustRoots in JSON, by name
   * @returns the digest of the pack, which is that of its index.json
   * @throws RegistryError `too-large` where no reader would take the pack; and the error of the file system
   */
  async finish(trustRoots: ReadonlyMap<string, string>): Promise<string> {
    const roots = [...trustRoots]
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, json]) => ({ name, bytes: Buffer.from(json) }));
    for (const { name, bytes } of roots) await this.#layout.file(trustRootFile(name), bytes);
    const document = writePackDocument({
      images: this.#images.toSorted((one, other) => (one.image < other.image ? -1 : 1)),
      repositories: this.#recording.repositories.map(packed).toSorted((one, other) => (one.name < other.name ? -1 : 1)),
      trustRoots: roots.map(({ name, bytes }) => ({ name, digest: sha256Digest(bytes) })),
    });
    if (document.length > MAX_PACK_FILE) {
      const message = `${PACK_FILE} would have more than ${MAX_PACK_FILE} bytes; put fewer images into one pack`;
      throw new RegistryError('too-large', message);
    }
    await this.#layout.file([PACK_FILE], document);
    return this.#layout.finish(this.#entries(), { [PACK_ANNOTATION]: sha256Digest(document) });
  }

  /** Leaves nothing behind. */
  discard(): Promise<void> {
    return this.#layout.discard();
  }

  /** Every manifest once for each tag that stands for it, or without a name. */
  #entries(): readonly LayoutEntry[] {
    const names = new Map<string, string[]>();
    for (const { name, tags } of this.#recording.repositories) {
      for (const [tag, digest] of tags) {
        const named = names.get(digest) ?? [];
        names.set(digest, [...named, formatImageReference({ ...name, tag, digest: undefined })]);
      }
    }
    return [...this.#recording.manifests].flatMap(([digest, { mediaType, size }]) => {
      const entry = { mediaType, digest, size };
      return names.get(digest)?.map((name) => ({ ...entry, name })) ?? [entry];
    });
  }
}

function packed({ name, tags, manifests, referrers, blobs, absent }: RecordedRepository): PackedRepository {
  return {
    name: `${name.registry}/${name.repository}`,
    manifests: [...tags.keys(), ...manifests].toSorted(),
    referrers: [...referrers].toSorted(),
    blobs: [...blobs].toSorted(),
    absent: [...absent].toSorted(),
  };
}
