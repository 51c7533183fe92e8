import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { printable } from '../model/printable.ts';
import { refuseUnreadable } from './flag-files.ts';
import type { ConnectionOptions } from './image-connections.ts';
import { UsageError } from './usage-error.ts';

/** What a person says of where images come from. */
export interface UserFlags {
  /** Folder with an OCI image layout, besides which nothing is asked. */
  readonly layout?: string | undefined;
  /** File with registry credentials, in place of those that Docker keeps for the user. */
  readonly dockerConfig?: string | undefined;
}

/**
 * How images are reached by a person: an OCI image layout; or registries, with the proxy variables of the environment and
 * the credentials that Docker keeps for the user (`$DOCKER_CONFIG/config.json`, else `~/.docker/config.json`).
 * @throws UsageError where there is no such file or folder
 */
export function userConnections({ layout, dockerConfig }: UserFlags, environment = process.env): ConnectionOptions {
  refuseUnreadable({ dockerConfig });
  if (layout !== undefined && !existsSync(join(layout, 'oci-layout'))) {
    throw new UsageError([`--layout: "${printable(layout, 4_096)}" is no OCI image layout: it has no file oci-layout`]);
  }
  const folder = environment.DOCKER_CONFIG || join(homedir(), '.docker');
  return {
    environment,
    dockerConfig: { path: dockerConfig ?? join(folder, 'config.json'), optional: dockerConfig === undefined },
    ...(layout !== undefined && { layout }),
  };
}
