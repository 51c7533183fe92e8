import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type Answer, type Exchange, failure, json } from './exchange.ts';
import { bodyOf } from './receive.ts';

/** Who may pull, and how they prove it. */
export interface AuthOptions {
  readonly kind: 'none' | 'basic' | 'bearer';
  /** Passwords by user name. */
  readonly users?: Readonly<Record<string, string>>;
  /** Users by refresh token (identity token of a docker config). */
  readonly refreshTokens?: Readonly<Record<string, string>>;
  /** Which repositories a user may pull; '' is nobody in particular. Default: users all, nobody none. */
  readonly mayPull?: (user: string, repository: string) => boolean;
  /** Of a token. Default: the answer does not say. */
  readonly expiresIn?: unknown;
  /** Field of the answer. Default `token`; a refresh is always answered with `access_token`. */
  readonly field?: 'token' | 'access_token';
  /** So many tokens are issued without any scope before the first good one. */
  readonly withoutScope?: number;
  /** Where the challenge sends clients, instead of the true token service. */
  readonly realm?: string;
  /** The whole challenge, or several of them. */
  readonly challenge?: string;
  /** The token service has a port of its own. Default: the registry's. */
  readonly ownPort?: boolean;
}

const TOKEN_PATH = '/token';
const SERVICE = 'registry.test';

/** Lets requests pass or not, and issues tokens. */
export class Gate {
  readonly #options: AuthOptions;
  readonly #tokens = new Map<string, ReadonlySet<string>>();
  #issued = 0;
  /** `http://127.0.0.1:port` of the token service. */
  tokenBase = '';

  constructor(options: AuthOptions) {
    this.#options = options;
  }

  /** Tokens that were given out. */
  get issued(): number {
    return this.#issued;
  }

  /** From now on no token counts that was given out before. */
  revoke(): void {
    this.#tokens.clear();
  }

  /** The refusal, or undefined where the request may pass. */
  check({ request, target }: Exchange): Answer | undefined {
    const { kind } = this.#options;
    if (kind === 'none') return undefined;
    const repository = target?.repository ?? '';
    return kind === 'basic' ? this.#checkBasic(request, repository) : this.#checkBearer(request, repository);
  }

  /** Whether a request is for the token service. */
  serves({ url }: Exchange): boolean {
    return this.#options.kind === 'bearer' && url.pathname === TOKEN_PATH;
  }

  /** Answers for the token service: GET with Basic, or POST with a refresh token or password (OAuth 2). */
  async issue({ request, url }: Exchange): Promise<Answer> {
    if (request.method !== 'POST') {
      const user = this.#basicUser(request);
      if (user === undefined) return failure(401, 'UNAUTHORIZED');
      return this.#token(user, url.searchParams.getAll('scope'), this.#options.field ?? 'token');
    }
    const form = new URLSearchParams((await bodyOf(request)).toString());
    const user =
      form.get('grant_type') === 'password'
        ? this.#userFor(form.get('username') ?? '', form.get('password') ?? '')
        : own(this.#options.refreshTokens, form.get('refresh_token') ?? '');
    if (user === undefined) return failure(401, 'UNAUTHORIZED');
    return this.#token(user, (form.get('scope') ?? '').split(' '), 'access_token');
  }

  #token(user: string, scopes: readonly string[], field: string): Answer {
    const { withoutScope = 0, expiresIn } = this.#options;
    const granted =
      this.#issued < withoutScope ? [] : scopes.map(repositoryOf).filter((name) => this.#mayPull(user, name));
    const token = randomBytes(24).toString('base64url');
    this.#tokens.set(token, new Set(granted));
    this.#issued++;
    return json(200, { [field]: token, ...(expiresIn !== undefined && { expires_in: expiresIn }) });
  }

  #checkBasic(request: IncomingMessage, repository: string): Answer | undefined {
    const user = this.#basicUser(request);
    if (user !== undefined && (repository === '' || this.#mayPull(user, repository))) return undefined;
    if (user !== undefined && user !== '') return failure(403, 'DENIED');
    const { challenge = 'Basic realm="tests"' } = this.#options;
    return failure(401, 'UNAUTHORIZED', { 'WWW-Authenticate': challenge });
  }

  #checkBearer({ headers }: IncomingMessage, repository: string): Answer | undefined {
    const presented = /^Bearer (?<token>.+)$/.exec(headers.authorization ?? '')?.groups?.token;
    const granted = presented === undefined ? undefined : this.#tokens.get(presented);
    if (granted !== undefined && (repository === '' || granted.has(repository))) return undefined;
    const { realm = `${this.tokenBase}${TOKEN_PATH}` } = this.#options;
    const scope = repository === '' ? '' : `,scope="repository:${repository}:pull"`;
    const error = granted === undefined ? '' : ',error="insufficient_scope"';
    const { challenge = `Bearer realm="${realm}",service="${SERVICE}"${scope}${error}` } = this.#options;
    return failure(401, 'UNAUTHORIZED', { 'WWW-Authenticate': challenge });
  }

  /** The user of an Authorization header; '' without one; undefined where it proves nothing. */
  #basicUser({ headers }: IncomingMessage): string | undefined {
    const { authorization } = headers;
    if (authorization === undefined) return '';
    const encoded = /^Basic (?<text>.+)$/.exec(authorization)?.groups?.text;
    if (encoded === undefined) return undefined;
    const [name = '', ...rest] = Buffer.from(encoded, 'base64').toString().split(':');
    return this.#userFor(name, rest.join(':'));
  }

  #userFor(name: string, password: string): string | undefined {
    return own(this.#options.users, name) === password ? name : undefined;
  }

  #mayPull(user: string, repository: string): boolean {
    const { mayPull = (name: string) => name !== '' } = this.#options;
    return mayPull(user, repository);
  }
}

/** `repository:team/app:pull` -> `team/app`. */
function repositoryOf(scope: string): string {
  return scope.split(':').slice(1, -1).join(':');
}

function own(map: Readonly<Record<string, string>> = {}, name: string): string | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}
