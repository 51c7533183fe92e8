import type { ImageReference } from '../model/image-reference.ts';
import type { TextCheck } from '../model/schema.ts';
import { compileGlob } from './glob.ts';
import { DOCKER_HUB, isHost } from './image-host.ts';
import { parseImageReference } from './image-reference.ts';

type Match = (reference: ImageReference) => boolean;
type Segment = (text: string) => boolean;

const ANY_SEGMENTS = Symbol('**');

/**
 * Compiles a pattern over the registry and repository of an image, whatever its tag or digest:
 * `registry.example.com/**`, `ghcr.io/acme/*`, `*.example.com/team/**`, `nginx`.
 *
 * - Parts between slashes are compared with parts, the whole pattern with the whole reference; never string prefixes.
 * - `*` stands for any characters inside one part of the path, or inside one label of the host (it crosses neither
 *   `/` nor `.`). `**` stands alone between slashes, for any number of parts; at the end for at least one.
 * - A pattern without a registry host is read as the container runtimes read a reference:
 *   `nginx` is `docker.io/library/nginx` and `acme/*` is `docker.io/acme/*`.
 * - Everything is matched by `**` alone. Ports must be equal; no port is not the same as the default port.
 *
 * Linear in the reference, of which parsing bounds the length.
 * @throws Error that says what is wrong with the pattern
 */
export function compileImagePattern(pattern: string): Match {
  const compiled = compile(pattern);
  if (typeof compiled === 'string') throw new Error(compiled);
  return compiled;
}

/** What is wrong with an image pattern. */
export const checkImagePattern: TextCheck = (pattern) => {
  const compiled = compile(pattern);
  return typeof compiled === 'string' ? compiled : undefined;
};

/** The compiled pattern, or what is wrong with it. */
function compile(pattern: string): Match | string {
  if (pattern === '**') return () => true;
  const [first = '', ...rest] = pattern.split('/');
  const problem = wildcardProblem(pattern, first, rest);
  if (problem !== undefined) return problem;

  // The grammar allows a letter wherever it allows anything, so a pattern that fits some reference fits this one.
  const sample = parseImageReference(pattern.replaceAll('**', '*').replaceAll('*', 'a'));
  if (!sample.ok) {
    const reading = pattern.includes('*') ? ' (with "a" for each wildcard)' : '';
    return `"${pattern}" can match no image${reading}: ${sample.reason}`;
  }
  const { registry, tag, digest } = sample.reference;
  if (tag !== undefined || digest !== undefined) {
    return `"${pattern}" has a tag or digest: leave it out ("host:port/**" stands for all images of a registry)`;
  }

  const hasHost = rest.length > 0 && isHost(first);
  const path = hasHost ? rest : [first, ...rest];
  if (registry === DOCKER_HUB && path.length === 1 && path[0] !== '**') path.unshift('library');
  const matchesHost = hasHost && first.includes('*') ? hostMatch(first) : (host: string) => host === registry;
  const matchesPath = pathMatch(path);
  return (reference) => matchesHost(reference.registry) && matchesPath(reference.repository);
}

function wildcardProblem(pattern: string, first: string, rest: readonly string[]): string | undefined {
  if (pattern === '*') return '"*" does not cross "/", so it is not everything: write "**" to mean every image';
  if (first === '*' || first === '**') {
    return `"${pattern}" leaves the registry open: begin with its host, as in "docker.io/acme/*"`;
  }
  if (first.includes('**') || rest.some((part) => part.includes('**') && part !== '**')) {
    return `in "${pattern}", "**" must stand alone between slashes`;
  }
  if (first.startsWith('[') && first.includes('*')) return `in "${pattern}", an IPv6 address cannot have wildcards`;
  if (rest.length === 0 && !first.includes(':') && (first.includes('.') || first === 'localhost')) {
    return `"${pattern}" names no repository: write "${pattern}/**" for all images of that registry`;
  }
  return undefined;
}

function hostMatch(pattern: string): Segment {
  const wanted = splitPort(pattern.toLowerCase());
  const globs = wanted.labels.map(segmentMatch);
  return (host) => {
    const { labels, port } = splitPort(host);
    return port === wanted.port && labels.length === globs.length && globs.every((glob, i) => glob(labels[i] ?? ''));
  };
}

function splitPort(host: string): { labels: readonly string[]; port: string | undefined } {
  const [name = '', port] = host.startsWith('[') ? [host] : host.split(':');
  return { labels: name.split('.'), port };
}

function pathMatch(pattern: readonly string[]): (repository: string) => boolean {
  const globs = pattern.map((part) => (part === '**' ? ANY_SEGMENTS : segmentMatch(part)));
  if (globs.at(-1) === ANY_SEGMENTS) globs.splice(-1, 0, () => true);
  return (repository) => matchesSegments(globs, repository.split('/'));
}

function segmentMatch(part: string): Segment {
  return part.includes('*') ? compileGlob(part) : (text) => text === part;
}

/** As in a glob, only the last `**` passed is ever tried again. */
function matchesSegments(globs: readonly (Segment | typeof ANY_SEGMENTS)[], segments: readonly string[]): boolean {
  let glob = 0;
  let at = 0;
  let run = -1;
  let runEnd = 0;
  while (at < segments.length) {
    const wanted = globs[glob];
    if (wanted === ANY_SEGMENTS) {
      run = glob++;
      runEnd = at;
    } else if (wanted?.(segments[at] ?? '')) {
      glob++;
      at++;
    } else if (run !== -1) {
      at = ++runEnd;
      glob = run + 1;
    } else {
      return false;
    }
  }
  while (globs[glob] === ANY_SEGMENTS) glob++;
  return glob === globs.length;
}
