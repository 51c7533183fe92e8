import type { IncomingMessage, ServerResponse } from 'node:http';
import { USUAL_BODY } from './large-bodies.ts';
import type { ShedReason } from './metrics.ts';

/** Bytes of a refused body that are still read: the whole of a usual one. */
const DISCARD = USUAL_BODY;

/** An answer that is not a review: an HTTP status with `{code, message}` as its body. */
export class Refusal extends Error {
  override readonly name: string = 'Refusal';
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  /** @param message one line that says what is wrong and what to do; it goes to the client */
  constructor(status: number, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

const SHED_MESSAGES: Readonly<Record<ShedReason, string>> = {
  concurrency: 'too many reviews at a time',
  memory: 'too many large bodies at a time',
  draining: 'shutting down',
  'not-ready': 'no policies are loaded yet',
};

/** Sends a request away for now: the API server tries again after a 503 with Retry-After, often at another replica. */
export class Shed extends Refusal {
  override readonly name = 'Shed';
  readonly reason: ShedReason;

  constructor(reason: ShedReason) {
    super(503, `${SHED_MESSAGES[reason]}: try again`, { 'Retry-After': '1', Connection: 'close' });
    this.reason = reason;
  }
}

/** Sends a whole JSON answer in one write. */
export function sendJson(response: ServerResponse, status: number, json: string): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(json) });
  response.end(json);
}

/**
 * Sends a refusal. Where the body has not been read the connection ends with it, but not at once: closing a
 * connection under a client that is still sending resets it, and the client may never read our answer. So a
 * little more of the body is read and thrown away, the rest is not read, and the connection stays for `lingerMs`.
 */
export function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal, lingerMs: number): void {
  if (response.headersSent || response.destroyed) return;
  const json = JSON.stringify({ code: refusal.status, message: refusal.message });
  for (const [name, value] of Object.entries(refusal.headers)) response.setHeader(name, value);
  if (request.complete || !hasBody(request)) {
    sendJson(response, refusal.status, json);
    return;
  }
  response.writeHead(refusal.status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(json),
    Connection: 'close',
  });
  response.write(json);
  discardBody(request, lingerMs, () => response.end());
}

/** Whether a body follows the headers (RFC 9112, section 6.3). */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/** Calls back at the end of the body or of the time, whichever comes first. */
function discardBody(request: IncomingMessage, lingerMs: number, done: () => void): void {
  let left = DISCARD;
  const timer = setTimeout(done, lingerMs);
  request.once('close', () => clearTimeout(timer));
  request.once('end', done);
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) request.pause();
  });
}
