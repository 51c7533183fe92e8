import { hashOf } from '../signing/encoding.ts';
import { type Attested, type BuildkitForm, putBuildkitAttestations } from './buildkit.ts';
import { type DescriptorJson, type Repository, TYPES } from './content.ts';

/** What an image says of itself. */
export interface ImageSpec {
  /** `os/architecture[/variant]`. Default `linux/amd64`. */
  readonly platform?: string;
  readonly user?: string;
  readonly env?: readonly string[];
  readonly exposedPorts?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  /** RFC 3339; null: none. */
  readonly created?: string | null;
  /** Tells images apart that are alike otherwise. */
  readonly content?: string;
  /** Media types of Docker instead of OCI. */
  readonly docker?: boolean;
  readonly tag?: string;
}

/** Puts an image of one layer. */
export function putImage(repository: Repository, spec: ImageSpec = {}): DescriptorJson {
  const { docker = false, tag } = spec;
  const layerBytes = Buffer.from(spec.content ?? 'layer');
  const config = Buffer.from(JSON.stringify(imageConfig(spec, layerBytes)));
  const manifest = {
    schemaVersion: 2,
    mediaType: docker ? TYPES.dockerManifest : TYPES.manifest,
    config: repository.putBlob(config, docker ? TYPES.dockerConfig : TYPES.config),
    layers: [repository.putBlob(layerBytes, TYPES.layer)],
  };
  return repository.putManifest(manifest, tag === undefined ? {} : { tag });
}

export interface IndexSpec {
  /** Images of it. Default: linux/amd64 and linux/arm64. */
  readonly images?: readonly ImageSpec[];
  /** An attestation manifest of BuildKit for each image, with the in-toto statements given. */
  readonly attestations?: readonly Attested[];
  /** How these are stored. Default `config`. */
  readonly attestationForm?: BuildkitForm;
  readonly docker?: boolean;
  readonly tag?: string;
}

/** An index and the images in it. */
export interface PutIndex {
  readonly index: DescriptorJson;
  /** In the order of the index, with their platforms. */
  readonly platforms: readonly DescriptorJson[];
  readonly attestations: readonly DescriptorJson[];
}

/** Puts an image for several platforms. */
export function putIndex(repository: Repository, spec: IndexSpec = {}): PutIndex {
  const { images = [{ platform: 'linux/amd64' }, { platform: 'linux/arm64' }], docker = false, tag } = spec;
  const platforms = images.map((image) => ({
    ...putImage(repository, { content: `layer of ${image.platform}`, docker, ...image }),
    platform: platformOf(image),
  }));
  const { attestations: attested, attestationForm } = spec;
  const attestations =
    attested === undefined
      ? []
      : platforms.map((platform) => putBuildkitAttestations(repository, platform, attested, attestationForm));
  const mediaType = docker ? TYPES.dockerIndex : TYPES.index;
  const document = { schemaVersion: 2, mediaType, manifests: [...platforms, ...attestations] };
  return { index: repository.putManifest(document, tag === undefined ? {} : { tag }), platforms, attestations };
}

function imageConfig({ user, env, exposedPorts, labels, created, ...spec }: ImageSpec, layer: Buffer): object {
  return {
    ...(created === null ? {} : { created: created ?? '2026-11-01T12:00:00Z' }),
    ...platformOf(spec),
    config: {
      ...(user === undefined ? {} : { User: user }),
      ...(env === undefined ? {} : { Env: env }),
      ...(exposedPorts === undefined
        ? {}
        : { ExposedPorts: Object.fromEntries(exposedPorts.map((port) => [port, {}])) }),
      ...(labels === undefined ? {} : { Labels: labels }),
    },
    rootfs: { type: 'layers', diff_ids: [`sha256:${hashOf(layer).toString('hex')}`] },
  };
}

function platformOf({ platform = 'linux/amd64' }: ImageSpec): { os: string; architecture: string; variant?: string } {
  const [os = '', architecture = '', variant] = platform.split('/');
  return { os, architecture, ...(variant === undefined ? {} : { variant }) };
}
