import type { RegistrySettings } from '../model/image-policy.ts';
import { printable } from '../model/printable.ts';
import { isDigest } from './digest.ts';
import { RegistryError, type RepositoryName } from './source.ts';

const MAX_REPOSITORY = 512;
/** Wider than the grammar of names, and still nothing that means something in a URL. */
const SEGMENT = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/;
const TAG = /^\w[\w.-]{0,127}$/;

/** A repository at a registry or mirror. */
export interface Location {
  /** `host[:port]` */
  readonly registry: string;
  readonly repository: string;
}

/**
 * Where a repository may be asked for, in this order: the mirrors of its registry, which put a prefix of their own
 * before its name, and the registry itself.
 *
 * A tag is asked of mirrors as the container runtimes do it: what a mirror says is no proof, and none is needed,
 * because it is the digest that is found which is verified and admitted.
 * @throws RegistryError `malformed` for a name that is none
 */
export function locationsOf(
  { registry, repository }: RepositoryName,
  { mirrors }: Pick<RegistrySettings, 'mirrors'>,
): { readonly mirrors: readonly Location[]; readonly origin: Location } {
  if (repository.length > MAX_REPOSITORY || !repository.split('/').every((segment) => SEGMENT.test(segment))) {
    throw new RegistryError('malformed', `"${printable(repository)}" is not the name of a repository`);
  }
  return { mirrors: mirrors.map((mirror) => mirrored(mirror, repository)), origin: { registry, repository } };
}

function mirrored(mirror: string, repository: string): Location {
  const [registry = '', ...prefix] = mirror.split('/').filter((part) => part !== '');
  return { registry, repository: [...prefix, repository].join('/') };
}

/**
 * The paths of the API (OCI distribution spec). Names are checked before, so that nothing in them is left to encode.
 */
export function apiPath(repository: string, kind: 'manifests' | 'blobs' | 'referrers', reference: string): string {
  return `/v2/${repository}/${kind}/${reference}`;
}

/** @throws RegistryError `malformed` for a text that is neither a tag nor a digest */
export function checkReference(reference: string): void {
  if (!isDigest(reference) && !TAG.test(reference)) {
    throw new RegistryError('malformed', `"${printable(reference)}" is neither a tag nor a digest`);
  }
}

/** @throws RegistryError `malformed` for a text that is no digest */
export function checkDigest(digest: string): void {
  if (!isDigest(digest)) throw new RegistryError('malformed', `"${printable(digest)}" is not a digest`);
}
