import type { JsonObject } from '../../model/json.ts';
import type { FieldPath } from '../../model/path.ts';
import type { Position } from '../../model/source.ts';
import { DOCKERFILE, type ImageUse, type Workload } from '../../model/workload.ts';
import { parseImageReference } from '../image-reference.ts';
import { NOTHING } from '../parsed-workload.ts';
import { type DockerfileImage, dockerfileImages } from './from-lines.ts';

/** A Dockerfile as policies judge it: it names images and holds nothing else. */
export interface DockerfileSubject {
  readonly workload: Workload;
  /** Images that are written with variables without a default: nobody can tell what they will be. */
  readonly unresolved: readonly { readonly image: string; readonly path: FieldPath }[];
  positionOf(path: FieldPath): Position;
}

const OWNERS: Readonly<Record<DockerfileImage['place'], string>> = {
  from: 'FROM',
  'copy-from': 'COPY --from',
  'mount-from': 'RUN --mount',
};
const START: Position = { line: 1, column: 1 };

/** An image that a Dockerfile names. */
export interface NamedImage {
  /** As it stands in the file. */
  readonly written: string;
  /** Without quotes and variables; undefined where nobody can tell what it will be. */
  readonly reference: string | undefined;
  /** How messages name the place: `FROM in line 3`. */
  readonly owner: string;
}

/**
 * A Dockerfile as policies judge it, by the images that it names. The path of the n-th is `images[n]`, with those that
 * cannot be told counted in.
 * @param name by which exceptions may name it
 */
export function workloadOfImages(
  name: string,
  named: readonly NamedImage[],
): Pick<DockerfileSubject, 'workload' | 'unresolved'> {
  const images: ImageUse[] = [];
  const unresolved: { readonly image: string; readonly path: FieldPath }[] = [];
  for (const [index, { written, reference, owner }] of named.entries()) {
    const path = ['images', index];
    if (reference === undefined) unresolved.push({ image: written, path });
    else images.push({ text: reference, parsed: parseImageReference(reference), path, owner });
  }
  return { workload: buildFile(name, images, { images: named.map(({ written }) => written) }), unresolved };
}

/**
 * Reads a Dockerfile. The path of its n-th image is `images[n]`, with those that cannot be told counted in.
 * @param file how errors name the file
 * @param name by which exceptions may name it
 * @throws SourceError where the text cannot be read as a Dockerfile
 */
export function readDockerfile(file: string, name: string, text: string): DockerfileSubject {
  const found = dockerfileImages(file, text);
  const named = found.map(({ written, reference, place, position }) => ({
    written,
    reference,
    owner: `${OWNERS[place]} in line ${position.line}`,
  }));
  return {
    ...workloadOfImages(name, named),
    positionOf: ([, index]) => found[Number(index)]?.position ?? START,
  };
}

function buildFile(name: string, images: readonly ImageUse[], object: JsonObject): Workload {
  return {
    apiVersion: '',
    kind: DOCKERFILE,
    namespace: '',
    name,
    labels: new Map(),
    object,
    holds: 'build',
    templatePath: [],
    template: NOTHING,
    podPath: [],
    pod: NOTHING,
    containers: [],
    volumes: [],
    images,
    windows: false,
    narrowed: false,
    malformed: [],
  };
}
