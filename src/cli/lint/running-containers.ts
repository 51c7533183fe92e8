import type { PairedContainer } from '../../model/paired-container.ts';
import type { FieldPath } from '../../model/path.ts';
import { valueAt } from '../../model/value-at.ts';
import type { Workload } from '../../model/workload.ts';
import type { ManifestObject } from '../manifest-objects.ts';

/** A container of a manifest that runs an image. */
export interface RunningContainer extends Omit<PairedContainer, 'because'> {
  /** `library/nginx` is `nginx`, as people write it; undefined where it cannot be told. */
  readonly repository: string | undefined;
  readonly registry: string | undefined;
}

/** The containers of a workload that run by themselves; ephemeral ones are for debugging. */
export function runningContainers(workload: Workload, manifest: ManifestObject): readonly RunningContainer[] {
  if (workload.holds !== 'pod' || workload.malformed.length > 0) return [];
  return workload.images.flatMap(({ container, parsed }) => {
    if (container === undefined || container.list === 'ephemeralContainers') return [];
    const { repository = undefined, registry = undefined } = parsed.ok ? parsed.reference : {};
    return [
      {
        workload,
        container,
        file: manifest.file,
        positionOf: (path: FieldPath) => manifest.positionOf(writtenPart(manifest, path)),
        repository: repository?.replace(/^library\//, ''),
        registry,
      },
    ];
  });
}

/** The part of a path that the author wrote: defaults that were filled in are in no file. */
function writtenPart({ object }: ManifestObject, path: FieldPath): FieldPath {
  let length = path.length;
  while (length > 0 && (valueAt(object, path.slice(0, length)) ?? null) === null) length -= 1;
  return path.slice(0, length);
}
