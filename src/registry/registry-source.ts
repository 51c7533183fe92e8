import type { AuthorizedGetter } from './authorized-getter.ts';
import type { BodyCap } from './body.ts';
import { abandoned } from './deadline.ts';
import { digestLike, hasDigest, hasDigestInTurns, isDigest, sha256Digest } from './digest.ts';
import { MAX_MANIFEST_BYTES, readManifest } from './document.ts';
import type { Endpoint, Endpoints } from './endpoint.ts';
import { headerOf } from './header.ts';
import type { Keychain } from './keychain.ts';
import { apiPath, checkDigest, checkReference, type Location, locationsOf } from './location.ts';
import { DOCUMENT_KINDS } from './media-type.ts';
import { listReferrers } from './referrers.ts';
import {
  type Descriptor,
  type FetchedManifest,
  type ImageSource,
  RegistryError,
  type RepositoryName,
} from './source.ts';
import { expectOk } from './status.ts';
import type { Answer } from './transport.ts';
import { transportError } from './transport-error.ts';

const MANIFEST_TYPES = [...DOCUMENT_KINDS.keys()].join(', ');
const BLOB_TYPES = 'application/octet-stream, */*';

/** A repository that can be asked. */
interface Place {
  readonly endpoint: Endpoint;
  readonly repository: string;
  readonly isMirror: boolean;
  readonly signal: AbortSignal;
}

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
    return this.#firstOf(name, signal, async (place) => {
      const { registry } = place.endpoint;
      const cap = capOf(MAX_MANIFEST_BYTES, `the manifest from ${registry}`);
      const answer = await this.#get(place, apiPath(place.repository, 'manifests', reference), MANIFEST_TYPES, cap);
      expectOk(answer, registry, 'image');
      const digest = isDigest(reference) ? reference : sha256Digest(answer.body);
      checkBytes(answer.body, digest, registry);
      checkClaim(answer, registry);
      return { digest, bytes: answer.body, ...readManifest(answer.body, headerOf(answer, 'content-type'), registry) };
    });
  }

  async blob(name: RepositoryName, descriptor: Descriptor, maxBytes: number, signal: AbortSignal): Promise<Buffer> {
    const { digest, size } = descriptor;
    checkDigest(digest);
    if (size > maxBytes) throw capOf(maxBytes, `the blob ${digest} at ${name.registry}`).tooMuch();
    return this.#firstOf(name, signal, async (place) => {
      const { registry } = place.endpoint;
      const wrongSize = () =>
        new RegistryError('digest', `${registry} has not the ${size} bytes that are promised for ${digest}`);
      const cap = { bytes: size, tooMuch: wrongSize };
      const answer = await this.#get(place, apiPath(place.repository, 'blobs', digest), BLOB_TYPES, cap);
      expectOk(answer, registry, 'blob');
      if (answer.body.length !== size) throw wrongSize();
      if (await hasDigestInTurns(answer.body, digest)) return answer.body;
      throw otherBytes(digest, registry);
    });
  }

  /** That a mirror has none says nothing of the registry: pull-through mirrors know of images alone. */
  async referrers(
    name: RepositoryName,
    digest: string,
    max: number,
    signal: AbortSignal,
  ): Promise<readonly Descriptor[] | undefined> {
    checkDigest(digest);
    return this.#firstOf(name, signal, async (place) => {
      const { registry, reach } = place.endpoint;
      const found = await listReferrers({
        origin: reach.origin,
        registry,
        repository: place.repository,
        digest,
        max,
        get: (path, accept, cap) => this.#get(place, path, accept, cap),
      });
      if (!place.isMirror || (found !== undefined && found.length > 0)) return found;
      throw new RegistryError('absent', `the mirror ${registry} knows of no referrers`);
    });
  }

  #get({ endpoint, repository, signal }: Place, path: string, accept: string, cap: BodyCap): Promise<Answer> {
    return this.#getter.get({ endpoint, repository, path, accept, cap }, this.#keychain, signal);
  }

  /** The answer of the first place that has one; the registry itself comes last, and its error is the one that counts. */
  async #firstOf<Value>(
    name: RepositoryName,
    signal: AbortSignal,
    ask: (place: Place) => Promise<Value>,
  ): Promise<Value> {
    const { mirrors, origin } = locationsOf(name, this.#endpoints.settingsOf(name.registry));
    for (const mirror of mirrors) {
      try {
        return await this.#askAt(mirror, true, signal, ask);
      } catch (error) {
        if (signal.aborted) throw error;
      }
    }
    return this.#askAt(origin, false, signal, ask);
  }

  /** @throws RegistryError and nothing else */
  async #askAt<Value>(
    { registry, repository }: Location,
    isMirror: boolean,
    signal: AbortSignal,
    ask: (place: Place) => Promise<Value>,
  ): Promise<Value> {
    try {
      return await ask({ endpoint: this.#endpoints.endpointOf(registry), repository, isMirror, signal });
    } catch (error) {
      if (error instanceof RegistryError) throw error;
      throw signal.aborted ? abandoned(registry, signal) : transportError(error, registry);
    }
  }
}

function checkBytes(bytes: Buffer, digest: string, registry: string): void {
  if (!hasDigest(bytes, digest)) throw otherBytes(digest, registry);
}

function otherBytes(digest: string, registry: string): RegistryError {
  return new RegistryError('digest', `${registry} answered with other bytes than those of ${digest}`);
}

/** `Docker-Content-Digest` proves nothing; but where it is well-formed and wrong, someone is lying or broken. */
function checkClaim(answer: Answer, registry: string): void {
  const claimed = headerOf(answer, 'docker-content-digest');
  if (claimed === undefined || !isDigest(claimed) || digestLike(claimed, answer.body) === claimed) return;
  throw new RegistryError('digest', `${registry} sent bytes that are not those of the digest in its own header`);
}

function capOf(bytes: number, what: string): BodyCap {
  return { bytes, tooMuch: () => new RegistryError('too-large', `${what} has more than ${bytes} bytes`) };
}
