import type { Dispatcher } from 'undici';
import { RegistryError } from './source.ts';

type ResponseBody = Dispatcher.ResponseData['body'];
type ResponseHeaders = Dispatcher.ResponseData['headers'];

/** What is read of a body that nobody wants, so that its connection can be used again. */
const MAX_DISCARDED_BYTES = 64 * 1024;
const MAX_DISCARD_MS = 1_000;

/** A bound on a body, and what it means to cross it. */
export interface BodyCap {
  readonly bytes: number;
  readonly tooMuch: () => RegistryError;
}

/**
 * The bytes of a body as they were sent; nothing is ever decompressed. The connection of a body that is refused ends.
 * @throws RegistryError `protocol` for a content encoding, and that of the cap; and what the body itself fails with
 */
export async function readBody(
  { headers, body }: { readonly headers: ResponseHeaders; readonly body: ResponseBody },
  cap: BodyCap,
  host: string,
): Promise<Buffer> {
  try {
    const encoding = headers['content-encoding'] ?? 'identity';
    if (typeof encoding !== 'string' || encoding.trim().toLowerCase() !== 'identity') {
      throw new RegistryError('protocol', `${host} sent a compressed answer though none was asked for`);
    }
    const announced = Number(headers['content-length'] ?? 0);
    if (announced > cap.bytes) throw cap.tooMuch();
    return await (announced > 0 ? collectInto(Buffer.allocUnsafeSlow(announced), body, cap) : collect(body, cap));
  } catch (error) {
    body.on('error', () => {}).destroy();
    throw error;
  }
}

/** Without a copy at the end, which holds everything else up where there are megabytes. */
async function collectInto(bytes: Buffer, body: ResponseBody, cap: BodyCap): Promise<Buffer> {
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    if (length + chunk.length > bytes.length) throw cap.tooMuch();
    chunk.copy(bytes, length);
    length += chunk.length;
  }
  return bytes.subarray(0, length);
}

async function collect(body: ResponseBody, cap: BodyCap): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > cap.bytes) throw cap.tooMuch();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

/**
 * Lets go of a body that is of no interest: the rest of a short one is read so that its connection can be used again,
 * the connection of a long or slow one ends. Nobody waits for that, and how it ends changes nothing.
 */
export function discardBody(body: ResponseBody): void {
  body.dump({ limit: MAX_DISCARDED_BYTES, signal: AbortSignal.timeout(MAX_DISCARD_MS) }).catch(() => {});
}
