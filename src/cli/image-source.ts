import { NOBODY } from '../model/image-evidence.ts';
import type { RegistrySettings } from '../model/image-policy.ts';
import type { ImageSource } from '../registry/source.ts';
import { ImageConnections } from './image-connections.ts';
import { type UserFlags, userConnections } from './user-connections.ts';

/** A source, to be closed when it is not needed any more. */
export interface OpenSource {
  readonly source: ImageSource;
  close(): Promise<void>;
}

/**
 * Where a person's images come from: see `userConnections`.
 * @param registries how policies say that registries are reached
 * @throws UsageError where there is no such file or folder
 */
export function openSource(flags: UserFlags, registries: readonly RegistrySettings[]): OpenSource {
  const connections = new ImageConnections(userConnections(flags));
  connections.use(registries);
  return { source: connections.connect(NOBODY, []).source, close: () => connections.close() };
}
