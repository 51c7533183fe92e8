import { isIPv4, isIPv6 } from 'node:net';

const GROUPS = 8;

/** The IPv4 addresses that packets to an IPv6 address may end up at: where it embeds one, in text form. */
export function embeddedIpv4(address: string): readonly string[] {
  if (!isIPv6(address)) return [];
  const groups = groupsOf(address);
  const [first = 0, second = 0] = groups;
  const tail = dotted(groups, 6);
  const isZeroUpTo = (end: number) => groups.slice(0, end).every((group) => group === 0);
  // ::ffff:0:0/96 (mapped), ::/96 (compatible), ::ffff:0:0:0/96 (translated, RFC 2765)
  if (isZeroUpTo(5) && groups[5] === 0xffff) return [tail];
  if (isZeroUpTo(6) && groups[6] !== 0) return [tail];
  if (isZeroUpTo(4) && groups[4] === 0xffff && groups[5] === 0) return [tail];
  // 64:ff9b::/96 (RFC 6052) and networks under 64:ff9b:1::/48 (RFC 8215)
  if (first === 0x64 && second === 0xff9b) return [tail];
  // 2002::/16 (6to4, RFC 3056)
  if (first === 0x2002) return [dotted(groups, 1)];
  return [];
}

/** The eight 16-bit groups of a valid IPv6 address; a zone does not count. */
function groupsOf(address: string): readonly number[] {
  const [bare = ''] = address.split('%', 1);
  const [head = [], tail] = bare.split('::').map(groupsOfPart);
  if (tail === undefined) return head;
  const missing = GROUPS - head.length - tail.length;
  return [...head, ...new Array<number>(missing).fill(0), ...tail];
}

function groupsOfPart(part: string): readonly number[] {
  if (part === '') return [];
  return part.split(':').flatMap((group) => {
    if (!isIPv4(group)) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}

function dotted(groups: readonly number[], at: number): string {
  return [groups[at] ?? 0, groups[at + 1] ?? 0].flatMap((group) => [group >> 8, group & 0xff]).join('.');
}
