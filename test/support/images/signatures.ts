import { digestOf } from '../signing/encoding.ts';
import { ENVELOPE, type LegacyLayer, predicateTypeOf } from '../signing/legacy.ts';
import { BUNDLE_V03 } from '../signing/sign.ts';
import { type DescriptorJson, type Repository, TYPES } from './content.ts';

/** What a referrer with a bundle says; the defaults are what cosign 3 writes. */
export interface BundleReferrerSpec {
  readonly mediaType?: string;
  /** Instead of the object that it was made for. */
  readonly subject?: DescriptorJson;
  readonly artifactType?: string | null;
  /** In place of `dev.sigstore.bundle.predicateType`. */
  readonly predicateType?: string;
  /** All layers, where there is not just one. */
  readonly layers?: readonly DescriptorJson[];
}

const EMPTY = Buffer.from('{}');

/** Puts a bundle as a referrer of an object. The registry lists it; where it has no referrers API, see `putFallbackIndex`. */
export function putBundle(
  repository: Repository,
  subject: DescriptorJson,
  bundle: Buffer,
  spec: BundleReferrerSpec = {},
): DescriptorJson {
  const { mediaType = BUNDLE_V03, artifactType = mediaType, layers } = spec;
  return repository.putManifest({
    schemaVersion: 2,
    mediaType: TYPES.manifest,
    ...(artifactType === null ? {} : { artifactType }),
    config: { ...repository.putBlob(EMPTY, TYPES.empty), ...(artifactType === null ? {} : { artifactType }) },
    layers: layers ?? [repository.putBlob(bundle, mediaType)],
    subject: plain(spec.subject ?? subject),
    annotations: {
      'org.opencontainers.image.created': '2026-11-01T12:00:00Z',
      'dev.sigstore.bundle.content': 'dsse-envelope',
      'dev.sigstore.bundle.predicateType': spec.predicateType ?? predicateTypeOfBundle(bundle),
    },
  });
}

/** How legacy layers are stored. */
export interface LegacySpec {
  /** `sig` or `att`. Default: by the media type of the first layer. */
  readonly suffix?: 'sig' | 'att';
  readonly tagPrefix?: string;
  /** The experimental form of OCI 1.1: found by `subject`, no tag, and no top-level artifact type. */
  readonly asReferrerOf?: DescriptorJson;
}

/** Puts legacy signatures or attestations of a digest; a tag that is there already gets them added, as cosign does it. */
export function putLegacy(
  repository: Repository,
  digest: string,
  layers: readonly LegacyLayer[],
  { suffix = layers[0]?.mediaType === ENVELOPE ? 'att' : 'sig', tagPrefix = '', asReferrerOf }: LegacySpec = {},
): DescriptorJson {
  const tag = `${tagPrefix}${tagFor(digest)}.${suffix}`;
  const added = layers.map(({ mediaType, bytes, annotations }) => ({
    ...repository.putBlob(bytes, mediaType),
    annotations,
  }));
  const subject = asReferrerOf && plain(asReferrerOf);
  const all = subject === undefined ? [...layersOf(repository, tag), ...added] : added;
  const config = {
    architecture: '',
    os: '',
    config: {},
    rootfs: { type: 'layers', diff_ids: all.map((layer) => layer.digest) },
  };
  const configType = subject === undefined ? TYPES.config : 'application/vnd.dev.cosign.artifact.sig.v1+json';
  const manifest = {
    schemaVersion: 2,
    mediaType: TYPES.manifest,
    config: repository.putBlob(Buffer.from(JSON.stringify(config)), configType),
    layers: all,
    ...(subject && { subject }),
  };
  return repository.putManifest(manifest, subject === undefined ? { tag } : {});
}

/**
 * What pushing clients leave behind where a registry has no referrers API, as met in the field. `correct`;
 * `empty-artifact-type` and `no-artifact-type`: written by older libraries, without annotations; `foreign`: also lists
 * a manifest that is about something else; `dangling`: also lists one that is not there; `manifest`: the tag names
 * no index.
 */
export type FallbackForm = 'correct' | 'empty-artifact-type' | 'no-artifact-type' | 'foreign' | 'dangling' | 'manifest';

/** Puts the fallback tag of a digest, which lists referrers. */
export function putFallbackIndex(
  repository: Repository,
  digest: string,
  form: FallbackForm = 'correct',
  referrers: readonly DescriptorJson[] = repository.referrers(digest),
): DescriptorJson {
  const tag = tagFor(digest);
  const [first] = referrers;
  if (form === 'manifest' && first !== undefined) {
    repository.tags.set(tag, first.digest);
    return first;
  }
  const manifests = referrers.map((referrer) => listed(referrer, form));
  if (form === 'dangling') {
    manifests.push({ mediaType: TYPES.manifest, digest: digestOf(Buffer.from('nothing')), size: 7 });
  }
  if (form === 'foreign') {
    const other = { mediaType: TYPES.manifest, digest: digestOf(Buffer.from('other')), size: 5 };
    manifests.unshift(putBundle(repository, other, EMPTY));
  }
  return repository.putManifest({ schemaVersion: 2, mediaType: TYPES.index, manifests }, { tag });
}

/** `sha256-<hex>`. */
export function tagFor(digest: string): string {
  return digest.replace(':', '-');
}

function layersOf(repository: Repository, tag: string): readonly DescriptorJson[] {
  const stored = repository.manifest(tag);
  return stored === undefined ? [] : (JSON.parse(stored.bytes.toString()) as { layers: DescriptorJson[] }).layers;
}

function plain({ mediaType, digest, size }: DescriptorJson): DescriptorJson {
  return { mediaType, digest, size };
}

function listed(referrer: DescriptorJson, form: FallbackForm): DescriptorJson {
  if (form === 'empty-artifact-type') return { ...plain(referrer), artifactType: TYPES.empty };
  if (form === 'no-artifact-type') return plain(referrer);
  return referrer;
}

function predicateTypeOfBundle(bundle: Buffer): string {
  try {
    const { dsseEnvelope } = JSON.parse(bundle.toString()) as { dsseEnvelope?: unknown };
    return dsseEnvelope === undefined ? '' : predicateTypeOf(Buffer.from(JSON.stringify(dsseEnvelope)));
  } catch {
    return '';
  }
}
