import { BoundedMap } from '../registry/bounded-map.ts';
import type { FetchedManifest, ImageSource } from '../registry/source.ts';
import type { Connection } from './connection.ts';

const MAX_BYTES = 8 * 1_024 * 1_024;
/** What a parsed manifest takes besides its bytes, roughly. */
const OVERHEAD = 2_048;

/**
 * Remembers manifests by digest, for those who ask with the same credentials. A digest always names the same bytes, so
 * that nothing has to be asked for twice: the mutating and the validating review ask for the same image.
 */
export class CachedManifests {
  readonly #manifests = new BoundedMap<FetchedManifest>(MAX_BYTES, {
    weigh: ({ bytes }) => 4 * bytes.length + OVERHEAD,
  });

  /** The source of a connection, with what is remembered of it. */
  over({ id, source }: Connection): ImageSource {
    return {
      manifest: async (name, reference, signal) => {
        const keyOf = (digest: string) => `${id} ${name.registry}/${name.repository}@${digest}`;
        const known = this.#manifests.get(keyOf(reference));
        if (known !== undefined) return known;
        const manifest = await source.manifest(name, reference, signal);
        this.#manifests.set(keyOf(manifest.digest), manifest);
        return manifest;
      },
      referrers: (name, digest, max, signal) => source.referrers(name, digest, max, signal),
      blob: (name, descriptor, maxBytes, signal) => source.blob(name, descriptor, maxBytes, signal),
    };
  }
}
