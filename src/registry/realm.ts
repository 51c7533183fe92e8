import { isIP } from 'node:net';
import { printable } from '../model/printable.ts';
import { DOCKER_HUB } from '../parse/image-host.ts';
import type { Endpoint, Endpoints, Reach } from './endpoint.ts';
import { RegistryError } from './source.ts';
import { webUrl } from './web-url.ts';

const MAX_REALM = 2_048;
/** Of https, which a URL leaves out. */
const DEFAULT_PORT = '443';
const DOCKER_HUB_TOKENS = 'auth.docker.io';

/** Where names are sold to everyone below other names, so that neighbours have nothing in common. */
const SHARED_DOMAINS: readonly string[] = [
  'amazonaws.com',
  'appspot.com',
  'azure.com',
  'azurewebsites.net',
  'blogspot.com',
  'cloudapp.net',
  'cloudfront.net',
  'digitaloceanspaces.com',
  'duckdns.org',
  'dyndns.org',
  'fastly.net',
  'github.com',
  'googleapis.com',
  'googleusercontent.com',
  'heroku.com',
  'herokuapp.com',
  'oraclecloud.com',
  'azureedge.net',
  'akamaized.net',
  'windows.net',
  'wordpress.com',
  'no-ip.org',
  'onrender.com',
];
/** Top-level domains directly under which names are registered and which have no second level of their own. */
const FLAT_DOMAINS: readonly string[] = ['com', 'net', 'org'];

const MIN_OWN_PART = 4;

/** A token service that we may ask. */
export interface Realm {
  readonly url: URL;
  readonly reach: Reach;
  /** It may be sent the credentials of the registry. */
  readonly isTrusted: boolean;
}

/**
 * The token service that a challenge names. The registry chooses it, and whoever speaks for the registry: so it must be
 * https (but for registries that are declared insecure, at their own host or one of their `tokenHosts`), it goes
 * through the same guard as any host, and it gets credentials only where it belongs to the registry.
 * @throws RegistryError `protocol` where it is no URL of a web server; `blocked` where we do not ask it
 */
export function realmOf(text: string, endpoint: Endpoint, endpoints: Endpoints): Realm {
  const { registry, settings, reach } = endpoint;
  const url = webUrl(text, MAX_REALM);
  if (url === undefined) {
    throw new RegistryError('protocol', `${registry} names a token service that is not the URL of a web server`);
  }
  const isNamed =
    url.host === reach.origin.host ||
    settings.tokenHosts.some((host) =>
      [url.host, `${url.hostname}:${url.port || DEFAULT_PORT}`].includes(host.toLowerCase()),
    );
  if (url.protocol === 'http:' && !(settings.insecure && isNamed)) {
    throw new RegistryError('blocked', `${registry} names the token service ${printable(url.host)} without https`);
  }
  url.hash = '';
  return {
    url,
    reach: endpoints.tokenService(url, endpoint, isNamed),
    isTrusted: isNamed || (registry === DOCKER_HUB && url.host === DOCKER_HUB_TOKENS) || isOfDomain(url, reach.origin),
  };
}

/**
 * True if a host surely belongs to whom the registry belongs to. There is no list of public suffixes here, so what is
 * not sure needs `tokenHosts`:
 * - the same name at another port;
 * - a name of three parts or more above the registry's, because whoever has the upper name decides about the lower;
 * - a name above, beside or below the registry's in one domain of `com`, `net` or `org` (`gitlab.com` for
 *   `registry.gitlab.com`), if the domain is not known to be shared by strangers and its own part has four letters or
 *   more, which `uk.com` and its like have not. Domains like `co.uk`, `github.io` and `azurecr.io` never count.
 */
function isOfDomain(realm: URL, registry: URL): boolean {
  const [a, b] = [realm.hostname, registry.hostname];
  if (a === b) return true;
  if (isAddress(a) || isAddress(b)) return false;
  const labels = a.split('.');
  const [second = '', top = ''] = labels.slice(-2);
  const domain = `${second}.${top}`;
  if (SHARED_DOMAINS.includes(domain)) return false;
  if (labels.length > 2 && b.endsWith(`.${a}`)) return true;
  const isOwned = FLAT_DOMAINS.includes(top) && second.length >= MIN_OWN_PART;
  return isOwned && (b === domain || b.endsWith(`.${domain}`));
}

function isAddress(hostname: string): boolean {
  return isIP(hostname) !== 0 || hostname.startsWith('[');
}
