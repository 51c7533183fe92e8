import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { printable } from '../model/printable.ts';
import { addressProblem, blocked } from './address-guard.ts';
import { RegistryError } from './source.ts';

/** An address that a name has. */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** Finds the addresses of a name. */
export type Resolve = (hostname: string) => Promise<readonly ResolvedAddress[]>;

export const resolveBySystem: Resolve = (hostname) => systemLookup(hostname, { all: true });

/** Many more than any registry has behind one name. */
const MAX_ADDRESSES = 64;

/** How connections to one host are made. */
export interface ConnectorOptions {
  /** Milliseconds until a connection, TLS included, must stand. */
  readonly timeout: number;
  readonly allowPrivate: boolean;
  readonly resolve: Resolve;
  readonly tls: { readonly ca?: string; readonly cert?: string; readonly key?: string };
}

/**
 * Connects only to addresses that were checked: what a name resolves to is looked at in the very look-up whose result
 * the socket uses, so that a second answer of the DNS cannot differ (DNS rebinding). One address that is refused
 * refuses the name.
 */
export function guardedConnector(options: ConnectorOptions): buildConnector.connector {
  const connect = buildConnector({
    ...options.tls,
    timeout: options.timeout,
    allowH2: false,
    // Tries one address after the other within the timeout, and with that asks the look-up for all of them.
    autoSelectFamily: true,
    lookup: guardedLookup(options),
  });
  return (target, callback) => {
    const problem = isIP(target.hostname) === 0 ? undefined : addressProblem(target.hostname, options.allowPrivate);
    if (problem === undefined) connect(target, callback);
    else callback(blocked(target.hostname, problem), null);
  };
}

function guardedLookup({ resolve, allowPrivate }: ConnectorOptions): LookupFunction {
  return (hostname, _options, callback) => {
    resolve(hostname)
      .then((addresses) => checked(hostname, addresses, allowPrivate))
      .then(
        (addresses) => callback(null, [...addresses]),
        (error: NodeJS.ErrnoException) => callback(error, []),
      );
  };
}

function checked(
  hostname: string,
  addresses: readonly ResolvedAddress[],
  allowPrivate: boolean,
): readonly ResolvedAddress[] {
  if (addresses.length === 0 || addresses.length > MAX_ADDRESSES) {
    throw new RegistryError(
      'unreachable',
      `the name ${printable(hostname)} has ${addresses.length} addresses: from 1 to ${MAX_ADDRESSES} are expected`,
    );
  }
  for (const { address } of addresses) {
    const problem = addressProblem(address, allowPrivate);
    if (problem !== undefined) throw blocked(hostname, `resolves to ${printable(address)}, which ${problem}`);
  }
  return addresses;
}
