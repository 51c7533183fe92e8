import type { ParsedImageReference } from '../../model/image-reference.ts';
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

/**
 * Reads a Dockerfile. The path of its n-th image is `images[n]`, with those that cannot be told counted in.
 * @param file how errors name the file
 * @param name by which exceptions may name it
 * @throws SourceError where the text cannot be read as a Dockerfile
 */
export function readDockerfile(file: string, name: string, text: string): DockerfileSubject {
  const found = dockerfileImages(file, text).map((image, index) => ({ image, path: ['images', index] as const }));
  const images = found.flatMap(({ image, path }) =>
    image.reference === undefined ? [] : [imageUse(image.reference, path, image)],
  );
  const unresolved = found
    .filter(({ image }) => image.reference === undefined)
    .map(({ image, path }) => ({ image: image.written, path }));
  return {
    workload: buildFile(name, images, { images: found.map(({ image }) => image.written) }),
    unresolved,
    positionOf: ([, index]) => found[Number(index)]?.image.position ?? START,
  };
}

function imageUse(text: string, path: FieldPath, { place, position }: DockerfileImage): ImageUse {
  const parsed: ParsedImageReference = parseImageReference(text);
  return { text, parsed, path, owner: `${OWNERS[place]} in line ${position.line}` };
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
