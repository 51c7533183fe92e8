import type { ImageReference } from '../model/image-reference.ts';
import { formatPath } from '../model/path.ts';
import { printable } from '../model/printable.ts';
import { type Position, SourceError, type SourceProblem } from '../model/source.ts';
import type { Workload } from '../model/workload.ts';
import type { WorkloadKinds } from '../model/workload-kind.ts';
import { type DockerfileImage, dockerfileImages } from '../parse/dockerfile/from-lines.ts';
import { parseImageReference } from '../parse/image-reference.ts';
import { showImage } from '../parse/image-text.ts';
import { parseWorkloads } from '../parse/workload.ts';
import { MANIFEST_LIMITS, parseYaml } from '../parse/yaml.ts';
import { type ManifestObject, manifestObjects } from './manifest-objects.ts';

/** Offsets in a text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A place in a file where an image is named. */
export interface ImageSite extends Position {
  readonly file: string;
  /** The reference as it is written there, variables replaced by their defaults. */
  readonly text: string;
  readonly reference: ImageReference;
  /** Where `text` stands as it is; undefined where it cannot be changed in place. */
  readonly span: Span | undefined;
  /** Why there is no span; completes "the image is not changed, because". */
  readonly obstacle?: string;
}

/** All images that a file names. */
export interface ImageSites {
  readonly sites: readonly ImageSite[];
  /** What names an image that nobody can tell: variables without defaults. */
  readonly unknown: readonly SourceProblem[];
  /** References that are none, and objects that cannot be read whole. */
  readonly problems: readonly SourceProblem[];
}

/** A file whose images are looked for. */
export interface ImageFile {
  readonly file: string;
  readonly text: string;
  /** The user named this very file, so it must hold what it seems to. */
  readonly named: boolean;
}

/**
 * The images of FROM lines, and of other instructions that take files from images.
 * @throws SourceError where the Dockerfile cannot be read
 */
export function dockerfileSites({ file, text }: ImageFile): ImageSites {
  const collected = new Sites(file);
  for (const image of dockerfileImages(file, text)) {
    if (image.reference === undefined) {
      const message = `${showImage(image.written)} depends on variables that have no defaults here`;
      collected.unknown.push({ file, ...image.position, message });
    } else if (image.isVerbatim) {
      collected.add(image.position, image.reference, { start: image.start, end: image.end });
    } else {
      collected.add(image.position, image.reference, undefined, obstacleOf(image));
    }
  }
  return collected;
}

function obstacleOf({ hasVariables }: DockerfileImage): string {
  return hasVariables
    ? 'it is written with variables: put the digest into their defaults'
    : 'it is written with quotes, escapes or over several lines';
}

/**
 * The images of all pods, and of other objects of known kinds, of a YAML or JSON text.
 * @throws SourceError where the text cannot be read
 */
export function manifestSites({ file, text, named }: ImageFile, kinds: WorkloadKinds): ImageSites {
  const collected = new Sites(file);
  const { objects, problems } = manifestObjects(parseYaml(file, text, MANIFEST_LIMITS), named);
  collected.problems.push(...problems);
  const offsetAt = offsetsIn(text);
  for (const object of objects) {
    for (const workload of parseWorkloads(object.object, { ...object, namespace: '' }, kinds) ?? []) {
      collected.addMalformed(workload, object);
      for (const image of workload.images) {
        if (image.text === '') continue;
        const position = object.positionOf(image.path);
        const span = spanOf(text, offsetAt(position), image.text);
        collected.add(
          position,
          image.text,
          span,
          'it stands behind an alias, or is written with escapes or as a block',
        );
      }
    }
  }
  return collected;
}

/** Finds a reference where its value starts: plain, or in quotes without escapes. */
function spanOf(text: string, offset: number, value: string): Span | undefined {
  if (text.startsWith(value, offset)) return { start: offset, end: offset + value.length };
  const quote = text[offset];
  const start = offset + 1;
  const end = start + value.length;
  const isQuoted = (quote === '"' || quote === "'") && text.startsWith(value, start) && text[end] === quote;
  return isQuoted ? { start, end } : undefined;
}

/** Positions do not count a byte order mark. */
function offsetsIn(text: string): (position: Position) => number {
  const first = text.startsWith('\uFEFF') ? 1 : 0;
  const starts = [first];
  for (let feed = text.indexOf('\n'); feed !== -1; feed = text.indexOf('\n', feed + 1)) starts.push(feed + 1);
  return ({ line, column }) => (starts[line - 1] ?? text.length) + column - 1;
}

class Sites implements ImageSites {
  readonly sites: ImageSite[] = [];
  readonly unknown: SourceProblem[] = [];
  readonly problems: SourceProblem[] = [];
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  add(position: Position, text: string, span: Span | undefined, obstacle?: string): void {
    const place = { file: this.#file, line: position.line, column: position.column };
    const parsed = parseImageReference(text);
    if (!parsed.ok) {
      this.problems.push({
        ...place,
        message: `${showImage(text)} is no image reference: ${printable(parsed.reason)}`,
      });
    } else if (span === undefined) {
      this.sites.push({ ...place, text, reference: parsed.reference, span, ...(obstacle && { obstacle }) });
    } else {
      this.sites.push({ ...place, text, reference: parsed.reference, span });
    }
  }

  /** Images may stand in what nobody can read. */
  addMalformed({ malformed }: Workload, object: ManifestObject): void {
    for (const { message, path } of malformed) {
      const field = printable(formatPath(path));
      const position = object.positionOf(path);
      this.problems.push({ file: this.#file, ...position, message: field === '' ? message : `${field}: ${message}` });
    }
  }
}

/** Runs a reader of sites; what is wrong with the whole file is part of the answer. */
export function orProblems(read: () => ImageSites): ImageSites {
  try {
    return read();
  } catch (error) {
    if (error instanceof SourceError) return { sites: [], unknown: [], problems: error.problems };
    throw error;
  }
}
