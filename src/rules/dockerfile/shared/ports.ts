/** A word of EXPOSE, read as Docker does: `[[ip:]host:]port[-port][/protocol]`. */
export interface PortWord {
  /** Of the container; both are the same where there is no range. NaN where there is no number. */
  readonly first: number;
  readonly last: number;
  /** As written; `tcp` where none is. */
  readonly protocol: string;
  /** There is an IP address or a port of the host in front. */
  readonly hasHost: boolean;
  /** What counts of the word: ports of the container and the protocol, as written. */
  readonly own: string;
}

const DIGITS = /^\d{1,9}$/;

/** Takes a word of EXPOSE apart; its variables are expanded already. */
export function readPortWord(word: string): PortWord {
  const slash = word.indexOf('/');
  const ports = slash === -1 ? word : word.slice(0, slash);
  const colon = ports.lastIndexOf(':');
  const container = ports.slice(colon + 1);
  const dash = container.indexOf('-');
  return {
    first: numberIn(dash === -1 ? container : container.slice(0, dash)),
    last: numberIn(container.slice(dash + 1)),
    protocol: (slash === -1 ? '' : word.slice(slash + 1)) || 'tcp',
    hasHost: colon !== -1,
    own: word.slice(colon + 1),
  };
}

function numberIn(text: string): number {
  return DIGITS.test(text) ? Number(text) : Number.NaN;
}
