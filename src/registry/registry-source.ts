import type { AuthorizedGetter } from './authorized-getter.ts';
import type { BodyCap } from './body.ts';
import { abandoned } from './deadline.ts';
import { digestLike, hasDigest, isDigest, sha256Digest } from './digest.ts';
import { MAX_MANIFEST_BYTES, readManifest } from './document.ts';
import type { Endpoints } from './endpoint.ts';
import { headerOf } from './header.ts';
import type { Keychain } from './keychain.ts';
import { apiPath, checkDigest, checkReference, type Location, locationsOf } from './location.ts';
import { DOCUMENT_KINDS, } from './media-type.ts';
import { listReferrers } from './referrers.ts';
import { type Descriptor, type FetchedManifest, type ImageSource, RegistryError, type RepositoryName } from './source.ts';
import type { Answer } from './transport.ts';

const MANIFEST_TYPES = [...DOCUMENT_KINDS.keys()].join(', ');

/** Images at registries, asked for with one keychain. */
export class RegistrySource implements ImageSource {
  readonly #getter: AuthorizedGetter;
  readonly #endpoints: Endpoints;
  readonly #keychain: Keychain;

  constructor(getter: AuthorizedGetter, endpoints: Endpoints, keychain: Keychain) {
    this.#getter = getter;
    this.#endpoints = endpoints;
    this.#keychain = keychain;
  }

  async manifest(name: RepositoryName, reference: string, signal: AbortSignal): Promise<FetchedManifest> {
    checkReference(reference);
    return this.#firstOf(name, signal, async (location) => {
      const { registry } = location.endpoint;
      const path = apiPath(location.repository, 'manifests', reference);
      const cap = {
        bytes: MAX_MANIFEST_BYTES,
        tooMuch: () => tooLarge(`the manifest from ${registry}`, MAX_MANIFEST_BYTES),
      };
      const answer = await this.#get(location, { path, accept: MANIFEST_TYPES, cap }, signal);
      const bytes = answer.body;
      if (isDigest(reference)) checkBytes(bytes, reference, registry);
      checkClaim(answer, bytes, registry);
      const digest = isDigest(reference) ? reference : sha256Digest(bytes);
      return { digest, bytes, ...readManifest(bytes, headerOf(answer, 'content-type'), registry) };
    });
  }

  async blob(name: RepositoryName, descriptor: Descriptor, maxBytes: number, signal: AbortSignal): Promise<Buffer> {
    const { digest, size } = descriptor;
    checkDigest(digest);
    if (size > maxBytes) throw tooLarge(`the blob ${digest} of ${name.registry}`, maxBytes);
    return this.#firstOf(name, signal, async (location) => {
      const { registry } = location.endpoint;
      const wrongSize = () =>
        new RegistryError('digest', `${registry} has not the ${size} bytes for ${digest} that its descriptor promises`);
      const cap = { bytes: size, tooMuch: wrongSize };
      const path = apiPath(location.repository, 'blobs', digest);
      const { body } = await this.#get(location, { path, accept: 'application/octet-stream, */*', cap }, signal);
      if (body.length !== size) throw wrongSize();
      checkBytes(body, digest, registry);
      return body;
    });
  }

  /**
   * As of the interface. That a mirror has none says nothing of the registry: pull-through mirrors know of images alone.
   */
  async referrers(
    name: RepositoryName,
    digest: string,
    max: number,
    signal: AbortSignal,
  ): Promise<readonly Descriptor[] | undefined> {
    checkDigest(digest);
    return this.#firstOf(name, signal, async (location, isMirror) => {
      const get = (path: string, accept: string, cap: BodyCap) => this.#send(location, { path, accept, cap }, signal);
      const found = await listReferrers(get, location, digest, max);
      if (isMirror && (found === undefined || found.length === 0)) {
        throw new RegistryError('absent', `${location.endpoint.registry} knows of no referrers`);
      }
      return found;
    });
  }

  /** What the first place that has it answers; the registry itself, which comes last, has the last word. */
  async #firstOf<Value>(
    name: RepositoryName,
    signal: AbortSignal,
    ask: (location: Location, isMirror: boolean) => Promise<Value>,
  ): Promise<Value> {
    const locations = locationsOf(name, this.#endpoints);
    for (const location of locations.slice(0, -1)) {
      try {
        return await ask(location, true);
      } catch (error) {
        if (!(error instanceof RegistryError)) throw error;
        if (signal.aborted) throw abandoned(location.endpoint.registry, signal);
      }
    }
    return ask(locations.at(-1) as Location, false);
  }
