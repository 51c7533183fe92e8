import type { Descriptor, FetchedManifest, ImageSource, RepositoryName } from './source.ts';

/** A source that answers some questions for good: what it says there is nobody else is asked. */
export interface PartialSource extends ImageSource {
  /** `reference`: of a manifest a tag or digest, of everything else a digest. */
  knows(about: 'manifest' | 'referrers' | 'blob', name: RepositoryName, reference: string): boolean;
}

/** Asks the first source what that one knows, and the second one everything else. */
export class LayeredSource implements ImageSource {
  readonly #first: PartialSource;
  readonly #second: ImageSource;

  constructor(first: PartialSource, second: ImageSource) {
    this.#first = first;
    this.#second = second;
  }

  manifest(name: RepositoryName, reference: string, signal: AbortSignal): Promise<FetchedManifest> {
    return this.#sourceOf('manifest', name, reference).manifest(name, reference, signal);
  }

  referrers(
    name: RepositoryName,
    digest: string,
    max: number,
    signal: AbortSignal,
  ): Promise<readonly Descriptor[] | undefined> {
    return this.#sourceOf('referrers', name, digest).referrers(name, digest, max, signal);
  }

  blob(name: RepositoryName, descriptor: Descriptor, maxBytes: number, signal: AbortSignal): Promise<Buffer> {
    return this.#sourceOf('blob', name, descriptor.digest).blob(name, descriptor, maxBytes, signal);
  }

  #sourceOf(...[about, name, reference]: Parameters<PartialSource['knows']>): ImageSource {
    return this.#first.knows(about, name, reference) ? this.#first : this.#second;
  }
}
