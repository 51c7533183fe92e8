import type { Decision } from '../model/decision.ts';
import type { FieldPath } from '../model/path.ts';
import type { Position } from '../model/source.ts';

/** A decision about something that a file holds. */
export interface ReviewedSubject {
  readonly kind: string;
  /** '' where the object has none. */
  readonly name: string;
  readonly namespace: string;
  /** As the user named it; `-` for standard input. */
  readonly file: string;
  /** Where the object starts in the file; counts from 1. */
  readonly line: number;
  readonly decision: Decision;
  /** Where a field of the object stands in the file; its nearest existing parent where there is no such field. */
  positionOf(path: FieldPath): Position;
}
