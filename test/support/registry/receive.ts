import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { digestOf } from '../signing/encoding.ts';
import { type Answer, type Exchange, failure, type Target } from './exchange.ts';

const MAX_BYTES = 64 * 1024 * 1024;

/** Begins an upload: says where to put the bytes. */
export function startUpload({ repository }: Target): Answer {
  return { status: 202, headers: { Location: `/v2/${repository}/blobs/uploads/${randomUUID()}` } };
}

/** Takes a blob in one piece. */
export async function receiveBlob({ request, content, url }: Exchange, { repository }: Target): Promise<Answer> {
  const bytes = await bodyOf(request);
  const digest = digestOf(bytes);
  if (url.searchParams.get('digest') !== digest) return failure(400, 'DIGEST_INVALID');
  content.repository(repository).putBlob(bytes, '');
  return { status: 201, headers: { Location: `/v2/${repository}/blobs/${digest}`, 'Docker-Content-Digest': digest } };
}

/** Takes a manifest by tag or digest. */
export async function receiveManifest(
  { request, content }: Exchange,
  { repository, reference }: Target,
): Promise<Answer> {
  const mediaType = request.headers['content-type'] ?? '';
  const isDigest = reference.includes(':');
  const bytes = await bodyOf(request);
  if (isDigest && digestOf(bytes) !== reference) return failure(400, 'DIGEST_INVALID');
  const { digest } = content
    .repository(repository)
    .putManifest(bytes, isDigest ? { mediaType } : { mediaType, tag: reference });
  return {
    status: 201,
    headers: { Location: `/v2/${repository}/manifests/${digest}`, 'Docker-Content-Digest': digest },
  };
}

/** The whole body of a request. */
export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new Error(`more than ${MAX_BYTES} bytes were sent`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
