import type { BodyCap } from './body.ts';
import { MAX_MANIFEST_BYTES, readManifest } from './document.ts';
import { headerOf, headersOf } from './header.ts';
import { nextPage } from './link-header.ts';
import { apiPath } from './location.ts';
import { essenceOf, OCI_INDEX } from './media-type.ts';
import { type Descriptor, RegistryError } from './source.ts';
import { expectOk } from './status.ts';
import type { Answer } from './transport.ts';

/** Pages may be empty, so the cap on descriptors does not bound them. */
const MAX_PAGES = 50;

/** Whose referrers are listed, and how they are asked for. */
export interface ReferrersRequest {
  readonly origin: URL;
  readonly registry: string;
  readonly repository: string;
  readonly digest: string;
  /** Most descriptors. */
  readonly max: number;
  /** A GET of a path with query. */
  readonly get: (path: string, accept: string, cap: BodyCap) => Promise<Answer>;
}

/**
 * All pages of the referrers of a digest (OCI distribution 1.1, "Listing Referrers"), without a filter: what descriptors
 * say of artifact types is often wrong. Undefined where the first answer shows that the registry has no such API.
 * @throws RegistryError
 */
export async function listReferrers(request: ReferrersRequest): Promise<readonly Descriptor[] | undefined> {
  const { origin, registry, repository, digest, max } = request;
  const path = apiPath(repository, 'referrers', digest);
  const found: Descriptor[] = [];
  let left = MAX_MANIFEST_BYTES;
  const seen = new Set<string>();
  let next: URL | undefined = new URL(path, origin);
  while (next !== undefined) {
    if (seen.has(next.href)) throw new RegistryError('protocol', `${registry} lists referrers in a circle`);
    if (seen.size === MAX_PAGES) throw tooMany(registry, `${MAX_PAGES} pages of`);
    const isFirst = seen.size === 0;
    seen.add(next.href);
    const answer: Answer = await request.get(`${next.pathname}${next.search}`, OCI_INDEX, capOf(registry, left));
    if (isFirst && hasNoSuchApi(answer)) return undefined;
    left -= answer.body.length;
    found.push(...readPage(answer, registry, isFirst));
    if (found.length > max) throw tooMany(registry, `${max}`);
    next = nextPage(headersOf(answer, 'link'), next, path);
  }
  return found;
}

function hasNoSuchApi(answer: Answer): boolean {
  return answer.status === 404 || (answer.status === 200 && essenceOf(headerOf(answer, 'content-type')) !== OCI_INDEX);
}

/** A page that is not there although another one leads to it is no list that has ended. */
function readPage(answer: Answer, registry: string, isFirst: boolean): readonly Descriptor[] {
  if (!isFirst && answer.status === 404) {
    throw new RegistryError('protocol', `${registry} has no further page of referrers where it says that there is one`);
  }
  expectOk(answer, registry, 'list of referrers');
  const { document } = readManifest(answer.body, headerOf(answer, 'content-type'), registry);
  if (document.kind === 'index') return document.manifests;
  throw new RegistryError('protocol', `${registry} answered with an image where a list of referrers was asked for`);
}

function tooMany(registry: string, most: string): RegistryError {
  return new RegistryError('too-large', `${registry} lists more than ${most} referrers`);
}

/** Of all pages together: an index has no more bytes either. */
function capOf(registry: string, left: number): BodyCap {
  return {
    bytes: left,
    tooMuch: () =>
      new RegistryError(
        'too-large',
        `the list of referrers from ${registry} has more than ${MAX_MANIFEST_BYTES} bytes`,
      ),
  };
}
