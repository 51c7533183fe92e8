import { compileGlob } from '../../parse/glob.ts';
import { DOCKER_HUB } from '../../parse/image-host.ts';

/** Names under which configurations know Docker Hub: one host. */
const DOCKER_HUB_NAMES: readonly string[] = [DOCKER_HUB, 'index.docker.io', 'registry-1.docker.io'];

const MAX_LENGTH = 512;
const SCHEME = /^https?:\/\//i;
const LABEL = /^[a-z0-9_*?-]{1,63}$/;
const BRACKETED = /^\[[0-9a-f:.]+\]$/;
const PORT = /^[0-9]{1,5}$/;
const PATH = /^(?:[\w.-]+(?:\/[\w.-]+)*)?$/;
/** Path elements of the registry API, which old tools write into keys. */
const API_VERSION = /^v[12]\//;

/** For which registries and repositories an entry of a docker config is. */
export interface RegistryKey {
  /** Number of characters of the path: the longest says most exactly what is meant. */
  readonly pathLength: number;
  /** The host is written out, without `*` and `?`. */
  readonly isExact: boolean;
  matches(registry: string, repository: string): boolean;
}

/**
 * Reads `[scheme://]host[:port][/path]` and matches it as the kubelet does: in the host `*` and `?` stay within one
 * label, the number of labels and the port must be the same; the path is a prefix, here of whole path elements.
 * Undefined where the text is no such key, for example because it holds a user name.
 */
export function parseRegistryKey(text: string): RegistryKey | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const bare = text.replace(SCHEME, '');
  const slash = bare.indexOf('/');
  const host = parseHost((slash === -1 ? bare : bare.slice(0, slash)).toLowerCase());
  if (host === undefined) return undefined;
  const written = slash === -1 ? '' : bare.slice(slash + 1);
  const path = withoutEnd(`${withoutEnd(written)}/`.replace(API_VERSION, ''));
  if (!PATH.test(path)) return undefined;
  return {
    pathLength: path.length,
    isExact: host.isExact,
    matches: (registry, repository) =>
      (path === '' || repository === path || repository.startsWith(`${path}/`)) &&
      namesOf(registry.toLowerCase()).some((name) => host.matches(name)),
  };
}

function withoutEnd(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : path;
}

function namesOf(registry: string): readonly string[] {
  return DOCKER_HUB_NAMES.includes(registry) ? DOCKER_HUB_NAMES : [registry];
}

interface HostPattern {
  readonly isExact: boolean;
  matches(host: string): boolean;
}

function parseHost(text: string): HostPattern | undefined {
  const { name, port } = splitPort(text);
  if (port !== undefined && !PORT.test(port)) return undefined;
  if (BRACKETED.test(name)) return { isExact: true, matches: (host) => host === text };
  const labels = name.split('.');
  if (!labels.every((label) => LABEL.test(label))) return undefined;
  if (!/[*?]/.test(name)) return { isExact: true, matches: (host) => host === text };
  const globs = labels.map(compileGlob);
  return {
    isExact: false,
    matches(host) {
      const other = splitPort(host);
      const parts = other.name.split('.');
      return other.port === port && parts.length === globs.length && globs.every((glob, at) => glob(parts[at] ?? ''));
    },
  };
}

/** IPv6 addresses stand in brackets. */
function splitPort(host: string): { readonly name: string; readonly port: string | undefined } {
  const colon = host.indexOf(':', Math.max(host.indexOf(']'), 0));
  return colon === -1 ? { name: host, port: undefined } : { name: host.slice(0, colon), port: host.slice(colon + 1) };
}
