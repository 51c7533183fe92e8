import type { IncomingMessage } from 'node:http';
import { Refusal, Shed } from './respond.ts';

/** Asked before `more` bytes of a body are kept; false refuses them. */
export type Hold = (more: number) => boolean;

/**
 * Checks the headers of a request that must carry a review.
 * @throws Refusal 405 or 415
 */
export function checkHeaders({ method, headers }: IncomingMessage): void {
  if (method !== 'POST') throw new Refusal(405, 'use POST', { Allow: 'POST' });
  const type = headers['content-type'];
  if (type !== 'application/json') checkContentType(type);
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new Refusal(415, 'send the body without Content-Encoding');
  }
}

function checkContentType(type = ''): void {
  const [mediaType, ...parameters] = type.split(';').map((part) => part.trim().toLowerCase());
  if (mediaType !== 'application/json') throw new Refusal(415, 'send the review with Content-Type: application/json');
  const charset = parameters.find((parameter) => parameter.startsWith('charset='));
  if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset)) {
    throw new Refusal(415, 'send the review in UTF-8 (RFC 8259, section 8.1)');
  }
}

/**
 * Reads a body of at most `max` bytes.
 * @returns undefined where the client left before the end
 * @throws Refusal 400 for no body, 413 past the limit, 503 where `hold` finds no room
 */
export function readBody(request: IncomingMessage, max: number, hold: Hold): Promise<Buffer | undefined> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > max) return Promise.reject(tooLarge(max));
  const { promise, resolve, reject } = Promise.withResolvers<Buffer | undefined>();
  const chunks: Buffer[] = [];
  let held = 0;
  const stop = (refusal: Refusal) => {
    request.off('data', take);
    chunks.length = 0;
    reject(refusal);
  };
  const take = (chunk: Buffer) => {
    if (held + chunk.length > max) return stop(tooLarge(max));
    if (!hold(chunk.length)) return stop(new Shed('memory'));
    held += chunk.length;
    chunks.push(chunk);
  };
  request.on('data', take);
  request.once('end', () => {
    const [only] = chunks;
    if (only === undefined) reject(new Refusal(400, 'the body is empty: send an AdmissionReview'));
    else resolve(chunks.length === 1 ? only : Buffer.concat(chunks, held));
  });
  request.once('close', () => resolve(undefined));
  return promise;
}

function tooLarge(max: number): Refusal {
  return new Refusal(413, `the body is larger than the limit of ${max} bytes`);
}
