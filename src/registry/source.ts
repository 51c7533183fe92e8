/** A repository of a registry, as references name them. */
export interface RepositoryName {
  readonly registry: string;
  readonly repository: string;
}

/** A content descriptor (OCI image spec, descriptor.md). */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  readonly size: number;
  readonly artifactType?: string;
  readonly annotations: ReadonlyMap<string, string>;
  readonly platform?: { readonly os: string; readonly architecture: string; readonly variant?: string };
}

/** An image index, or a manifest list of Docker. */
export interface IndexDocument {
  readonly kind: 'index';
  readonly manifests: readonly Descriptor[];
  readonly artifactType?: string;
}

/** An image manifest. */
export interface ManifestDocument {
  readonly kind: 'manifest';
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  /** Digest of the manifest that this one is about (OCI 1.1). */
  readonly subject?: string;
  readonly artifactType?: string;
  readonly annotations: ReadonlyMap<string, string>;
}

/** A manifest or index whose bytes were hashed here. */
export interface FetchedManifest {
  /** `sha256:` of the bytes, or the sha512 that was asked for. */
  readonly digest: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
  readonly document: IndexDocument | ManifestDocument;
}

/**
 * Where images come from: a registry, or an OCI image layout. Everything that is handed out was hashed and compared
 * with the digest that was asked for.
 *
 * Every method rejects with a RegistryError and nothing else, also when `signal` aborts.
 */
export interface ImageSource {
  /** `reference` is a tag or a digest. Rejects with `absent` where there is none. */
  manifest(name: RepositoryName, reference: string, signal: AbortSignal): Promise<FetchedManifest>;
  /**
   * The referrers API (OCI distribution 1.1), all pages; undefined where the registry has no such API.
   * Rejects with `too-large` beyond `max` descriptors.
   */
  referrers(
    name: RepositoryName,
    digest: string,
    max: number,
    signal: AbortSignal,
  ): Promise<readonly Descriptor[] | undefined>;
  /** Rejects with `too-large`, before it asks, where the descriptor promises more than `maxBytes`. */
  blob(name: RepositoryName, descriptor: Descriptor, maxBytes: number, signal: AbortSignal): Promise<Buffer>;
}

/**
 * What went wrong with a registry. `absent`: 404. `unauthorized`: 401 or 403 with all that we have to offer. `blocked`:
 * we refuse to talk to that address or host. `protocol`: the answer is no answer of a registry. `digest`: the bytes
 * are not those that were asked for. `damaged`: what was kept of a registry is not as it was.
 */
export type RegistryErrorCode =
  | 'absent'
  | 'unauthorized'
  | 'blocked'
  | 'unreachable'
  | 'throttled'
  | 'deadline'
  | 'too-large'
  | 'protocol'
  | 'malformed'
  | 'digest'
  | 'damaged';

/** Why bytes could not be had. The message names the host and what to do, never credentials or bytes of answers. */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
  readonly code: RegistryErrorCode;

  constructor(code: RegistryErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
