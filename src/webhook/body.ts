import type { IncomingMessage } from 'node:http';
import { USUAL_BODY } from './large-bodies.ts';
import { Refusal, Shed } from './respond.ts';

export interface BodyBounds {
  /** Bytes. */
  readonly max: number;
  /** Milliseconds in which a large body must arrive once its turn has come. */
  readonly largeBodyMs: number;
}

/** Where the memory for a body comes from. */
export interface BodyMemory {
  /** Asked before more bytes of a usual body are kept; false refuses them. */
  hold(bytes: number): boolean;
  /** Asked before any byte of a large body is read; false refuses it. */
  holdLarge(bytes: number): Promise<boolean>;
}

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
 * Reads a body of at most `max` bytes. A large one, or one that does not tell its length, waits for its turn
 * and must then arrive without delay.
 * @returns undefined where the client left before the end
 * @throws Refusal 400 for no body, 408 for a large one that is late, 413 past the limit, 503 for want of memory
 */
export async function readBody(
  request: IncomingMessage,
  { max, largeBodyMs }: BodyBounds,
  memory: BodyMemory,
): Promise<Buffer | undefined> {
  const length = request.headers['content-length'];
  const expected = length === undefined ? max : Number(length);
  if (expected > max) throw tooLarge(max);
  if (expected <= USUAL_BODY) return collect(request, max, (bytes) => memory.hold(bytes));
  if (!(await memory.holdLarge(expected))) throw new Shed('memory');
  return collect(request, max, () => true, largeBodyMs);
}

function collect(
  request: IncomingMessage,
  max: number,
  hold: (bytes: number) => boolean,
  limitMs?: number,
): Promise<Buffer | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer | undefined>();
  const chunks: Buffer[] = [];
  let size = 0;
  const stop = (refusal: Refusal) => {
    request.off('data', take);
    chunks.length = 0;
    reject(refusal);
  };
  const take = (chunk: Buffer) => {
    size += chunk.length;
    if (size > max) stop(tooLarge(max));
    else if (hold(chunk.length)) chunks.push(chunk);
    else stop(new Shed('memory'));
  };
  const timer = limitMs === undefined ? undefined : setTimeout(() => stop(tooSlow(limitMs)), limitMs);
  request.on('data', take);
  request.once('end', () => {
    clearTimeout(timer);
    const [only] = chunks;
    if (only === undefined) reject(new Refusal(400, 'the body is empty: send an AdmissionReview'));
    else resolve(chunks.length === 1 ? only : Buffer.concat(chunks, size));
  });
  request.once('close', () => {
    clearTimeout(timer);
    resolve(undefined);
  });
  return promise;
}

function tooSlow(limitMs: number): Refusal {
  return new Refusal(408, `a body of more than ${USUAL_BODY} bytes must arrive within ${limitMs} ms`);
}

function tooLarge(max: number): Refusal {
  return new Refusal(413, `the body is larger than the limit of ${max} bytes`);
}
