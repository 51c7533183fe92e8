import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { ServerOptions } from 'node:https';
import { connect, type Socket } from 'node:net';
import type { RegistrySettings } from '../../src/model/image-policy.ts';
import { RegistryClient, type RegistryClientOptions } from '../../src/registry/client.ts';
import { sha256Digest } from '../../src/registry/digest.ts';
import { type Credential, type Keychain, NO_CREDENTIALS } from '../../src/registry/keychain.ts';
import type { Descriptor, ImageSource } from '../../src/registry/source.ts';
import { type Handler, startServer, startSocketServer, type TestServer } from './http-server.ts';
import { closed } from './https-client.ts';

export const INDEX_TYPE = 'application/vnd.oci.image.index.v1+json';
export const MANIFEST_TYPE = 'application/vnd.oci.image.manifest.v1+json';
export const REPOSITORY = 'team/app';

/** A client that loses patience soon. */
export const QUICK = { limits: { connect: 500, idle: 200, total: 400 } };

/** A signal that never aborts. */
export const NEVER: AbortSignal = new AbortController().signal;

/** What is thrown, by its code and message; undefined where nothing is. */
export async function failureOf(work: Promise<unknown>): Promise<{ code?: unknown; message?: string } | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    return error as { code?: unknown; message?: string };
  }
}

export function descriptorOf(bytes: Buffer, mediaType = 'application/octet-stream'): Descriptor {
  return { mediaType, digest: sha256Digest(bytes), size: bytes.length, annotations: new Map() };
}

/** The bytes of a small image manifest; other than all before. */
export function someManifest(): Buffer {
  const descriptor = { mediaType: 'application/json', digest: sha256Digest(randomBytes(8)), size: 2 };
  return Buffer.from(
    JSON.stringify({ schemaVersion: 2, mediaType: MANIFEST_TYPE, config: descriptor, layers: [descriptor] }),
  );
}

/** The bytes of an index of manifests that do not exist. */
export function someIndex(count: number): Buffer {
  const manifests = Array.from({ length: count }, () => ({
    mediaType: MANIFEST_TYPE,
    digest: sha256Digest(randomBytes(8)),
    size: 2,
  }));
  return Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: INDEX_TYPE, manifests }));
}

export function answer(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string | readonly string[]>> = {},
  body: Buffer | string = '',
): void {
  response.writeHead(status, headers as Record<string, string | string[]>).end(body);
}

export function answerManifest(response: ServerResponse, bytes: Buffer, type = MANIFEST_TYPE): void {
  answer(response, 200, { 'content-type': type }, bytes);
}

export function keychainOf(...credentials: readonly Credential[]): Keychain {
  return { id: randomBytes(4).toString('hex'), credentials: async () => credentials };
}

/** Settings of a server on this machine: declared, private, plain HTTP. */
export function settingsFor(server: { readonly host: string }, own: Partial<RegistrySettings> = {}): RegistrySettings {
  return { host: server.host, insecure: true, allowPrivate: true, mirrors: [], tokenHosts: [], ...own };
}

/** A repository at a server. */
export function nameAt({ host }: Pick<TestServer, 'host'>, repository = REPOSITORY) {
  return { registry: host, repository };
}

/** Waits until the server sees all its connections closed; the test runner ends a wait without end. */
export async function allClosed(server: TestServer): Promise<void> {
  await Promise.all([...server.connections.open].map(closed));
}

/** Servers and clients of a test, which end with it. */
export class Peers {
  readonly #open: { close(): Promise<void> }[] = [];

  async serve(handler: Handler, tls?: ServerOptions): Promise<TestServer> {
    return this.#keep(await startServer(handler, tls));
  }

  async serveSockets(onSocket: (socket: Socket) => void): Promise<TestServer> {
    return this.#keep(await startSocketServer(onSocket));
  }

  client(
    registries: readonly RegistrySettings[],
    options: Omit<RegistryClientOptions, 'registries'> = {},
  ): RegistryClient {
    return this.#keep(new RegistryClient({ random: () => 0, ...options, registries }));
  }

  /** A source without credentials, for one declared server. */
  source(server: TestServer, options: Omit<RegistryClientOptions, 'registries'> = {}): ImageSource {
    return this.client([settingsFor(server)], options).source(NO_CREDENTIALS);
  }

  async close(): Promise<void> {
    for (const one of this.#open.splice(0).reverse()) await one.close();
  }

  #keep<Closable extends { close(): Promise<void> }>(one: Closable): Closable {
    this.#open.push(one);
    return one;
  }
}

/** A proxy that answers CONNECT with a tunnel to one port of this machine, whatever it is asked for. */
export async function tunnelProxy(
  peers: Peers,
  port: number,
  status = '200 OK',
): Promise<{ readonly proxy: TestServer; readonly asked: readonly string[] }> {
  const asked: string[] = [];
  const proxy = await peers.serveSockets((socket) => {
    socket.once('data', (head) => {
      asked.push(head.toString());
      if (!status.startsWith('200')) return socket.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\n\r\n`);
      const onward = connect(port, '127.0.0.1', () => {
        socket.write(`HTTP/1.1 ${status}\r\n\r\n`);
        socket.pipe(onward).pipe(socket);
      });
      onward.on('error', () => socket.destroy());
      socket.on('close', () => onward.destroy());
      return undefined;
    });
  });
  return { proxy, asked };
}
