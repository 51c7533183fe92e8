import { NOBODY } from '../model/image-evidence.ts';
import type { RegistrySettings } from '../model/image-policy.ts';
import type { ImageSource } from '../registry/source.ts';
import { ImageConnections } from './image-connections.ts';
import { loadPolicyPaths } from './load-policies.ts';
import { userConnections } from './user-connections.ts';

/** Where the images come from that a command looks at. */
export interface ImageSourceOptions {
  /** Folder with an OCI image layout, besides which nothing is asked. */
  readonly layout?: string | undefined;
  /** Policy files and folders, whose ImageSettings say how registries are reached. */
  readonly policies?: readonly string[] | undefined;
}

/** A source, to be closed when it is not needed any more. */
export interface OpenSource {
  readonly source: ImageSource;
  close(): Promise<void>;
}

/**
 * An OCI image layout, or the registries as policies and environment say: proxy variables, and the credentials that
 * Docker keeps for the user (`$DOCKER_CONFIG/config.json`, else `~/.docker/config.json`).
 * @throws UsageError, SourceError where policies cannot be read
 */
export async function imageSource({ layout, policies = [] }: ImageSourceOptions): Promise<OpenSource> {
  const needsPolicies = layout === undefined && policies.length > 0;
  return openSource(layout, needsPolicies ? (await loadPolicyPaths(policies)).images.registries : []);
}

/** As `imageSource`, with what has been read of policies. */
export function openSource(layout: string | undefined, registries: readonly RegistrySettings[]): OpenSource {
  const connections = new ImageConnections(userConnections({ layout }));
  connections.use(registries);
  return { source: connections.connect(NOBODY, []).source, close: () => connections.close() };
}
