import { RegistryError } from './source.ts';

const MAX_LENGTH = 8 * 1024;
const MAX_LINKS = 16;
const LINK = /[ \t,]*<([^<>]*)>((?:[ \t]*;[ \t]*[\w*-]+(?:=(?:"[^"]*"|[^\s",;]*))?)*)[ \t]*(?=,|$)/y;
const REL = /;[ \t]*rel=(?:"([^"]*)"|([^\s",;]*))/i;

/**
 * The target of the link `rel="next"` in `Link` headers (RFC 8288), as a URL of the same origin whose path begins with
 * `prefix`; undefined where the page is the last one.
 * @throws RegistryError `protocol` for a target elsewhere, and for headers that break the grammar: an unread link
 * would hide what is on the next page
 */
export function nextPage(headers: readonly string[], current: URL, prefix: string): URL | undefined {
  for (const header of headers) {
    const target = targetOfNext(header, current.host);
    if (target === undefined) continue;
    const next = URL.parse(target, current.href);
    const isSamePlace = next !== null && next.origin === current.origin && next.pathname.startsWith(prefix);
    if (isSamePlace && next.username === '' && next.password === '') return next;
    throw new RegistryError('protocol', `${current.host} continues its list of referrers at another place`);
  }
  return undefined;
}

function targetOfNext(header: string, host: string): string | undefined {
  LINK.lastIndex = 0;
  for (let count = 0; count < MAX_LINKS && header.length <= MAX_LENGTH; count++) {
    if (header.slice(LINK.lastIndex).trim() === '') return undefined;
    const match = LINK.exec(header);
    if (match === null) break;
    const [, target = '', parameters = ''] = match;
    const rel = REL.exec(parameters);
    const relations = (rel?.[1] ?? rel?.[2] ?? '').toLowerCase().split(' ');
    if (relations.includes('next')) return target;
  }
  throw new RegistryError('protocol', `${host} sent a "Link" header that cannot be read`);
}
