import { type JsonObject, ownField } from '../model/json.ts';
import { printable } from '../model/printable.ts';
import { JsonError, readJson } from '../parse/json-reader.ts';
import { fieldOf, malformed, readAnnotations, readDescriptor, readObject, readText } from './descriptor.ts';
import { DOCUMENT_KINDS, essenceOf, OCI_INDEX, OCI_MANIFEST } from './media-type.ts';
import { type Descriptor, type IndexDocument, type ManifestDocument, RegistryError } from './source.ts';

/** Most bytes of a manifest or index: what registries accept (OCI distribution spec, "Pushing Manifests"). */
export const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;
/** Most descriptors of one document. */
const MAX_DESCRIPTORS = 10_000;
/** As many as so many descriptors have. Objects with more distinct keys take a tenth of a second and more to build. */
const MAX_MEMBERS = 100_000;

const FIELDS = [
  'schemaVersion',
  'mediaType',
  'artifactType',
  'config',
  'layers',
  'manifests',
  'subject',
  'annotations',
];
/** Fields of the schema 1 of Docker, in which layers are not named by what is in them. */
const SCHEMA_1_FIELDS = ['fsLayers', 'history', 'signatures'];
const MAX_SHOWN = 100;

/** What the bytes of a manifest or index say. */
export interface ReadManifest {
  readonly mediaType: string;
  readonly document: IndexDocument | ManifestDocument;
}

/**
 * Reads a manifest or index. `contentType` is what the one who handed it over says of it: a header, or the media type
 * of the descriptor that led here. `from` names that one in messages.
 *
 * Refused is what another reader could take for something else (CVE-2021-41190 and its kin): an index that is a
 * manifest too, types that disagree, no type and no clear shape, keys that repeat or differ by case alone, schema 1.
 * @throws RegistryError `malformed`; `too-large` beyond 4 MiB or 10,000 descriptors
 */
export function readManifest(bytes: Buffer, contentType: string | undefined, from: string): ReadManifest {
  const where = `the manifest from ${from}`;
  if (bytes.length > MAX_MANIFEST_BYTES) {
    throw new RegistryError('too-large', `${where} has more than ${MAX_MANIFEST_BYTES} bytes`);
  }
  const object = readObject({ value: parse(bytes, where), where }, [...FIELDS, ...SCHEMA_1_FIELDS]);
  const mediaType = typeOf(object, essenceOf(contentType), where);
  const kind = DOCUMENT_KINDS.get(mediaType) ?? 'manifest';
  return { mediaType, document: kind === 'index' ? readIndex(object, where) : readImage(object, where) };
}

function parse(bytes: Buffer, where: string): unknown {
  try {
    return readJson(bytes, { skipManagedFields: false, maxMembers: MAX_MEMBERS });
  } catch (error) {
    if (error instanceof JsonError) throw malformed(where, `cannot be read: ${error.message}`);
    throw error;
  }
}

/** The media type, on which the document, its shape and the one who handed it over agree. */
function typeOf(object: JsonObject, told: string | undefined, where: string): string {
  if (SCHEMA_1_FIELDS.some((field) => fieldOf(object, field) !== undefined) || fieldOf(object, 'schemaVersion') === 1) {
    throw malformed(where, 'is of schema 1, which does not name all its content by digest: push the image anew');
  }
  if (fieldOf(object, 'schemaVersion') !== 2) throw malformed(where, 'must have "schemaVersion": 2');
  const shape = shapeOf(object, where);
  const written = readText({ value: fieldOf(object, 'mediaType'), where: `${where}: mediaType` });
  if (told !== undefined && written !== undefined && told !== written) {
    throw malformed(where, `is announced as ${shown(told)} and says of itself that it is ${shown(written)}`);
  }
  const type = written ?? told ?? (shape === 'index' ? OCI_INDEX : OCI_MANIFEST);
  const kind = DOCUMENT_KINDS.get(type);
  if (kind === undefined)
    throw malformed(where, `is of the type ${shown(type)}: only images and indexes are understood`);
  if (written === undefined && told === undefined && shape === undefined) {
    throw malformed(where, 'has no mediaType and the shape of neither an index nor an image');
  }
  if (shape !== undefined && shape !== kind)
    throw malformed(where, `is of the type ${shown(type)} and has the shape of an ${shape}`);
  return type;
}

/** What the fields say that a document is; undefined where they say nothing. */
function shapeOf(object: JsonObject, where: string): 'index' | 'manifest' | undefined {
  const isIndex = fieldOf(object, 'manifests') !== undefined;
  const isImage = fieldOf(object, 'config') !== undefined || fieldOf(object, 'layers') !== undefined;
  if (isIndex && isImage) {
    throw malformed(where, 'has "manifests" and also "config" or "layers": it must be an index or an image, not both');
  }
  if (isIndex) return 'index';
  return isImage ? 'manifest' : undefined;
}

function readIndex(object: JsonObject, where: string): IndexDocument {
  const artifactType = readText({ value: fieldOf(object, 'artifactType'), where: `${where}: artifactType` });
  return {
    kind: 'index',
    manifests: readDescriptors(object, 'manifests', where),
    ...(artifactType === undefined ? {} : { artifactType }),
  };
}

function readImage(object: JsonObject, where: string): ManifestDocument {
  const artifactType = readText({ value: fieldOf(object, 'artifactType'), where: `${where}: artifactType` });
  const subject = fieldOf(object, 'subject');
  return {
    kind: 'manifest',
    config: readDescriptor({ value: fieldOf(object, 'config'), where: `${where}: config` }),
    layers: readDescriptors(object, 'layers', where),
    ...(subject === undefined
      ? {}
      : { subject: readDescriptor({ value: subject, where: `${where}: subject` }).digest }),
    ...(artifactType === undefined ? {} : { artifactType }),
    annotations: readAnnotations({ value: fieldOf(object, 'annotations'), where: `${where}: annotations` }),
  };
}

/** Writers in Go write an empty list as null; absence is another thing. */
function readDescriptors(object: JsonObject, field: string, from: string): readonly Descriptor[] {
  const where = `${from}: ${field}`;
  const value = ownField(object, field);
  if (value === null) return [];
  if (!Array.isArray(value)) throw malformed(where, 'must be a list');
  if (value.length > MAX_DESCRIPTORS) {
    throw new RegistryError('too-large', `${where} has more than ${MAX_DESCRIPTORS} entries`);
  }
  return value.map((item, index) => readDescriptor({ value: item, where: `${where}[${index}]` }));
}

function shown(mediaType: string): string {
  return `"${printable(mediaType, MAX_SHOWN)}"`;
}
