import type { ImageSource } from '../registry/source.ts';

/** A way to registries with somebody's credentials. */
export interface Connection {
  /** Tells connections with other credentials apart; holds no secret. */
  readonly id: string;
  readonly source: ImageSource;
}
