import type { ImageReference, ParsedImageReference } from '../model/image-reference.ts';
import { DOCKER_HUB, isHost, parseRegistryHost } from './image-host.ts';
import { remembering } from './remembering.ts';

const MAX_LENGTH = 512;
const REMEMBERED = 1_000;
const MAX_REPOSITORY = 255;
const MAX_TAG = 128;
const FORBIDDEN = /[^!-~]|[?#%\\]/u;
const URL_SYNTAX = '?#%\\';
const SEPARATORS = '._-';
const IDENTIFIER = /^(?:sha256:)?[0-9a-f]{64}$/;
const TAG = /^\w[\w.-]*$/;
const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;
const DIGEST_AS_TAG = /^sha\d{3}(?::|[-_.][0-9a-f]{32})/i;

/** A reference cut where its parts meet; none of them is checked. */
interface Parts {
  readonly host: string | undefined;
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/**
 * Reads an image reference as containerd and Docker do: grammar and normalisation of
 * github.com/distribution/reference. Stricter where a reference is legal but deceptive: see `parseRegistryHost`,
 * digests other than sha256 and sha512 (OCI image spec, registered algorithms), tags that look like digests, and
 * image IDs. Linear in the text, of which no more than 512 bytes are looked at.
 */
export const parseImageReference = remembering(parse, { most: REMEMBERED, maxLength: MAX_LENGTH });

function parse(text: string): ParsedImageReference {
  if (text === '') return refuse('it is empty: name an image');
  if (text.length > MAX_LENGTH) return refuse(`it is longer than ${MAX_LENGTH} bytes`);
  const forbidden = forbiddenText(text);
  if (forbidden !== undefined) return refuse(forbidden);
  if (IDENTIFIER.test(text)) {
    return refuse('it is an image ID, which names no repository: write "repository@sha256:<digits>"');
  }

  const parts = cut(text);
  const host = parseRegistryHost(parts.host ?? DOCKER_HUB);
  if (!host.ok) return host;
  const { registry } = host;
  const isOfficial = registry === DOCKER_HUB && !parts.repository.includes('/') && parts.repository !== '';
  const repository = isOfficial ? `library/${parts.repository}` : parts.repository;

  const reason = repositoryProblem(repository) ?? tagProblem(parts.tag) ?? digestProblem(parts.digest);
  if (reason !== undefined) return refuse(reason);
  return { ok: true, reference: { registry, repository, tag: parts.tag, digest: parts.digest } };
}

/**
 * The canonical text, which parses to the same reference: `docker.io/library/nginx:1.2@sha256:...`.
 * A host of one word without a port is written in upper case, because only so it is read as a host.
 */
export function formatImageReference(reference: ImageReference): string {
  const { registry, repository, tag, digest } = reference;
  const host = isHost(registry) ? registry : registry.toUpperCase();
  return `${host}/${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

function refuse(reason: string): ParsedImageReference {
  return { ok: false, reason };
}

/** Refuses what has no place anywhere in a reference, with a reason of its own for what people paste or disguise. */
function forbiddenText(text: string): string | undefined {
  if (text.includes('://')) return 'it begins with a scheme: write it without "https://" or the like';
  const character = FORBIDDEN.exec(text)?.[0];
  if (character === undefined) return undefined;
  if (URL_SYNTAX.includes(character)) return `it has "${character}": URL syntax is not part of an image reference`;
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `it has the character U+${code}: only printable ASCII without white space is legal`;
}

function cut(text: string): Parts {
  const slash = text.indexOf('/');
  const first = slash === -1 ? '' : text.slice(0, slash);
  const hasHost = slash !== -1 && (isHost(first) || first === '');
  const remainder = hasHost ? text.slice(slash + 1) : text;
  const at = remainder.indexOf('@');
  const named = at === -1 ? remainder : remainder.slice(0, at);
  const colon = named.indexOf(':');
  return {
    host: hasHost ? first : undefined,
    repository: colon === -1 ? named : named.slice(0, colon),
    tag: colon === -1 ? undefined : named.slice(colon + 1),
    digest: at === -1 ? undefined : remainder.slice(at + 1),
  };
}

function repositoryProblem(repository: string): string | undefined {
  if (repository === '') return 'it has no repository name';
  if (repository.length > MAX_REPOSITORY) return `the repository name is longer than ${MAX_REPOSITORY} characters`;
  if (repository.toLowerCase() !== repository) return `repository name "${repository}" must be lower case`;
  for (const segment of repository.split('/')) {
    const problem = segmentProblem(segment, repository);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** `path-component`: runs of letters and digits joined by one dot, one or two underscores, or any number of dashes. */
function segmentProblem(segment: string, repository: string): string | undefined {
  if (segment === '') return `repository name "${repository}" has an empty part: remove the extra "/"`;
  if (segment === '.' || segment === '..') return `repository name "${repository}" has the path part "${segment}"`;
  for (let at = 0; ; at = endOfSeparator(segment, at)) {
    const start = at;
    while (isAlphanumeric(segment.charCodeAt(at))) at++;
    const next = segment[at];
    if (next !== undefined && !SEPARATORS.includes(next)) {
      return `repository name "${repository}" may not contain "${next}"`;
    }
    if (at === start) {
      return `part "${segment}" of the repository name may join letters and digits only with ".", "_", "__" or dashes`;
    }
    if (next === undefined) return undefined;
  }
}

function isAlphanumeric(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x30 && code <= 0x39);
}

function endOfSeparator(segment: string, start: number): number {
  const separator = segment[start];
  let end = start + 1;
  if (separator === '_' && segment[end] === '_') end++;
  while (separator === '-' && segment[end] === '-') end++;
  return end;
}

function tagProblem(tag: string | undefined): string | undefined {
  if (tag === undefined) return undefined;
  if (tag === '') return 'it has an empty tag: remove the ":" or write a tag after it';
  if (DIGEST_AS_TAG.test(tag)) return `tag "${tag}" is shaped like a digest: write "@sha256:<digits>" after the name`;
  if (tag.length > MAX_TAG) return `the tag is longer than ${MAX_TAG} characters`;
  if (!TAG.test(tag))
    return `tag "${tag}" may have only letters, digits, "_", "." and "-", and not begin with "." or "-"`;
  return undefined;
}

function digestProblem(digest: string | undefined): string | undefined {
  if (digest === undefined || DIGEST.test(digest)) return undefined;
  return `digest "${digest}" is not "sha256:" and 64, or "sha512:" and 128, lower-case hexadecimal digits`;
}
