import { IN_TOTO } from '../signing/payloads.ts';
import { type DescriptorJson, type Repository, TYPES } from './content.ts';

/** A statement about a platform, or what makes it of the platform's digest. */
export type Attested = object | ((digest: string) => object);

/**
 * How BuildKit stores attestations of a platform. `config`: as an image that nobody can run, tied to the platform by an
 * annotation alone; `artifact`: as an artifact of OCI 1.1 which names the platform as its subject.
 */
export type BuildkitForm = 'config' | 'artifact';

/** Artifact type of the newer form. */
export const ATTESTATION_MANIFEST = 'application/vnd.docker.attestation.manifest.v1+json';

/** Puts what BuildKit attaches to a platform manifest: statements that nobody signed. Gives the entry of the index. */
export function putBuildkitAttestations(
  repository: Repository,
  { mediaType, digest, size }: DescriptorJson,
  attested: readonly Attested[],
  form: BuildkitForm = 'config',
): DescriptorJson {
  const layers = attested
    .map((each) => (typeof each === 'function' ? each(digest) : each))
    .map((statement) => ({
      ...repository.putBlob(Buffer.from(JSON.stringify(statement)), IN_TOTO),
      annotations: { 'in-toto.io/predicate-type': String((statement as { predicateType?: unknown }).predicateType) },
    }));
  const manifest = {
    schemaVersion: 2,
    mediaType: TYPES.manifest,
    ...(form === 'artifact' && { artifactType: ATTESTATION_MANIFEST }),
    config:
      form === 'artifact'
        ? repository.putBlob(Buffer.from('{}'), TYPES.empty)
        : repository.putBlob(Buffer.from(JSON.stringify(configOf(layers))), TYPES.config),
    layers,
    ...(form === 'artifact' && { subject: { mediaType, digest, size } }),
  };
  return {
    ...repository.putManifest(manifest),
    annotations: { 'vnd.docker.reference.type': 'attestation-manifest', 'vnd.docker.reference.digest': digest },
    platform: { os: 'unknown', architecture: 'unknown' },
  };
}

function configOf(layers: readonly DescriptorJson[]): object {
  return {
    architecture: 'unknown',
    os: 'unknown',
    config: {},
    rootfs: { type: 'layers', diff_ids: layers.map((layer) => layer.digest) },
  };
}
