import { digestOf } from '../signing/encoding.ts';

/** Media types of images. */
export const TYPES = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
  empty: 'application/vnd.oci.empty.v1+json',
  dockerIndex: 'application/vnd.docker.distribution.manifest.list.v2+json',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerConfig: 'application/vnd.docker.container.image.v1+json',
} as const;

/** A descriptor as documents hold it. */
export interface DescriptorJson {
  mediaType: string;
  digest: string;
  size: number;
  artifactType?: string;
  annotations?: Record<string, string>;
  platform?: { os: string; architecture: string; variant?: string };
}

/** A manifest or index as it was put. */
export interface StoredManifest {
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** The blobs, manifests and tags of one repository, by digest and by name. */
export class Repository {
  readonly name: string;
  readonly blobs = new Map<string, Buffer>();
  readonly manifests = new Map<string, StoredManifest>();
  readonly tags = new Map<string, string>();

  constructor(name: string) {
    this.name = name;
  }

  putBlob(bytes: Buffer, mediaType: string): DescriptorJson {
    const digest = digestOf(bytes);
    this.blobs.set(digest, bytes);
    return { mediaType, digest, size: bytes.length };
  }

  /** Puts a document, or any bytes under the name of one; the descriptor repeats its type and artifact type. */
  putManifest(
    document: object | Buffer,
    options: { readonly mediaType?: string; readonly tag?: string } = {},
  ): DescriptorJson {
    const bytes = Buffer.isBuffer(document) ? document : Buffer.from(JSON.stringify(document));
    const { mediaType: own, artifactType } = Buffer.isBuffer(document) ? {} : (document as Partial<DescriptorJson>);
    const mediaType = options.mediaType ?? own ?? TYPES.manifest;
    const digest = digestOf(bytes);
    this.manifests.set(digest, { mediaType, bytes });
    if (options.tag !== undefined) this.tags.set(options.tag, digest);
    return { mediaType, digest, size: bytes.length, ...(artifactType === undefined ? {} : { artifactType }) };
  }

  /** What a tag or digest names. */
  manifest(reference: string): (StoredManifest & { readonly digest: string }) | undefined {
    const digest = this.tags.get(reference) ?? reference;
    const stored = this.manifests.get(digest);
    return stored && { ...stored, digest };
  }

  /** Descriptors of all manifests that name a digest as their subject, as the referrers API gives them. */
  referrers(digest: string): DescriptorJson[] {
    return [...this.manifests].flatMap(([own, { mediaType, bytes }]) => {
      const document = parsed(bytes);
      if (document.subject?.digest !== digest) return [];
      const artifactType = document.artifactType ?? document.config?.mediaType;
      const { annotations } = document;
      return [
        {
          mediaType,
          digest: own,
          size: bytes.length,
          ...(artifactType === undefined ? {} : { artifactType }),
          ...(annotations === undefined ? {} : { annotations }),
        },
      ];
    });
  }
}

/** Repositories by name: what a registry serves and an image layout holds. */
export class Content {
  readonly repositories = new Map<string, Repository>();

  /** The repository of that name, made where there is none yet. */
  repository(name: string): Repository {
    let repository = this.repositories.get(name);
    if (repository === undefined) {
      repository = new Repository(name);
      this.repositories.set(name, repository);
    }
    return repository;
  }
}

interface ReferrerJson {
  readonly subject?: { readonly digest?: string };
  readonly artifactType?: string;
  readonly config?: { readonly mediaType?: string };
  readonly annotations?: Record<string, string>;
}

function parsed(bytes: Buffer): ReferrerJson {
  try {
    const document: unknown = JSON.parse(bytes.toString());
    return typeof document === 'object' && document !== null ? document : {};
  } catch {
    return {};
  }
}
