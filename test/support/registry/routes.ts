import { TYPES } from '../images/content.ts';
import { type Answer, type Exchange, failure, json, type Target } from './exchange.ts';
import { receiveBlob, receiveManifest, startUpload } from './receive.ts';

/** How an honest registry behaves. */
export interface RouteOptions {
  /** The referrers API of OCI distribution 1.1. Default true. */
  readonly referrers?: boolean;
  /** Descriptors on a page of referrers. Default: all. */
  readonly pageSize?: number;
  /** Serves a manifest only to those who accept its very type, as docker-registry does. Default true. */
  readonly strictAccept?: boolean;
}

/** What a registry without faults answers. */
export async function route(exchange: Exchange, options: RouteOptions): Promise<Answer> {
  const { request, target, url } = exchange;
  const { method } = request;
  if (url.pathname === '/v2/') return json(200, {});
  if (target === undefined) return notFound();
  if (method === 'GET' || method === 'HEAD') return read(exchange, target, options);
  if (method === 'POST' && target.kind === 'uploads') return startUpload(target);
  if (method === 'PUT' && target.kind === 'uploads') return receiveBlob(exchange, target);
  if (method === 'PUT' && target.kind === 'manifests') return receiveManifest(exchange, target);
  return failure(405, 'UNSUPPORTED');
}

function read(exchange: Exchange, target: Target, options: RouteOptions): Answer {
  switch (target.kind) {
    case 'manifests':
      return manifest(exchange, target, options);
    case 'blobs':
      return blob(exchange, target);
    case 'referrers':
      return options.referrers === false ? notFound() : referrers(exchange, target, options);
    case 'tags':
      return tags(exchange, target);
    case 'uploads':
      return failure(404, 'BLOB_UPLOAD_UNKNOWN');
  }
}

function manifest(
  { content, request }: Exchange,
  { repository, reference }: Target,
  { strictAccept = true }: RouteOptions,
): Answer {
  const stored = content.repositories.get(repository)?.manifest(reference);
  if (stored === undefined) return failure(404, 'MANIFEST_UNKNOWN');
  const { mediaType, bytes, digest } = stored;
  const accepted = (request.headers.accept ?? '').split(',').map((type) => type.trim());
  if (strictAccept && !accepted.includes(mediaType)) return failure(404, 'MANIFEST_UNKNOWN');
  return { status: 200, headers: { 'Content-Type': mediaType, 'Docker-Content-Digest': digest }, body: bytes };
}

function blob({ content }: Exchange, { repository, reference }: Target): Answer {
  const bytes = content.repositories.get(repository)?.blobs.get(reference);
  if (bytes === undefined) return failure(404, 'BLOB_UNKNOWN');
  const headers = { 'Content-Type': 'application/octet-stream', 'Docker-Content-Digest': reference };
  return { status: 200, headers, body: bytes };
}

function referrers({ content, url }: Exchange, { repository, reference }: Target, { pageSize }: RouteOptions): Answer {
  const all = content.repositories.get(repository)?.referrers(reference) ?? [];
  const page = Number(url.searchParams.get('page') ?? 0);
  const size = pageSize ?? Math.max(1, all.length);
  const more = (page + 1) * size < all.length;
  const manifests = all.slice(page * size, (page + 1) * size);
  return json(
    200,
    { schemaVersion: 2, mediaType: TYPES.index, manifests },
    { 'Content-Type': TYPES.index, ...(more && { Link: `<${url.pathname}?page=${page + 1}>; rel="next"` }) },
  );
}

function tags({ content }: Exchange, { repository: name, reference }: Target): Answer {
  const repository = content.repositories.get(name);
  if (repository === undefined || reference !== 'list') return failure(404, 'NAME_UNKNOWN');
  return json(200, { name, tags: [...repository.tags.keys()] });
}

function notFound(): Answer {
  return { status: 404, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: '404 page not found\n' };
}
