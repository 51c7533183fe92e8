import { formatPath } from '../model/path.ts';
import type { ImageUse } from '../model/workload.ts';

/** The annotation that notes what the tags of a pod stood for when it was admitted. */
export const RESOLVED_IMAGES = 'tidewaiter.dev/resolved-images';

/** Its value: JSON, digests by the place that names the image; places in order. */
export function resolvedImages(digests: ReadonlyMap<ImageUse, string>): string {
  return JSON.stringify(Object.fromEntries([...digests].map(([{ path }, digest]) => [formatPath(path), digest])));
}
