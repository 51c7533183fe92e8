import { type Dispatcher, Pool, ProxyAgent } from 'undici';
import { BoundedMap } from './bounded-map.ts';
import { guardedConnector, type Resolve } from './connector.ts';
import type { Reach } from './endpoint.ts';
import { type ProxyVariables, proxyFor } from './proxy.ts';
import { Slots } from './slots.ts';
import { RegistryError } from './source.ts';

/** Hosts come from references, so anyone may make up any number of them. */
const MAX_ORIGINS = 64;
const SOCKETS_PER_ORIGIN = 8;
const KEEP_ALIVE_MS = 30_000;
const MAX_HEADER_BYTES = 16 * 1024;

/** How long requests may take, in milliseconds. */
export interface RegistryLimits {
  /** Until a connection stands, TLS included. */
  readonly connect: number;
  /** Between two pieces of a body. */
  readonly idle: number;
  /** One request, with its body. */
  readonly total: number;
}

export const DEFAULT_LIMITS: RegistryLimits = { connect: 2_000, idle: 5_000, total: 15_000 };

/** A way to an origin. */
export interface Route {
  readonly dispatcher: Dispatcher;
  /** As many as there are connections. Who waits here and not inside of the dispatcher can tell waiting from asking. */
  readonly slots: Slots;
  /** The host, and the proxy before it, for messages. */
  readonly name: string;
}

/** The connections of a client, in one pool for each origin and how it may be reached. */
export class Dispatchers {
  readonly #routes = new BoundedMap<Route>(MAX_ORIGINS, { onForget: retire });
  readonly #limits: RegistryLimits;
  readonly #env: ProxyVariables;
  readonly #resolve: Resolve;
  #isClosed = false;

  constructor(options: { readonly limits: RegistryLimits; readonly env: ProxyVariables; readonly resolve: Resolve }) {
    this.#limits = options.limits;
    this.#env = options.env;
    this.#resolve = options.resolve;
  }

  /** @throws RegistryError `unreachable` after `close`, and where the way leads through a proxy whose URL is none */
  routeTo(reach: Reach): Route {
    if (this.#isClosed) {
      throw new RegistryError('unreachable', `${reach.origin.host} is not asked: the registry client is closed`);
    }
    const tls = `${reach.tls?.host ?? ''} ${reach.showsClientCertificate}`;
    const key = `${reach.origin.origin} ${reach.allowPrivate} ${tls}`;
    const known = this.#routes.get(key);
    if (known !== undefined) return known;
    const route = this.#open(reach);
    this.#routes.set(key, route);
    return route;
  }

  /** Ends all connections at once, with the requests on them. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#routes.drain().map(({ dispatcher }) => dispatcher.destroy()));
  }

  #open(reach: Reach): Route {
    const { origin, allowPrivate } = reach;
    const tls = tlsOf(reach);
    const limits = {
      connections: SOCKETS_PER_ORIGIN,
      allowH2: false,
      maxHeaderSize: MAX_HEADER_BYTES,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      headersTimeout: this.#limits.total,
      bodyTimeout: this.#limits.idle,
    };
    const timeout = this.#limits.connect;
    const slots = new Slots(SOCKETS_PER_ORIGIN);
    const proxy = proxyFor(origin, this.#env);
    if (proxy === undefined) {
      const connect = guardedConnector({ timeout, allowPrivate, resolve: this.#resolve, tls });
      return { dispatcher: new Pool(origin, { ...limits, connect }), slots, name: origin.host };
    }
    // The proxy looks names up and connects; its own address is the choice of whoever set the variable.
    const dispatcher = new ProxyAgent({
      ...limits,
      uri: proxy.href,
      connectTimeout: timeout,
      requestTls: { ...tls, allowH2: false, timeout },
      proxyTls: { allowH2: false, timeout },
      clientFactory: (proxyOrigin, options) => new Pool(proxyOrigin, { ...limits, ...options }),
      factory: (target, options) => new Pool(target, { ...limits, ...options }),
    });
    return { dispatcher, slots, name: `${origin.host} through the proxy ${proxy.host}` };
  }
}

function tlsOf({ tls, showsClientCertificate }: Reach): { ca?: string; cert?: string; key?: string } {
  const shown = showsClientCertificate ? tls?.clientCertificate : undefined;
  return {
    ...(tls?.ca === undefined ? {} : { ca: tls.ca }),
    ...(shown === undefined ? {} : { cert: shown.cert, key: shown.key }),
  };
}

/** Requests on their way still end, each by its own limits; nobody waits for that. */
function retire({ dispatcher }: Route): void {
  dispatcher.close().catch(() => dispatcher.destroy());
}
