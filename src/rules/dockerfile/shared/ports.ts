/** A word of EXPOSE, read as Docker does: `[[ip:]host:]port[-port][/protocol]`. */
export interface PortWord {
  /** Of the container; both are the same where there is no range. NaN where there is no number. */
  readonly first: number;
  readonly last: number;
  /** As written; `tcp` where none is. */
  readonly protocol: string;
  /** There is an IP address or a port of the host in front. */
  readonly hasHost: boolean;
  /** What is in front is no address, or no port: Docker refuses the word. */
  readonly badHost: boolean;
  /** What counts of the word: ports of the container and the protocol, as written. */
  readonly own: string;
}

/** Go reads a sign along. */
const NUMBER = /^\+?\d{1,9}$/;
const PORT = 65_535;
const IPV4 = /^(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)){3}$/;
const IPV6 = /^[0-9a-f:.]{2,45}$/i;

/** Takes a word of EXPOSE apart; its variables are expanded already. */
export function readPortWord(word: string): PortWord {
  const colon = word.lastIndexOf(':');
  const own = word.slice(colon + 1);
  const slash = own.indexOf('/');
  const [first, last] = rangeIn(slash === -1 ? own : own.slice(0, slash));
  const inFront = colon === -1 ? '' : word.slice(0, colon);
  const hostColon = inFront.lastIndexOf(':');
  const address = hostColon === -1 ? '' : inFront.slice(0, hostColon);
  const host = inFront.slice(hostColon + 1);
  return {
    first,
    last,
    protocol: (slash === -1 ? '' : own.slice(slash + 1)) || 'tcp',
    hasHost: address !== '' || host !== '',
    badHost: (address !== '' && !isAddress(address)) || (host !== '' && !fits(host, last - first)),
    own,
  };
}

function rangeIn(text: string): readonly [number, number] {
  const dash = text.indexOf('-');
  return [numberIn(dash === -1 ? text : text.slice(0, dash)), numberIn(text.slice(dash + 1))];
}

function numberIn(text: string): number {
  return NUMBER.test(text) ? Number(text) : Number.NaN;
}

/** Whether ports of the host go with so many of the container: as many, or some for one to be chosen from. */
function fits(host: string, more: number): boolean {
  const [first, last] = rangeIn(host);
  return first <= last && last <= PORT && (more === 0 || last - first === more);
}

function isAddress(text: string): boolean {
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  return IPV4.test(bare) || (bare.includes(':') && IPV6.test(bare));
}
