import type { BodyCap } from './body.ts';
import type { Endpoint, Endpoints, Reach } from './endpoint.ts';
import { headerOf } from './header.ts';
import { Retries, type RetryClock } from './retry.ts';
import { RegistryError } from './source.ts';
import type { Answer, Transport } from './transport.ts';
import { webUrl } from './web-url.ts';

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];
const MAX_REDIRECTS = 5;
const MAX_URL = 8 * 1024;

/** A GET at a registry. */
export interface Get {
  readonly endpoint: Endpoint;
  readonly repository: string;
  /** Path and query at the registry. */
  readonly path: string;
  readonly accept: string;
  readonly cap: BodyCap;
}

/** Sends GET requests, again where that may help, and to where redirects lead. */
export class Getter {
  readonly #transport: Transport;
  readonly #endpoints: Endpoints;
  readonly #clock: RetryClock;

  constructor(transport: Transport, endpoints: Endpoints, clock: RetryClock) {
    this.#transport = transport;
    this.#endpoints = endpoints;
    this.#clock = clock;
  }

  /**
   * The answer at the end of at most five redirects. `authorization` goes to the registry alone: it is dropped at the
   * first step to another origin and stays dropped.
   * @throws RegistryError `blocked` for a target that we do not ask, `protocol` for no or too many targets
   */
  async get(
    { endpoint, repository, path, accept, cap }: Get,
    authorization: string | undefined,
    signal: AbortSignal,
  ): Promise<Answer> {
    const retries = new Retries(this.#clock);
    const about = { registry: endpoint.registry, repository };
    let url = new URL(path, endpoint.reach.origin);
    let reach: Reach = endpoint.reach;
    let headers: Readonly<Record<string, string>> =
      authorization === undefined ? { accept } : { accept, authorization };
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const request = { url, reach, about, method: 'GET', headers, cap } as const;
      const answer = await retries.run(() => this.#transport.send(request, signal), url.host, signal);
      if (!REDIRECTS.includes(answer.status)) {
        return url.origin === endpoint.reach.origin.origin ? answer : withoutChallenge(answer);
      }
      const target = targetOf(answer, url);
      if (target.origin !== url.origin) headers = { accept };
      reach = this.#reachOf(target, url, endpoint);
      url = target;
    }
    throw new RegistryError('protocol', `${endpoint.registry} redirects more than ${MAX_REDIRECTS} times`);
  }

  #reachOf(target: URL, from: URL, endpoint: Endpoint): Reach {
    const isDeclared =
      target.origin === endpoint.reach.origin.origin || this.#endpoints.settingsOf(target.host).insecure;
    if (target.protocol === 'http:' && (from.protocol === 'https:' || !isDeclared)) {
      const advice = 'plain HTTP is only for registries that are declared with "insecure: true", and never after https';
      throw new RegistryError('blocked', `${from.host} redirects to http://${target.host}: ${advice}`);
    }
    return this.#endpoints.redirected(target, endpoint);
  }
}

/** What others want to be shown says nothing of what the registry wants. */
function withoutChallenge(answer: Answer): Answer {
  const { 'www-authenticate': _, ...headers } = answer.headers;
  return { ...answer, headers };
}

function targetOf(answer: Answer, from: URL): URL {
  const target = webUrl(headerOf(answer, 'location') ?? '', MAX_URL, from);
  if (target !== undefined) return target;
  throw new RegistryError('protocol', `${from.host} redirects to something that is not the URL of a web server`);
}
