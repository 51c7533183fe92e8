import { BoundedMap } from './bounded-map.ts';
import type { Challenge } from './challenge.ts';
import type { Endpoint, Endpoints } from './endpoint.ts';
import type { Credential } from './keychain.ts';
import { type Realm, realmOf } from './realm.ts';
import { SharedWork } from './shared-work.ts';
import { RegistryError } from './source.ts';
import { basicAuthorization, type Token, type TokenClient, type TokenRequest } from './token.ts';

/** Characters of all tokens that are remembered, with what they are for: 1,000 of the longest that are in use. */
const MAX_TOKENS = 8 * 1_024 * 1_024;
const BEARER_TOKEN = /^[A-Za-z0-9._~+/-]+=*$/;

/** How a registry wants to be shown who asks. */
export type Scheme =
  | { readonly kind: 'basic' }
  | { readonly kind: 'bearer'; readonly realm: string; readonly service: string | undefined };

/** Who asks, for what: what an authorization is for. */
export interface Asker {
  readonly endpoint: Endpoint;
  readonly repository: string;
  /** Of the keychain, and the place of the credential in it. */
  readonly keychainId: string;
  readonly index: number;
  /** Undefined: nobody. */
  readonly credential: Credential | undefined;
}

/** The value of an `Authorization` header. */
export interface Authorization {
  readonly value: string;
  /** It was had before and may be out of date; another one may do. */
  readonly isRemembered: boolean;
}

/** The scheme that we use of those that are offered: Bearer before Basic; undefined where we know none of them. */
export function schemeOf(challenges: readonly Challenge[]): Scheme | undefined {
  for (const { scheme, parameters } of challenges) {
    const realm = parameters.get('realm');
    if (scheme === 'bearer' && realm !== undefined)
      return { kind: 'bearer', realm, service: parameters.get('service') };
  }
  return challenges.some(({ scheme }) => scheme === 'basic') ? { kind: 'basic' } : undefined;
}

/** Turns credentials into authorizations, and remembers tokens. */
export class Authorizations {
  readonly #tokens = new BoundedMap<Token>(MAX_TOKENS, { weigh: ({ token }, key) => token.length + key.length });
  readonly #shared = new SharedWork<Token>();
  readonly #client: TokenClient;
  readonly #endpoints: Endpoints;
  readonly #now: () => number;

  constructor(client: TokenClient, endpoints: Endpoints, now: () => number) {
    this.#client = client;
    this.#endpoints = endpoints;
    this.#now = now;
  }

  /** The token that was had for this asker and still holds. */
  remembered(asker: Omit<Asker, 'credential'>): Authorization | undefined {
    const token = this.#tokens.get(keyOf(asker));
    if (token === undefined || token.until <= this.#now()) return undefined;
    return { value: `Bearer ${token.token}`, isRemembered: true };
  }

  forget(asker: Asker): void {
    this.#tokens.delete(keyOf(asker));
  }

  /**
   * An authorization by a scheme; undefined where the credential is of no use for it.
   * @throws RegistryError `unauthorized` where the token service refuses the credential, or may not be sent it
   */
  async obtain(asker: Asker, scheme: Scheme, signal: AbortSignal): Promise<Authorization | undefined> {
    const { credential, endpoint } = asker;
    if (credential?.kind === 'bearer') return { value: bearer(credential.token, endpoint), isRemembered: false };
    if (scheme.kind === 'basic') {
      return credential?.kind === 'basic' ? { value: basicAuthorization(credential), isRemembered: false } : undefined;
    }
    const realm = realmOf(scheme.realm, endpoint, this.#endpoints);
    if (credential !== undefined && !realm.isTrusted) throw notSent(realm, endpoint);
    const remembered = this.remembered(asker);
    if (remembered !== undefined) return remembered;
    const token = await this.#fetch(asker, { realm, service: scheme.service, credential }, signal);
    return { value: `Bearer ${token.token}`, isRemembered: false };
  }

  async #fetch(asker: Asker, asked: Omit<TokenRequest, 'about'>, signal: AbortSignal): Promise<Token> {
    const { host } = asked.realm.url;
    const about = { registry: asker.endpoint.registry, repository: asker.repository };
    const work = (shared: AbortSignal) => this.#client.fetch({ ...asked, about }, shared);
    const key = keyOf(asker);
    const token = await this.#shared.join(`${key} ${asked.realm.url.href} ${asked.service ?? ''}`, host, work, signal);
    this.#tokens.set(key, token);
    return token;
  }
}

function bearer(token: string, { registry }: Endpoint): string {
  if (BEARER_TOKEN.test(token)) return `Bearer ${token}`;
  throw new RegistryError(
    'unauthorized',
    `the token for ${registry} in the credentials has characters that no token has`,
  );
}

function notSent(realm: Realm, { registry }: Endpoint): RegistryError {
  const { host } = realm.url;
  return new RegistryError(
    'unauthorized',
    `the credentials were not sent to the token service ${host}, which ${registry} names: list it in "tokenHosts" of the registry if it may have them`,
  );
}

function keyOf({ endpoint, repository, keychainId, index }: Omit<Asker, 'credential'>): string {
  return JSON.stringify([endpoint.reach.origin.origin, endpoint.registry, repository, keychainId, index]);
}
