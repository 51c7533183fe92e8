import type { RegistrySettings } from '../model/image-policy.ts';
import { printable } from '../model/printable.ts';
import { isDigest } from './digest.ts';
import type { Endpoint, Endpoints } from './endpoint.ts';
import { type RepositoryName, RegistryError } from './source.ts';

const MAX_REPOSITORY = 512;
/** Wider than the grammar of names, and still nothing that means something in a URL. */
const SEGMENT = /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/;
const TAG = /^\w[\w.-]{0,127}$/;

/** A repository at a registry or mirror. */
export interface Location {
  readonly endpoint: Endpoint;
  readonly repository: string;
}

/**
 * Where a repository may be asked for, in this order: the mirrors of its registry, which put a prefix of their own
 * before its name, and the registry itself, which is always the last one.
 *
 * A tag is asked of mirrors as the container runtimes do it: what a mirror says is no proof, and none is needed,
 * because it is the digest that is found which is verified and admitted.
 * @throws RegistryError `malformed` for a name that is none, `blocked` for a registry that we do not ask
 */
export function locationsOf({ registry, repository }: RepositoryName, endpoints: Endpoints): readonly Location[] {
  if (repository.length > MAX_REPOSITORY || !repository.split('/').every((segment) => SEGMENT.test(segment))) {
    throw new RegistryError('malformed', `"${printable(repository)}" is not the name of a repository`);
  }
  const endpoint = endpoints.endpointOf(registry);
  return [...mirrorsOf(endpoint.settings, repository, endpoints), { endpoint, repository }];
}

function mirrorsOf(settings: RegistrySettings, repository: string, endpoints: Endpoints): readonly Location[] {
  return settings.mirrors.map((mirror) => {
    const [host = '', ...prefix] = mirror.split('/').filter((part) => part !== '');
    return { endpoint: endpoints.endpointOf(host), repository: [...prefix, repository].join('/') };
  });
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
