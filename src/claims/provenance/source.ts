/** Where a source came from. */
export interface Source {
  /** `https://github.com/acme/app`: without user, `git+` and `.git`. */
  readonly repository: string;
  /** `refs/tags/v1`; absent where nothing names one. */
  readonly ref?: string;
}

/** Characters of an address. */
const MAX_LENGTH = 2_048;

/** RFC 3986 as far as it is needed here. Percent signs and backslashes are read in several ways, and not needed. */
const ADDRESS =
  /^(?:git\+)?(?<scheme>[A-Za-z][A-Za-z0-9+.-]{0,31}):\/\/(?:[^/?#@]*@)?(?<host>[^/?#@]*)(?<path>(?:\/[^?#]*)?)(?<query>(?:\?[^#]*)?)(?:#(?<fragment>.*))?$/;
/** `git@github.com:acme/app.git`, as ssh takes it. */
const SSH = /^[\w.-]{1,64}@(?<host>[\w.-]{1,255}):(?<path>[^/?#:][^?#:]*)(?:#(?<fragment>.*))?$/;
const LEGIBLE = /^[!-$&-[\]-~]+$/;

/**
 * Reads where a source came from: `git+https://host/path@ref` (SPDX download locations, SLSA), `https://host/path.git#ref:folder`
 * (BuildKit), `git@host:path`. `ref` is what stands beside the address. Undefined for what can be read in several ways: a
 * path with dots for names, one with several `@`, or an `@` before what is no name of a ref.
 */
export function parseSource(address: string, ref?: string): Source | undefined {
  if (address.length > MAX_LENGTH || !LEGIBLE.test(address)) return undefined;
  const { scheme = 'ssh', host, path = '', query = '', fragment = '' } = partsOf(address);
  if (host === undefined) return undefined;
  const [place = '', named, ...others] = path.split('@');
  if (others.length > 0 || (named !== undefined && !/^(?:refs\/.+|[^/]+)$/.test(named))) return undefined;
  const segments = place
    .replace(/^\//, '')
    .replace(/\/$/, '')
    .replace(/\.git$/, '')
    .split('/');
  if (segments.some((segment) => ['', '.', '..'].includes(segment))) return undefined;
  const [inFragment = ''] = fragment.split(':', 1);
  const found = ref ?? named ?? (inFragment === '' ? undefined : inFragment);
  const repository = `${scheme.toLowerCase()}://${host.toLowerCase()}/${segments.join('/')}${query}`;
  return { repository, ...(found !== undefined && { ref: found }) };
}

function partsOf(address: string): Readonly<Record<string, string | undefined>> {
  return ADDRESS.exec(address)?.groups ?? SSH.exec(address)?.groups ?? {};
}
