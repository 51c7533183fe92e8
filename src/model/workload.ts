import type { ParsedImageReference } from './image-reference.ts';
import type { JsonObject } from './json.ts';
import type { FieldPath } from './path.ts';
import { printable } from './printable.ts';
import type { Problem } from './problem.ts';

/** The three container lists of a pod spec, in the order the kubelet starts them. */
export const CONTAINER_LISTS = ['initContainers', 'containers', 'ephemeralContainers'] as const;
export type ContainerList = (typeof CONTAINER_LISTS)[number];

/** One container of any kind. */
export interface Container {
  readonly list: ContainerList;
  readonly name: string;
  readonly spec: JsonObject;
  readonly path: FieldPath;
  /** Native sidecar (KEP-753): an init container whose restartPolicy is exactly `Always`. */
  readonly sidecar: boolean;
}

const CONTAINER_NOUNS: Readonly<Record<ContainerList, string>> = {
  initContainers: 'init container',
  containers: 'container',
  ephemeralContainers: 'ephemeral container',
};

/** How messages name a container: `container "app"`, `sidecar container "proxy"`. Custom resources may leave names out. */
export function describeContainer({ list, name, path, sidecar }: Omit<Container, 'spec'>): string {
  const noun = sidecar ? 'sidecar container' : CONTAINER_NOUNS[list];
  if (name !== '') return `${noun} "${printable(name, 63)}"`;
  return `${noun} #${Number(path.at(-1)) + 1} (unnamed)`;
}

/** One entry of `spec.volumes`. */
export interface Volume {
  readonly name: string;
  readonly spec: JsonObject;
  readonly path: FieldPath;
}

/** A place where a pod names an image: a container's `image` or an image volume's `reference` (KEP-4639). */
export interface ImageUse {
  /** The text as written; '' where the field is absent. */
  readonly text: string;
  readonly parsed: ParsedImageReference;
  readonly path: FieldPath;
  /** How messages name the place: `container "app"`, `image volume "models"`. */
  readonly owner: string;
  /** The container that runs it; absent for image volumes, and for images outside of pods. */
  readonly container?: Container;
}

/** The kind under which policies and reports know files that images are built from; Containerfiles too. */
export const DOCKERFILE = 'Dockerfile';

/** Anything that holds a pod spec: a Pod, or a controller with a pod template. */
export interface Workload {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  /** metadata.name; `<generateName>*` while the API server has not chosen one; '' when there is neither. */
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  /** The object the user wrote, whole; in a file, with the defaults that the API server fills in. */
  readonly object: JsonObject;
  /** The same without these, for the few who ask what an author left out. Absent: as `object`. */
  readonly written?: JsonObject;
  /**
   * What is judged: `pod` where the object holds a pod template; `images` where it only names images;
   * `connection` where it is what somebody asks of a running pod (PodExecOptions and the like), and `name` is
   * that of the pod; `build` where it is no object at all but a file that an image is built from, which names images.
   * Template and pod are empty but in the first case.
   */
  readonly holds: 'pod' | 'images' | 'connection' | 'build';
  /** Path of the pod template (the object with metadata and spec): `[]` for a Pod. */
  readonly templatePath: FieldPath;
  readonly template: JsonObject;
  /** Path of the pod spec: `['spec']` for a Pod. */
  readonly podPath: FieldPath;
  readonly pod: JsonObject;
  /** All containers that are to be judged, in the order of CONTAINER_LISTS. */
  readonly containers: readonly Container[];
  readonly volumes: readonly Volume[];
  /** All image references that are to be judged; parsed on first use. */
  readonly images: readonly ImageUse[];
  /** `spec.os.name` is `windows`: the only field that decides, because the kubelet enforces it. */
  readonly windows: boolean;
  /**
   * Only the ephemeral containers that a request adds are judged. What the pod says of itself was judged before, and
   * such a request cannot change it.
   */
  readonly narrowed: boolean;
  /** Fields whose type makes the object unjudgeable. Any entry denies. */
  readonly malformed: readonly Problem[];
}
