import type { ProblemPlace } from '../model/exception.ts';
import { type FieldPath, jsonPointer } from '../model/path.ts';
import type { ImageUse, Workload } from '../model/workload.ts';

/**
 * The places of an object with these parts. A problem of a container or volume with an image is one of that image; one
 * of the pod, of every image of the pod; one outside of the pods, of every image of the object. Which part of the object
 * it was found with makes no difference.
 */
export class ProblemPlaces {
  readonly #places = new Map<string, ProblemPlace>();
  /** Steps to the innermost place, so that no more of a path has to be looked at. */
  #deepest = 0;

  constructor(parts: readonly Workload[]) {
    this.#add([], imagesOf(parts));
    for (const part of parts) {
      if (part.holds === 'pod') this.#add(part.templatePath, imagesOf([part]));
      for (const image of part.images) this.#add(ownerOf(image, part), [image]);
    }
  }

  /** The innermost place that a path leads into. */
  at(path: FieldPath): ProblemPlace {
    for (let length = Math.min(path.length, this.#deepest); length >= 0; length -= 1) {
      const place = this.#places.get(jsonPointer(path.slice(0, length)));
      if (place !== undefined) return place;
    }
    throw new Error('every path leads into the object');
  }

  #add(path: FieldPath, images: readonly ImageUse[]): void {
    this.#places.set(jsonPointer(path), { images });
    this.#deepest = Math.max(this.#deepest, path.length);
  }
}

/** Of a narrowed workload, the other images of the pod are not at hand. */
function imagesOf(parts: readonly Workload[]): readonly ImageUse[] {
  return parts.some(({ narrowed }) => narrowed) ? [] : parts.flatMap(({ images }) => images);
}

/** The place of the container or volume with the image: an item of a list of the pod spec. */
function ownerOf({ path }: ImageUse, { holds, podPath }: Workload): FieldPath {
  return holds === 'pod' ? path.slice(0, podPath.length + 2) : path;
}
