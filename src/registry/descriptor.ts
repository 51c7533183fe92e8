import { isObject, type JsonObject, ownField } from '../model/json.ts';
import { printable } from '../model/printable.ts';
import { isDigest } from './digest.ts';
import { type Descriptor, RegistryError } from './source.ts';

/** Far beyond any layer: 1 TiB. What is larger is no size but an attempt to overflow one. */
const MAX_SIZE = 2 ** 40;
const MAX_MEDIA_TYPE = 255;
const MEDIA_TYPE = /^[!-~]+(?:\/[!-~]+)?$/;
/** Longer than any field name that readers fold. */
const MAX_FOLDED = 32;

const DESCRIPTOR_FIELDS = ['mediaType', 'digest', 'size', 'artifactType', 'annotations', 'platform', 'urls', 'data'];
const PLATFORM_FIELDS = ['os', 'architecture', 'variant'];

/** Reads one field of a document; `where` is its place in messages. */
export interface Place {
  readonly value: unknown;
  readonly where: string;
}

/** The error of a document that is not what it must be. */
export function malformed(where: string, problem: string): RegistryError {
  return new RegistryError('malformed', `${where} ${problem}`);
}

/** An own field, with null taken for absence as the writers of these documents mean it. */
export function fieldOf(object: JsonObject, key: string): unknown {
  return ownField(object, key) ?? undefined;
}

/**
 * An object none of whose keys differs from a known field by case alone: readers written in Go take such a key for the
 * field itself, and would see another document than we do.
 * @throws RegistryError `malformed`
 */
export function readObject({ value, where }: Place, fields: readonly string[]): JsonObject {
  if (!isObject(value)) throw malformed(where, 'must be an object');
  for (const key in value) {
    if (key.length > MAX_FOLDED || fields.includes(key)) continue;
    const folded = fold(key);
    const field = fields.find((name) => fold(name) === folded);
    if (field !== undefined)
      throw malformed(where, `has a field "${printable(key, MAX_FOLDED)}" that passes for "${field}"`);
  }
  return value;
}

/** As `encoding/json` of Go compares keys, where U+017F and U+212A pass for "s" and "k". */
function fold(key: string): string {
  return key.toUpperCase().toLowerCase();
}

/**
 * A descriptor (OCI image spec, descriptor.md). `urls` and `data` are never looked at.
 * @throws RegistryError `malformed`
 */
export function readDescriptor(place: Place): Descriptor {
  const { where } = place;
  const object = readObject(place, DESCRIPTOR_FIELDS);
  const artifactType = readText({ value: fieldOf(object, 'artifactType'), where: `${where}.artifactType` });
  const platform = readPlatform({ value: fieldOf(object, 'platform'), where: `${where}.platform` });
  return {
    mediaType: readMediaType({ value: fieldOf(object, 'mediaType'), where: `${where}.mediaType` }),
    digest: readDigest({ value: fieldOf(object, 'digest'), where: `${where}.digest` }),
    size: readSize({ value: fieldOf(object, 'size'), where: `${where}.size` }),
    ...(artifactType === undefined ? {} : { artifactType }),
    annotations: readAnnotations({ value: fieldOf(object, 'annotations'), where: `${where}.annotations` }),
    ...(platform === undefined ? {} : { platform }),
  };
}

/**
 * A string, or undefined where there is none.
 * @throws RegistryError `malformed`
 */
export function readText({ value, where }: Place): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  throw malformed(where, 'must be a string');
}

/**
 * Annotations; null values count as empty, as in Go.
 * @throws RegistryError `malformed`
 */
export function readAnnotations({ value, where }: Place): ReadonlyMap<string, string> {
  const annotations = new Map<string, string>();
  if (value === undefined) return annotations;
  if (!isObject(value)) throw malformed(where, 'must be an object');
  for (const [key, item] of Object.entries(value)) {
    if (typeof item !== 'string' && item !== null) throw malformed(where, 'must hold strings only');
    annotations.set(key, item ?? '');
  }
  return annotations;
}

function readMediaType({ value, where }: Place): string {
  if (typeof value === 'string' && value.length <= MAX_MEDIA_TYPE && MEDIA_TYPE.test(value)) return value;
  throw malformed(where, `must be a media type of at most ${MAX_MEDIA_TYPE} characters`);
}

function readDigest({ value, where }: Place): string {
  if (typeof value === 'string' && isDigest(value)) return value;
  throw malformed(where, 'must be a sha256 or sha512 digest in lower case');
}

function readSize({ value, where }: Place): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= MAX_SIZE) return value;
  throw malformed(where, `must be a whole number of bytes from 0 to ${MAX_SIZE}`);
}

function readPlatform(place: Place): Descriptor['platform'] {
  const { value, where } = place;
  if (value === undefined) return undefined;
  const object = readObject(place, PLATFORM_FIELDS);
  const os = readText({ value: fieldOf(object, 'os'), where: `${where}.os` });
  const architecture = readText({ value: fieldOf(object, 'architecture'), where: `${where}.architecture` });
  const variant = readText({ value: fieldOf(object, 'variant'), where: `${where}.variant` });
  if (os === undefined || architecture === undefined) throw malformed(where, 'must have an os and an architecture');
  return { os, architecture, ...(variant === undefined ? {} : { variant }) };
}
