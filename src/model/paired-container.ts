import type { FieldPath } from './path.ts';
import type { Position } from './source.ts';
import type { Container, Workload } from './workload.ts';

/** A container of a manifest that runs the image that a Dockerfile makes. */
export interface PairedContainer {
  readonly workload: Workload;
  readonly container: Container;
  /** As messages name the manifest. */
  readonly file: string;
  /** Where a field of the object stands; the nearest one above it where it is not written. */
  positionOf(path: FieldPath): Position;
  /** What says that the container runs the image, as a half sentence: `its image is named as the folder`. */
  readonly because: string;
}
