import { gzipSync } from 'node:zlib';
import { TYPES } from '../images/content.ts';
import { digestOf } from '../signing/encoding.ts';
import { type Answer, type Exchange, failure, json } from './exchange.ts';

/** Answers in place of an honest registry. undefined: it does so by itself, or never. */
export type Misdeed = (exchange: Exchange) => Answer | undefined | Promise<Answer | undefined>;

const CHUNK = Buffer.alloc(64 * 1024, 'x');

/** An answer without end, as fast as the client reads. */
export function infiniteBody(): Misdeed {
  return async (exchange) => {
    const { response } = exchange;
    response.writeHead(200, await honestHeaders(exchange));
    const pump = () => {
      while (!response.destroyed && response.write(CHUNK));
    };
    response.on('drain', pump);
    pump();
    return undefined;
  };
}

/** One byte at a time, for ever. */
export function drippingBody(everyMs = 20): Misdeed {
  return async (exchange) => {
    const { response } = exchange;
    response.writeHead(200, await honestHeaders(exchange));
    const timer = setInterval(() => response.write('x'), everyMs);
    response.once('close', () => clearInterval(timer));
    return undefined;
  };
}

/** The honest answer with its body changed in one bit; the headers still say what they should. */
export function wrongBytes(): Misdeed {
  return changed((answer) => {
    const bytes = Buffer.from(answer.body ?? '');
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    return { ...answer, body: bytes };
  });
}

/** Other bytes, well-formed, in place of those that were asked for. */
export function otherBytes(body: Buffer | string): Misdeed {
  return changed((answer) => ({ ...answer, body }));
}

/** Honest but for some headers; null leaves one out. */
export function otherHeaders(headers: Readonly<Record<string, string | null>>): Misdeed {
  return changed((answer) => {
    const all = Object.entries({ ...answer.headers, ...headers });
    return {
      ...answer,
      headers: Object.fromEntries(all.flatMap(([name, value]) => (value === null ? [] : [[name, value]]))),
    };
  });
}

/** A `Docker-Content-Digest` of something else. */
export function lyingDigest(digest = digestOf(Buffer.from('a lie'))): Misdeed {
  return otherHeaders({ 'Docker-Content-Digest': digest });
}

/** Zeros, compressed a thousandfold. */
export function gzipBomb(mebibytes = 64): Misdeed {
  const body = gzipSync(Buffer.alloc(mebibytes * 1024 * 1024));
  return changed(({ headers }) => ({ status: 200, headers: { ...headers, 'Content-Encoding': 'gzip' }, body }));
}

/** The honest bytes, compressed though nobody asked for that. */
export function gzipped(): Misdeed {
  return changed((answer) => ({
    ...answer,
    headers: { ...answer.headers, 'Content-Encoding': 'gzip' },
    body: gzipSync(Buffer.from(answer.body ?? '')),
  }));
}

/** Sends the client to where `to` says; the path is added to a bare origin. */
export function redirect(to: string | ((exchange: Exchange) => string), status = 307): Misdeed {
  return (exchange) => {
    const target = typeof to === 'string' ? to : to(exchange);
    const isOrigin = /^[a-z]+:\/\/[^/]+$/.test(target);
    return { status, headers: { Location: isOrigin ? target + (exchange.request.url ?? '') : target } };
  };
}

/** Round and round on the same host. */
export function redirectLoop(): Misdeed {
  return redirect(({ url }) => `${url.pathname}?turn=${Number(url.searchParams.get('turn') ?? 0) + 1}`);
}

/** Always the same status, as a registry in trouble gives it. */
export function status(code: number, headers: Readonly<Record<string, string>> = {}): Misdeed {
  return () => failure(code, code === 429 ? 'TOOMANYREQUESTS' : 'UNKNOWN', headers);
}

/** 429. `retryAfter`: seconds or a date. */
export function throttle(retryAfter?: string): Misdeed {
  return status(429, retryAfter === undefined ? {} : { 'Retry-After': retryAfter });
}

/** A page for people, with status 200. */
export function html(): Misdeed {
  return () => ({
    status: 200,
    headers: { 'Content-Type': 'text/html' },
    body: '<!doctype html><title>Sign in</title>',
  });
}

/** Takes the request and says nothing. */
export function silence(): Misdeed {
  return () => undefined;
}

/** Cuts the connection with a reset, before a word or in the middle of the body. */
export function reset(when: 'before' | 'within' = 'before'): Misdeed {
  return async (exchange) => {
    const { response, request } = exchange;
    if (when === 'before') request.socket.resetAndDestroy();
    else {
      response.writeHead(200, { ...(await honestHeaders(exchange)), 'Content-Length': '100000' });
      response.write(CHUNK.subarray(0, 100), () => request.socket.resetAndDestroy());
    }
    return undefined;
  };
}

/** Each request for the manifest of a tag finds the next of these digests, over and over. */
export function movingTag(digests: readonly string[]): Misdeed {
  let turn = 0;
  return ({ target, content, answer }) => {
    if (target?.kind === 'manifests' && !target.reference.includes(':')) {
      content.repository(target.repository).tags.set(target.reference, digests[turn++ % digests.length] ?? '');
    }
    return answer();
  };
}

/** A referrers page, or a whole list, with so many descriptors of manifests that are not there. */
export function manyReferrers(count = 100_000): Misdeed {
  return () =>
    json(
      200,
      { schemaVersion: 2, mediaType: TYPES.index, manifests: descriptors(count) },
      { 'Content-Type': TYPES.index },
    );
}

/** Pages of referrers without end, each of one descriptor. */
export function endlessPages(): Misdeed {
  return ({ url }) => {
    const page = Number(url.searchParams.get('page') ?? 0);
    const [, manifest] = descriptors(page + 2).slice(-2);
    const headers = { 'Content-Type': TYPES.index, Link: `<${url.pathname}?page=${page + 1}>; rel="next"` };
    return json(200, { schemaVersion: 2, mediaType: TYPES.index, manifests: [manifest] }, headers);
  };
}

/** A token of so many characters, or one that is no text at all. */
export function oddToken(token: unknown = 'x'.repeat(1024 * 1024)): Misdeed {
  return () => json(200, { token });
}

/** Descriptors of manifests that nobody has, all different. */
export function descriptors(
  count: number,
): readonly { readonly mediaType: string; readonly digest: string; readonly size: number }[] {
  return Array.from({ length: count }, (_, at) => ({
    mediaType: TYPES.manifest,
    digest: `sha256:${at.toString(16).padStart(64, '0')}`,
    size: 500,
  }));
}

function changed(change: (answer: Answer) => Answer): Misdeed {
  return async ({ answer }) => change(await answer());
}

/** Headers of the honest answer that do not depend on its length. */
async function honestHeaders({ answer }: Exchange): Promise<Readonly<Record<string, string>>> {
  return (await answer()).headers ?? {};
}
