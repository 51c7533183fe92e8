import type { RegistrySettings } from '../model/image-policy.ts';
import { printable } from '../model/printable.ts';
import { DOCKER_HUB, parseRegistryHost } from '../parse/image-host.ts';
import { blocked, hostProblem } from './address-guard.ts';
import { RegistryError } from './source.ts';

/** Where the API of Docker Hub is. */
const DOCKER_HUB_API = 'registry-1.docker.io';

/** What is needed to connect to an origin. */
export interface Reach {
  /** Scheme, host and port. */
  readonly origin: URL;
  /** It may be at a private address. */
  readonly allowPrivate: boolean;
  /** The settings whose certificates count; undefined for those of the system. */
  readonly tls: RegistrySettings | undefined;
  /** Whether the client certificate of these settings is shown to it too. */
  readonly showsClientCertificate: boolean;
}

/** A registry under its name, and how to reach it. */
export interface Endpoint {
  /** `host[:port]` as references and credentials name it. */
  readonly registry: string;
  readonly settings: RegistrySettings;
  readonly reach: Reach;
}

/** The registries of an installation, each by its exact `host[:port]`; others are public ones. */
export class Endpoints {
  readonly #settings: ReadonlyMap<string, RegistrySettings>;

  constructor(registries: readonly RegistrySettings[]) {
    this.#settings = new Map(registries.map((settings) => [settings.host.toLowerCase(), settings]));
  }

  /** The settings of a host; those of a public registry where nothing is declared of it. */
  settingsOf(host: string): RegistrySettings {
    const none = { insecure: false, allowPrivate: false, mirrors: [], tokenHosts: [] };
    return this.#settings.get(host) ?? { host, ...none };
  }

  /**
   * How a registry is reached. `localhost` is no exception: https, and no loopback, unless it is declared.
   * @throws RegistryError `blocked`
   */
  endpointOf(name: string): Endpoint {
    const parsed = parseRegistryHost(name);
    if (!parsed.ok) throw new RegistryError('blocked', `"${printable(name)}" is no registry: ${parsed.reason}`);
    const { registry } = parsed;
    const settings = this.settingsOf(registry);
    const host = registry === DOCKER_HUB ? DOCKER_HUB_API : registry;
    const origin = new URL(`${settings.insecure ? 'http' : 'https'}://${host}`);
    return { registry, settings, reach: this.#checked(origin, settings.allowPrivate, settings, true) };
  }

  /**
   * How the target of a redirect is reached: as its own settings say, but a private address only where the registry
   * that sent us there may have one too, and a client certificate is shown only where that registry is shown one. A
   * public registry must not lead into our network, nor to where we may read more than others.
   * @throws RegistryError `blocked`
   */
  redirected(origin: URL, from: Endpoint): Reach {
    if (origin.origin === from.reach.origin.origin) return from.reach;
    const settings = this.settingsOf(origin.host);
    const { allowPrivate, clientCertificate } = from.settings;
    return this.#checked(origin, settings.allowPrivate && allowPrivate, settings, clientCertificate !== undefined);
  }

  /**
   * How the token service of a registry is reached. `isNamed`: it is the registry itself, or one of its `tokenHosts`,
   * for which what is declared of the registry holds too. Another one is not shown its client certificate: a token that
   * this opens would go to the registry, which must not have it.
   * @throws RegistryError `blocked`
   */
  tokenService(origin: URL, of: Endpoint, isNamed: boolean): Reach {
    if (origin.origin === of.reach.origin.origin) return of.reach;
    const own = this.#settings.get(origin.host);
    const tls = own ?? (isNamed ? of.settings : undefined);
    return this.#checked(origin, of.settings.allowPrivate && isNamed, tls, own !== undefined && isNamed);
  }

  #checked(url: URL, allowPrivate: boolean, tls: RegistrySettings | undefined, showsClientCertificate: boolean): Reach {
    const problem = hostProblem(url.hostname, allowPrivate);
    if (problem !== undefined) throw blocked(url.host, problem);
    return { origin: new URL(url.origin), allowPrivate, tls, showsClientCertificate };
  }
}
