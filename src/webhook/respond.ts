import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ShedReason } from './metrics.ts';

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
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/json');
  response.end(json);
}

/** What becomes of the rest of a refused body. */
export interface Rest {
  /** Bytes that are read and thrown away. */
  readonly discard: number;
  /** Milliseconds for which the connection stays open once no more is read. */
  readonly linger: number;
}

/**
 * Sends a refusal. Where the body has not been read the connection ends with it, but not at once: closing a
 * connection under a client that is still sending resets it, and the client may never read our answer.
 */
export function refuse(request: IncomingMessage, response: ServerResponse, refusal: Refusal, rest: Rest): void {
  if (response.headersSent || response.destroyed) return;
  const json = JSON.stringify({ code: refusal.status, message: refusal.message });
  for (const [name, value] of Object.entries(refusal.headers)) response.setHeader(name, value);
  if (request.complete) {
    sendJson(response, refusal.status, json);
    return;
  }
  response.writeHead(refusal.status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(json),
    Connection: 'close',
  });
  response.write(json);
  discardBody(request, rest, () => response.end());
}

/** Calls back once: at the end of the body, or when it was left alone for the time. The server bounds the reading. */
function discardBody(request: IncomingMessage, { discard, linger }: Rest, done: () => void): void {
  let left = discard;
  const stop = () => {
    request.pause();
    const timer = setTimeout(done, linger);
    request.once('close', () => clearTimeout(timer));
  };
  request.once('end', done);
  if (left === 0) {
    stop();
    return;
  }
  const take = (chunk: Buffer) => {
    left -= chunk.length;
    if (left > 0) return;
    request.off('data', take);
    stop();
  };
  request.on('data', take);
}
