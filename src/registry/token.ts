import { isObject, ownField } from '../model/json.ts';
import { jsonOf } from './json.ts';
import type { Credential } from './keychain.ts';
import type { Realm } from './realm.ts';
import { Retries, type RetryClock } from './retry.ts';
import { RegistryError, type RepositoryName } from './source.ts';
import type { Answer, Request, Transport } from './transport.ts';

const MAX_ANSWER_BYTES = 64 * 1024;
const MAX_TOKEN = 32 * 1024;
const TOKEN = /^[!-~]+$/;
const CLIENT_ID = 'tidewaiter';
/** Where the answer does not say (distribution spec of tokens). */
const DEFAULT_LIFETIME_S = 60;
const MAX_LIFETIME_S = 3_600;
/** So that a token does not end on its way. */
const MARGIN_S = 5;

/** What a token is asked for. */
export interface TokenRequest {
  readonly realm: Realm;
  readonly service: string | undefined;
  readonly about: RepositoryName;
  /** What proves who asks; undefined to ask as nobody. */
  readonly credential: Exclude<Credential, { kind: 'bearer' }> | undefined;
}

/** A token, and how long it may be used. */
export interface Token {
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/**
 * Asks token services for leave to pull from one repository (docker token authentication: GET, with Basic where there
 * is a password, and OAuth 2 `refresh_token`). Redirects are refused: they would carry secrets away.
 */
export class TokenClient {
  readonly #transport: Transport;
  readonly #clock: RetryClock;

  constructor(transport: Transport, clock: RetryClock) {
    this.#transport = transport;
    this.#clock = clock;
  }

  /** @throws RegistryError `unauthorized` where the service refuses the credential */
  async fetch(asked: TokenRequest, signal: AbortSignal): Promise<Token> {
    const host = asked.realm.url.host;
    const request =
      asked.credential?.kind === 'refresh' ? refreshRequest(asked, asked.credential.token) : plainRequest(asked);
    const send = () => this.#transport.send(request, signal);
    const answer = await new Retries(this.#clock, request.method === 'GET' ? undefined : 0).run(send, host, signal);
    if (answer.status === 200) return this.#read(answer, host);
    if (answer.status >= 400) {
      throw new RegistryError('unauthorized', `the token service ${host} gives no token (status ${answer.status})`);
    }
    throw new RegistryError('protocol', `the token service ${host} answers with status ${answer.status}`);
  }

  #read(answer: Answer, host: string): Token {
    const object = jsonOf(answer.body);
    if (!isObject(object)) throw noToken(host);
    const token = ownField(object, 'token') ?? ownField(object, 'access_token');
    if (typeof token !== 'string' || token.length > MAX_TOKEN || !TOKEN.test(token)) throw noToken(host);
    return { token, until: this.#clock.now() + (lifetimeOf(ownField(object, 'expires_in')) - MARGIN_S) * 1_000 };
  }
}

/** Seconds. What is no positive number counts as absent. */
function lifetimeOf(value: unknown): number {
  return typeof value === 'number' && value > 0 ? Math.min(value, MAX_LIFETIME_S) : DEFAULT_LIFETIME_S;
}

function plainRequest({ realm, service, about, credential }: TokenRequest): Request {
  const url = new URL(realm.url);
  if (service !== undefined) url.searchParams.set('service', service);
  url.searchParams.set('scope', scopeOf(about));
  const headers: Record<string, string> = { accept: 'application/json' };
  if (credential?.kind === 'basic') {
    url.searchParams.set('account', credential.username);
    headers.authorization = basicAuthorization(credential);
  }
  return { url, reach: realm.reach, about, method: 'GET', headers, cap: capOf(url.host) };
}

function refreshRequest({ realm, service, about }: TokenRequest, refreshToken: string): Request {
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    ...(service === undefined ? {} : { service }),
    scope: scopeOf(about),
    client_id: CLIENT_ID,
    refresh_token: refreshToken,
  });
  const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
  const { url, reach } = realm;
  return { url, reach, about, method: 'POST', headers, body: form.toString(), cap: capOf(url.host) };
}

/** Written by us and never taken from a challenge, which could ask for more. */
function scopeOf({ repository }: RepositoryName): string {
  return `repository:${repository}:pull`;
}

/** The value of an `Authorization` header (RFC 7617). */
export function basicAuthorization({ username, password }: Extract<Credential, { kind: 'basic' }>): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}

function capOf(host: string): Request['cap'] {
  return {
    bytes: MAX_ANSWER_BYTES,
    tooMuch: () =>
      new RegistryError('too-large', `the token service ${host} answered with more than ${MAX_ANSWER_BYTES} bytes`),
  };
}

function noToken(host: string): RegistryError {
  return new RegistryError('protocol', `the token service ${host} answered with something that is not a token`);
}
