import type { RegistrySettings } from '../model/image-policy.ts';
import { Authorizations } from './authorization.ts';
import { AuthorizedGetter } from './authorized-getter.ts';
import { type Resolve, resolveBySystem } from './connector.ts';
import { DEFAULT_LIMITS, Dispatchers, type RegistryLimits } from './dispatcher.ts';
import { Endpoints } from './endpoint.ts';
import type { Keychain } from './keychain.ts';
import type { ProxyVariables } from './proxy.ts';
import { Getter } from './redirect.ts';
import { RegistrySource } from './registry-source.ts';
import type { ImageSource } from './source.ts';
import { TokenClient } from './token.ts';
import { Transport } from './transport.ts';

/** What a registry client is made of. */
export interface RegistryClientOptions {
  /** Registries that are not reached like public ones. */
  readonly registries: readonly RegistrySettings[];
  /** Proxy variables of the environment; default: no proxy. */
  readonly env?: ProxyVariables;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** From 0 to 1; spreads what is repeated. */
  readonly random?: () => number;
  readonly limits?: Partial<RegistryLimits>;
  readonly lookup?: Resolve;
}

/**
 * Pulls manifests, referrers and blobs from registries (OCI distribution spec), all of which it takes to be hostile.
 * One client holds all connections and tokens; keychains may share it, because nothing that one keychain opened is used
 * for another.
 */
export class RegistryClient {
  readonly #endpoints: Endpoints;
  readonly #transport: Transport;
  readonly #getter: AuthorizedGetter;

  constructor(options: RegistryClientOptions) {
    const { registries, env = {}, now = Date.now, random = Math.random, lookup = resolveBySystem } = options;
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    const clock = { now, random };
    this.#endpoints = new Endpoints(registries);
    this.#transport = new Transport({ dispatchers: new Dispatchers({ limits, env, resolve: lookup }), limits, now });
    const tokens = new TokenClient(this.#transport, clock);
    this.#getter = new AuthorizedGetter(
      new Getter(this.#transport, this.#endpoints, clock),
      new Authorizations(tokens, this.#endpoints, now),
    );
  }

  /** The images that can be read with the credentials of a keychain. */
  source(keychain: Keychain): ImageSource {
    return new RegistrySource(this.#getter, this.#endpoints, keychain);
  }

  /** Ends all connections; requests on their way fail with `unreachable`. */
  close(): Promise<void> {
    return this.#transport.close();
  }
}
