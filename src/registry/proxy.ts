import { BlockList, isIP, isIPv4 } from 'node:net';
import { RegistryError } from './source.ts';

/** Variables that name proxies, in upper or lower case, as `net/http` of Go and with it the runtimes read them. */
export interface ProxyVariables {
  readonly HTTP_PROXY?: string | undefined;
  readonly HTTPS_PROXY?: string | undefined;
  readonly NO_PROXY?: string | undefined;
  readonly http_proxy?: string | undefined;
  readonly https_proxy?: string | undefined;
  readonly no_proxy?: string | undefined;
}

/**
 * The proxy that leads to a URL, or undefined where the way is direct. NO_PROXY lists, with commas, `*`, names (with
 * all below them), `.names` (only those below), addresses and networks (`10.0.0.0/8`), each with a port or without.
 * The loopback is never asked for through a proxy.
 * @throws RegistryError `unreachable` where the variable holds no URL of a proxy
 */
export function proxyFor(url: URL, env: ProxyVariables): URL | undefined {
  const isSecure = url.protocol === 'https:';
  const text = isSecure ? env.HTTPS_PROXY || env.https_proxy : env.HTTP_PROXY || env.http_proxy;
  if (text === undefined || text === '') return undefined;
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const port = url.port || (isSecure ? '443' : '80');
  if (isLoopback(host) || isExcepted(host, port, env.NO_PROXY || env.no_proxy || '')) return undefined;
  const proxy = URL.parse(text.includes('://') ? text : `http://${text}`);
  if (proxy !== null && (proxy.protocol === 'http:' || proxy.protocol === 'https:')) return proxy;
  const variable = isSecure ? 'HTTPS_PROXY' : 'HTTP_PROXY';
  throw new RegistryError('unreachable', `the variable ${variable} must be the http or https URL of a proxy`);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

function isExcepted(host: string, port: string, noProxy: string): boolean {
  return noProxy
    .split(/[,\s]/)
    .filter((entry) => entry !== '')
    .some((entry) => matches(entry.toLowerCase(), host, port));
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return isInNetwork(entry, host);
  const [pattern, wantedPort] = cutPort(entry);
  if (wantedPort !== undefined && wantedPort !== port) return false;
  const name = pattern.replace(/^\*?\./, '');
  return (name === pattern && host === name) || (isIP(host) === 0 && host.endsWith(`.${name}`));
}

/** An IPv6 address has several colons; with a port it stands in brackets. */
function cutPort(entry: string): readonly [pattern: string, port: string | undefined] {
  const bracketed = /^\[([^\]]*)\](?::(\d+))?$/.exec(entry);
  if (bracketed !== null) return [bracketed[1] ?? '', bracketed[2]];
  const colon = entry.indexOf(':');
  if (colon === -1 || colon !== entry.lastIndexOf(':')) return [entry, undefined];
  return [entry.slice(0, colon), entry.slice(colon + 1)];
}

function isInNetwork(entry: string, host: string): boolean {
  const [address = '', bits = ''] = entry.split('/');
  const family = isIP(address);
  const most = family === 4 ? 32 : 128;
  if (isIP(host) === 0 || family === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > most) return false;
  const network = new BlockList();
  network.addSubnet(address, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  return network.check(host, isIPv4(host) ? 'ipv4' : 'ipv6');
}
