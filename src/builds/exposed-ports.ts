import type { ExposedPort } from '../model/image-facts.ts';

const PORTS = /^(\d{1,5})(?:-(\d{1,5}))?$/;
const PROTOCOLS: ReadonlySet<string> = new Set(['tcp', 'udp', 'sctp']);
const MAX_PORT = 65_535;

/**
 * The ports of the container that a word of EXPOSE names: `80`, `80/udp`, `8000-8010`, also behind an address and a port of
 * the host.
 * @returns undefined where it is no port; the first and the last one otherwise
 */
export function readPorts(word: string): { readonly from: ExposedPort; readonly to: ExposedPort } | undefined {
  const slash = word.indexOf('/');
  const protocol = slash === -1 ? 'tcp' : word.slice(slash + 1).toLowerCase();
  const address = slash === -1 ? word : word.slice(0, slash);
  const [, first, last = first] = PORTS.exec(address.slice(address.lastIndexOf(':') + 1)) ?? [];
  const [from, to] = [Number(first), Number(last)];
  if (!PROTOCOLS.has(protocol) || !(from >= 1 && from <= to && to <= MAX_PORT)) return undefined;
  return { from: { port: from, protocol }, to: { port: to, protocol } };
}
