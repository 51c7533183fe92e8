import type { SignatureStore } from '../model/image-policy.ts';
import type { ImageReference } from '../model/image-reference.ts';
import { type FetchedManifest, type ImageSource, RegistryError } from '../registry/source.ts';
import { attestationManifests } from './buildkit.ts';
import { discover, storeOf } from './discover.ts';
import { imageConfigs, isContainerImage } from './image-config.ts';
import { indexUnderTag } from './index-under-tag.ts';
import { type Resolution, resolve } from './resolve.ts';

/** Attestation manifests of one index; BuildKit makes one for each platform. */
const MAX_CARRIERS = 256;

/** What was looked up about an image. */
export interface GatheredEvidence {
  readonly digest: string;
  /** Of what the reference names, its platforms, and the attestation manifests of these; each blob once. */
  readonly signatures: number;
  readonly attestations: number;
  /** What was found and is neither, or no image; one sentence each. */
  readonly skipped: readonly string[];
}

/**
 * Looks up everything about an image that verifying it could ask for, whoever signed it and whatever policies want: what
 * it stands for, its platforms and their configs, and signatures and attestations of these, of the index and of the
 * attestation manifests in it. It gathers nothing itself: the source records what passes through it.
 *
 * @param stores where signatures lie, besides those beside the image
 * @throws RegistryError where something could not be had but because it is not there
 */
export async function gatherEvidence(
  reference: ImageReference,
  stores: readonly SignatureStore[],
  source: ImageSource,
  signal: AbortSignal,
): Promise<GatheredEvidence> {
  return new Gathering(reference, stores, source, signal).run();
}

class Gathering {
  readonly #reference: ImageReference;
  readonly #stores: readonly SignatureStore[];
  readonly #source: ImageSource;
  readonly #signal: AbortSignal;
  readonly #signatures = new Set<string>();
  readonly #attestations = new Set<string>();
  readonly #skipped = new Set<string>();
  /** Where what was found lies. */
  readonly #places = new Set<string>();

  constructor(reference: ImageReference, stores: readonly SignatureStore[], source: ImageSource, signal: AbortSignal) {
    const own = storeOf(reference, undefined);
    this.#reference = reference;
    this.#stores = [...new Map([own, ...stores].map((store) => [JSON.stringify(store), store])).values()];
    this.#source = source;
    this.#signal = signal;
  }

  async run(): Promise<GatheredEvidence> {
    const resolution = await resolve(this.#source, this.#reference, this.#signal);
    const { image } = resolution;
    const index = await indexUnderTag(this.#source, this.#reference, image, this.#signal);
    await this.#image(resolution, attestationManifests((index ?? resolution).manifest));
    if (index !== undefined) await this.#evidence(index.sha256, []);
    // What is an attestation says so itself in some formats only; what says nothing is tried as both.
    const attestations = [...this.#attestations].filter((blob) => !this.#signatures.has(blob));
    return {
      digest: image.digest,
      signatures: this.#signatures.size,
      attestations: attestations.length,
      // What is no signature may be an attestation, and the reverse: it is not passed over then.
      skipped: [...this.#skipped].filter((line) => !this.#places.has(line.slice(0, line.indexOf(': ')))).toSorted(),
    };
  }

  async #image(
    { image, manifest, sha256 }: Resolution,
    carriers: ReadonlyMap<string, readonly string[]>,
  ): Promise<void> {
    const allCarriers = new Set([...carriers.values()].flat());
    if (allCarriers.size > MAX_CARRIERS) {
      const { registry, repository } = this.#reference;
      const message = `the index in ${registry}/${repository} lists more than ${MAX_CARRIERS} attestation manifests`;
      throw new RegistryError('too-large', message);
    }
    const platforms = image.platforms.map(({ digest }) => digest);
    for (const digest of new Set(platforms)) {
      await this.#config(digest === manifest.digest ? manifest : await this.#manifest(digest));
    }
    // An index may list what is for a platform that it does not list.
    for (const digest of new Set([sha256, ...(image.kind === 'index' ? platforms : []), ...carriers.keys()])) {
      await this.#evidence(digest, carriers.get(digest) ?? []);
    }
    for (const carrier of allCarriers) await this.#evidence(carrier, []);
  }

  #manifest(digest: string): Promise<FetchedManifest> {
    return this.#source.manifest(this.#reference, digest, this.#signal);
  }

  /** What a config says is read to see what it is; one that makes no sense makes none later on either. */
  async #config(manifest: FetchedManifest): Promise<void> {
    const { digest, document, mediaType } = manifest;
    if (document.kind === 'index') {
      this.#skipped.add(`${digest}: it is an index inside of an index`);
      return;
    }
    if (!isContainerImage(document)) return;
    const platforms = [{ digest, platform: 'unknown' }];
    const image = { digest, mediaType, kind: document.kind, platforms };
    try {
      await imageConfigs(this.#source, this.#reference, { image, manifest, sha256: digest }, this.#signal);
    } catch (error) {
      if (!(error instanceof RegistryError) || error.code !== 'malformed') throw error;
      this.#skipped.add(error.message);
    }
  }

  /** Signatures and attestations of one object, wherever they may lie. */
  async #evidence(digest: string, carriers: readonly string[]): Promise<void> {
    for (const store of this.#stores) {
      for (const [purpose, blobs] of [
        ['signatures', this.#signatures],
        ['attestations', this.#attestations],
      ] as const) {
        const digests = purpose === 'attestations' ? carriers : [];
        const found = await discover(this.#source, store, digest, { purpose }, this.#signal, {
          repository: this.#reference,
          digests,
        });
        const [error] = found.errors;
        if (error !== undefined) throw error;
        for (const { blob, where } of found.candidates) {
          blobs.add(blob);
          this.#places.add(where);
        }
        for (const line of found.skipped) this.#skipped.add(line);
      }
    }
  }
}
