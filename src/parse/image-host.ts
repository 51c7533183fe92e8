/** Docker Hub as the container runtimes name it; its API host `registry-1.docker.io` is a registry of its own. */
export const DOCKER_HUB = 'docker.io';
const LEGACY_DOCKER_HUB = 'index.docker.io';

/** A registry host in lower case with its port if one was written, or why the text is not one. */
export type ParsedRegistryHost =
  | { readonly ok: true; readonly registry: string }
  | { readonly ok: false; readonly reason: string };

const MAX_NAME = 253;
const DIGITS = /^[0-9]+$/;
const ADDRESS_NUMBER = /^(?:[0-9]+|0x[0-9a-f]*)$/;
const IPV4_PART = /^(?:0|[1-9][0-9]{0,2})$/;
const IPV6_GROUP = /^[0-9a-f]{1,4}$/;

/** True if the text before the first slash of a reference is a registry host and not part of the repository. */
export function isHost(text: string): boolean {
  return text === 'localhost' || text.includes('.') || text.includes(':') || text.toLowerCase() !== text;
}

/**
 * Reads `host[:port]` by the `domain` rule of the distribution grammar, and more strictly where the grammar lets
 * through what only looks like a host: numbers that a resolver takes for an IPv4 address (WHATWG URL, "ends in a
 * number"), brackets without an IPv6 address, ports that no connection can have. Docker Hub comes out under one name.
 */
export function parseRegistryHost(text: string): ParsedRegistryHost {
  const lower = text.toLowerCase();
  if (lower.includes('@')) return refuse('the host has user information: remove everything up to the "@"');
  const isBracketed = lower.startsWith('[');
  const nameEnd = isBracketed ? lower.indexOf(']') + 1 : endOfName(lower);
  if (isBracketed && nameEnd === 0) return refuse(`host "${text}" has no closing bracket`);
  const name = lower.slice(0, nameEnd);
  const rest = lower.slice(nameEnd);
  const reason = isBracketed ? ipv6Problem(name) : nameProblem(name);
  if (reason !== undefined) return refuse(reason);
  if (rest === '') return { ok: true, registry: name === LEGACY_DOCKER_HUB ? DOCKER_HUB : name };
  const port = rest.slice(1);
  if (!rest.startsWith(':') || !isPort(port)) {
    return refuse(`port "${port}" is not a number from 1 to 65535 without leading zeros`);
  }
  return { ok: true, registry: lower };
}

function refuse(reason: string): ParsedRegistryHost {
  return { ok: false, reason };
}

function endOfName(text: string): number {
  const colon = text.indexOf(':');
  return colon === -1 ? text.length : colon;
}

function isPort(text: string): boolean {
  return text.length <= 5 && DIGITS.test(text) && !text.startsWith('0') && Number(text) <= 65_535;
}

function nameProblem(name: string): string | undefined {
  if (name === '') return 'the host is empty: remove the leading separator';
  if (name.length > MAX_NAME) return `the host is longer than the ${MAX_NAME} characters that DNS allows`;
  if (name.endsWith('.')) return `host "${name}" ends in a dot: remove the dot`;
  const labels = name.split('.');
  for (const label of labels) {
    if (label === '') return `host "${name}" has an empty part between dots`;
    const wrong = wrongCharacter(label);
    if (wrong !== undefined) return `host "${name}" may not contain "${wrong}": only letters, digits, "-" and "."`;
    if (label.startsWith('-') || label.endsWith('-')) return `host part "${label}" may not begin or end with "-"`;
  }
  return ADDRESS_NUMBER.test(labels.at(-1) ?? '') ? ipv4Problem(name, labels) : undefined;
}

function wrongCharacter(label: string): string | undefined {
  for (const character of label) {
    const isLetter = character >= 'a' && character <= 'z';
    const isDigit = character >= '0' && character <= '9';
    if (!isLetter && !isDigit && character !== '-') return character;
  }
  return undefined;
}

function ipv4Problem(name: string, parts: readonly string[]): string | undefined {
  const isDottedQuad = parts.length === 4 && parts.every((part) => IPV4_PART.test(part) && Number(part) <= 255);
  return isDottedQuad ? undefined : `host "${name}" is a number but not an IPv4 address of four decimal parts`;
}

function ipv6Problem(name: string): string | undefined {
  const halves = name.slice(1, -1).split('::');
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const isComplete = halves.length === 1 ? groups.length === 8 : halves.length === 2 && groups.length <= 7;
  const isAddress = isComplete && groups.every((group) => IPV6_GROUP.test(group));
  return isAddress ? undefined : `host "${name}" is not an IPv6 address in brackets`;
}
