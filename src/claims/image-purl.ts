import type { ParsedImageReference } from '../model/image-reference.ts';
import { type Purl, parsePurl } from '../packages/purl.ts';
import { parseImageReference } from '../parse/image-reference.ts';

/** What Docker's own tools and sites call the registry that references know as docker.io. */
const DOCKER_HUB = /^(?:hub|index|registry-1)\.docker\.(?:io|com)(?=\/|$)/i;
const SCHEME = /^(?:https?|oci|docker):\/\//i;
const DIGEST = /^sha(?:256|512):/;

/**
 * The image that a document names: by a reference, or by a purl of type `docker` or `oci` (purl-spec,
 * `types/docker-definition.json` and `types/oci-definition.json`). A purl of type `oci` says nothing of where the image
 * lies unless it has a `repository_url`, whose last part is then its name; one of type `docker` is at Docker Hub without.
 */
export function imageNamed(text: string): ParsedImageReference {
  if (!/^pkg:/i.test(text)) return parseImageReference(text);
  const parsed = parsePurl(text);
  if (!parsed.ok) return parsed;
  const { type } = parsed.purl;
  if (type !== 'docker' && type !== 'oci') return { ok: false, reason: `packages of type ${type} are no images` };
  const repository = repositoryOf(parsed.purl);
  return repository === undefined
    ? { ok: false, reason: 'it has no repository_url, so that nobody knows its registry' }
    : parseImageReference(`${repository}${versionOf(parsed.purl)}`);
}

function repositoryOf({ type, namespace, name, qualifiers }: Purl): string | undefined {
  const url = qualifiers.get('repository_url') ?? '';
  const place = url.replace(SCHEME, '').replace(/\/+$/, '').replace(DOCKER_HUB, 'docker.io');
  const path = namespace === '' ? name : `${namespace}/${name}`;
  if (type === 'docker') return place === '' ? path : `${place}/${path}`;
  if (place === '') return undefined;
  return place.endsWith(`/${name}`) ? place : `${place}/${path}`;
}

/** The version is a digest, or with type `docker` perhaps a tag. */
function versionOf({ version, qualifiers }: Purl): string {
  const tag = qualifiers.get('tag') ?? '';
  if (DIGEST.test(version)) return `${tag === '' ? '' : `:${tag}`}@${version}`;
  const shown = version === '' ? tag : version;
  return shown === '' ? '' : `:${shown}`;
}
