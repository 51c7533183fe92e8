import { type Asker, type Authorization, type Authorizations, type Scheme, schemeOf } from './authorization.ts';
import { BoundedMap } from './bounded-map.ts';
import { parseChallenges } from './challenge.ts';
import { abandoned } from './deadline.ts';
import { headersOf } from './header.ts';
import type { Credential, Keychain } from './keychain.ts';
import type { Get, Getter } from './redirect.ts';
import { RegistryError } from './source.ts';
import type { Answer } from './transport.ts';

const MAX_HOSTS = 1_000;
const MAX_ASKERS = 10_000;
/** Of one keychain for one repository; each may cost several requests. */
const MAX_CREDENTIALS = 32;

/**
 * Sends GET requests with what the registry wants to see: nothing at first, then each credential in turn, then the
 * token of nobody. What a registry asked for is remembered, so that the next request need not be refused first.
 */
export class AuthorizedGetter {
  readonly #getter: Getter;
  readonly #authorizations: Authorizations;
  readonly #schemes = new BoundedMap<Scheme>(MAX_HOSTS);
  /** The place of the credential that was last let in. */
  readonly #preferred = new BoundedMap<number>(MAX_ASKERS);

  constructor(getter: Getter, authorizations: Authorizations) {
    this.#getter = getter;
    this.#authorizations = authorizations;
  }

  /**
   * An answer whose status is neither 401 nor 403.
   * @throws RegistryError `unauthorized` after all there was to offer
   */
  async get(request: Get, keychain: Keychain, signal: AbortSignal): Promise<Answer> {
    return new Attempt({
      request,
      keychain,
      signal,
      getter: this.#getter,
      authorizations: this.#authorizations,
      schemes: this.#schemes,
      preferred: this.#preferred,
    }).run();
  }
}

interface AttemptOptions {
  readonly request: Get;
  readonly keychain: Keychain;
  readonly signal: AbortSignal;
  readonly getter: Getter;
  readonly authorizations: Authorizations;
  readonly schemes: BoundedMap<Scheme>;
  readonly preferred: BoundedMap<number>;
}

/** One request, with all credentials that it takes. */
class Attempt {
  readonly #options: AttemptOptions;
  #credentials: readonly Credential[] | undefined;
  /** What the token services said, for the last message. */
  readonly #refusals: string[] = [];

  constructor(options: AttemptOptions) {
    this.#options = options;
  }

  async run(): Promise<Answer> {
    const { schemes } = this.#options;
    const early = await this.#earlyAuthorization();
    const first = await this.#send(early?.authorization);
    if (!isRefused(first)) return first;
    if (early !== undefined) this.#options.authorizations.forget(early.asker);
    const scheme = schemeOf(parseChallenges(headersOf(first, 'www-authenticate'))) ?? schemes.get(this.#host);
    if (scheme === undefined) throw this.#unauthorized();
    schemes.set(this.#host, scheme);
    for (const asker of await this.#askers()) {
      const answer = await this.#askAs(asker, scheme);
      if (answer === undefined) continue;
      this.#options.preferred.set(this.#askerKey, asker.index);
      return answer;
    }
    throw this.#unauthorized();
  }

  get #host(): string {
    return this.#options.request.endpoint.reach.origin.host;
  }

  get #askerKey(): string {
    const { request, keychain } = this.#options;
    return JSON.stringify([request.endpoint.registry, request.repository, keychain.id]);
  }

  #send(authorization: Authorization | undefined): Promise<Answer> {
    const { getter, request, signal } = this.#options;
    return getter.get(request, authorization?.value, signal);
  }

  /** The answer to one credential, asked with a new token where an old one is refused; undefined where it is not let in. */
  async #askAs(asker: Asker, scheme: Scheme): Promise<Answer | undefined> {
    const { authorizations, signal } = this.#options;
    for (let isRepeated = false; ; isRepeated = true) {
      const authorization = await authorizations.obtain(asker, scheme, signal).catch((error: unknown) => {
        if (!(error instanceof RegistryError) || error.code !== 'unauthorized') throw error;
        this.#refusals.push(error.message);
        return undefined;
      });
      if (authorization === undefined) return undefined;
      const answer = await this.#send(authorization);
      if (!isRefused(answer)) return answer;
      authorizations.forget(asker);
      if (isRepeated || !(authorization.isRemembered || isInsufficient(answer))) return undefined;
    }
  }

  /** What to begin with where the host is known to ask. That it cannot be had is no failure: the host says more. */
  async #earlyAuthorization(): Promise<{ asker: Asker; authorization: Authorization } | undefined> {
    const { request, keychain, authorizations, schemes, preferred, signal } = this.#options;
    const scheme = schemes.get(this.#host);
    if (scheme === undefined) return undefined;
    const index = preferred.get(this.#askerKey);
    const { endpoint, repository } = request;
    const last = { endpoint, repository, keychainId: keychain.id, index: index ?? 0, credential: undefined };
    const remembered = index === undefined ? undefined : authorizations.remembered(last);
    if (remembered !== undefined) return { asker: last, authorization: remembered };
    const [asker = last] = await this.#askers();
    const authorization = await authorizations.obtain(asker, scheme, signal).catch(() => undefined);
    return authorization === undefined ? undefined : { asker, authorization };
  }

  /** All credentials and then nobody; first of all who was let in the last time. */
  async #askers(): Promise<readonly Asker[]> {
    const { request, keychain, preferred } = this.#options;
    const { endpoint, repository } = request;
    const credentials = await this.#loadCredentials();
    const askers = [...credentials, undefined].map((credential, index) => {
      return { endpoint, repository, keychainId: keychain.id, index, credential };
    });
    const index = preferred.get(this.#askerKey) ?? 0;
    return [...askers.slice(index, index + 1), ...askers.slice(0, index), ...askers.slice(index + 1)];
  }

  async #loadCredentials(): Promise<readonly Credential[]> {
    if (this.#credentials !== undefined) return this.#credentials;
    const { request, keychain, signal } = this.#options;
    const { registry } = request.endpoint;
    const credentials = await keychain.credentials(registry, request.repository, signal).catch((error: unknown) => {
      if (error instanceof RegistryError) throw error;
      if (signal.aborted) throw abandoned(registry, signal);
      throw new RegistryError('unauthorized', `the credentials for ${registry} cannot be had`, { cause: error });
    });
    if (credentials.length > MAX_CREDENTIALS) {
      throw new RegistryError('unauthorized', `there are more than ${MAX_CREDENTIALS} credentials for ${registry}`);
    }
    this.#credentials = credentials;
    return credentials;
  }

  #unauthorized(): RegistryError {
    const { endpoint, repository } = this.#options.request;
    const tried = this.#credentials?.length ?? 0;
    const known = tried === 1 ? 'the credentials' : `the ${tried} credentials`;
    const offered = tried === 0 ? 'there are no credentials for it' : `${known} that there are do not suffice`;
    const details = this.#refusals.length === 0 ? '' : ` (${this.#refusals[0]})`;
    return new RegistryError(
      'unauthorized',
      `${endpoint.registry} does not let us read ${repository}: ${offered}${details}`,
    );
  }
}

function isRefused({ status }: Answer): boolean {
  return status === 401 || status === 403;
}

function isInsufficient(answer: Answer): boolean {
  const challenges = parseChallenges(headersOf(answer, 'www-authenticate'));
  return challenges.some(({ parameters }) => parameters.get('error') === 'insufficient_scope');
}
