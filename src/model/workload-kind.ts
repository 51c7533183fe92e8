/** Stands for every element of a list in a `PlacePath`. */
export const EVERY_ELEMENT = '*';

/** Field names from the root of an object, and `*` for every element of a list. */
export type PlacePath = readonly string[];

/** Where objects of one kind hold pod templates, the objects with `metadata` and `spec`, or images outside of any. */
export interface WorkloadKind {
  /** '' for the core group. */
  readonly group: string;
  /** Absent: any version. */
  readonly version?: string;
  readonly kind: string;
  readonly templates: readonly TemplatePlace[];
  /** Places of texts that are image references. */
  readonly images: readonly PlacePath[];
}

export interface TemplatePlace {
  readonly path: PlacePath;
  /** A path that leads nowhere is in order: the kind has other ways to say what runs. */
  readonly optional?: true;
}

/** The kinds of object that are judged. */
export interface WorkloadKinds {
  /** The kind that an object is of; undefined where it holds no pod that we know of. */
  find(apiVersion: string, kind: string): WorkloadKind | undefined;
}
