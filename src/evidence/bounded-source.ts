import { Slots } from '../registry/slots.ts';
import {
  type Descriptor,
  type FetchedManifest,
  type ImageSource,
  RegistryError,
  type RepositoryName,
} from '../registry/source.ts';

/** Fewer than there are connections to a registry, so that one image never takes all that others need. */
const AT_A_TIME = 6;
const MIB = 1_024 * 1_024;
/** Bytes of everything that one look-up for signatures fetches: some hundred times what images with many platforms need. */
export const SIGNATURE_LOOKUP = 8 * MIB;
/** The same of one for attestations: several documents of the largest size that is read. */
export const ATTESTATION_LOOKUP = 64 * MIB;

type Before = (bytes: number, signal: AbortSignal) => Promise<void>;

/**
 * A source for one look-up. Whoever makes an image chooses of how many platforms, signatures and bytes it is: each has
 * a bound of its own, and this is the bound of all of them together.
 */
export class BoundedSource implements ImageSource {
  readonly #source: ImageSource;
  readonly #slots = new Slots(AT_A_TIME);
  readonly #most: number;
  readonly #before: Before;
  #bytes = 0;

  /**
   * @param most bytes of everything that it fetches
   * @param before waits until so many bytes may be fetched
   */
  constructor(source: ImageSource, most: number, before: Before = async () => undefined) {
    this.#source = source;
    this.#most = most;
    this.#before = before;
  }

  manifest(name: RepositoryName, reference: string, signal: AbortSignal): Promise<FetchedManifest> {
    return this.#fetch(name, signal, 0, async () => {
      const manifest = await this.#source.manifest(name, reference, signal);
      this.#count(manifest.bytes.length, name);
      return manifest;
    });
  }

  referrers(
    name: RepositoryName,
    digest: string,
    max: number,
    signal: AbortSignal,
  ): Promise<readonly Descriptor[] | undefined> {
    return this.#fetch(name, signal, 0, () => this.#source.referrers(name, digest, max, signal));
  }

  blob(name: RepositoryName, descriptor: Descriptor, maxBytes: number, signal: AbortSignal): Promise<Buffer> {
    return this.#fetch(name, signal, Math.min(descriptor.size, maxBytes), () =>
      this.#source.blob(name, descriptor, maxBytes, signal),
    );
  }

  /** @param size what is known of it before */
  #fetch<Result>(name: RepositoryName, signal: AbortSignal, size: number, ask: () => Promise<Result>): Promise<Result> {
    const work = async () => {
      this.#count(size, name);
      await this.#before(this.#bytes, signal);
      return ask();
    };
    return this.#slots.run(work, name.registry, signal);
  }

  /** What is beyond the bound counts as well, so that nothing more is asked for. @throws RegistryError `too-large` */
  #count(bytes: number, { registry }: RepositoryName): void {
    this.#bytes += bytes;
    if (this.#bytes <= this.#most) return;
    const what = 'manifests, configs, signatures and attestations of the image';
    throw new RegistryError('too-large', `${registry} has more than ${this.#most / MIB} MiB of ${what}`);
  }
}
