import type { ParsedImageReference } from '../model/image-reference.ts';
import { isObject, type JsonObject } from '../model/json.ts';
import type { FieldPath } from '../model/path.ts';
import { printable } from '../model/printable.ts';
import { valueAt } from '../model/value-at.ts';
import { type Container, describeContainer, type ImageUse, type Volume } from '../model/workload.ts';
import { parseImageReference } from './image-reference.ts';

/** The images of containers, then those of image volumes. */
export function imageUses(containers: readonly Container[], volumes: readonly Volume[]): readonly ImageUse[] {
  const images: ImageUse[] = [];
  for (const container of containers) images.push(new ContainerImage(container));
  for (const volume of volumes) if (isObject(volume.spec.image)) images.push(new VolumeImage(volume));
  return images;
}

/** Images that an object of the kind names outside of any pod; a place that holds nothing is left out. */
export function namedImages(object: JsonObject, kind: string, places: readonly FieldPath[]): readonly ImageUse[] {
  return places.flatMap((path) => {
    const text = valueAt(object, path);
    return typeof text === 'string' ? [new NamedImage(text, path, kind)] : [];
  });
}

/** What only a problem needs, the path and the owner, is made when it is asked for. */
abstract class LazyImageUse implements ImageUse {
  readonly text: string;
  #parsed: ParsedImageReference | undefined;

  constructor(written: unknown) {
    this.text = typeof written === 'string' ? written : '';
  }

  get parsed(): ParsedImageReference {
    this.#parsed ??= parseImageReference(this.text);
    return this.#parsed;
  }

  abstract get path(): FieldPath;
  abstract get owner(): string;
}

class ContainerImage extends LazyImageUse {
  readonly container: Container;

  constructor(container: Container) {
    super(container.spec.image);
    this.container = container;
  }

  get path(): FieldPath {
    return [...this.container.path, 'image'];
  }

  get owner(): string {
    return describeContainer(this.container);
  }
}

class NamedImage extends LazyImageUse {
  readonly path: FieldPath;
  readonly #kind: string;

  constructor(text: string, path: FieldPath, kind: string) {
    super(text);
    this.path = path;
    this.#kind = kind;
  }

  get owner(): string {
    return `the ${printable(this.#kind, 63)}`;
  }
}

class VolumeImage extends LazyImageUse {
  readonly #volume: Volume;

  constructor(volume: Volume) {
    super(isObject(volume.spec.image) ? volume.spec.image.reference : undefined);
    this.#volume = volume;
  }

  get path(): FieldPath {
    return [...this.#volume.path, 'image', 'reference'];
  }

  get owner(): string {
    return `image volume "${printable(this.#volume.name)}"`;
  }
}
