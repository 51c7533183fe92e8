import type { DemoRequest } from './demo-request.ts';

/** An image in the registry, and the decision about a pod that uses it. */
export interface PublishedImage extends Pick<DemoRequest, 'title' | 'mentions'> {
  /** `repository:tag`. */
  readonly image: string;
  readonly expected: readonly string[];
}
