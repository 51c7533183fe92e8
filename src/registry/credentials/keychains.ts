import { createHmac, randomBytes } from 'node:crypto';
import { printable } from '../../model/printable.ts';
import { type Credential, type Keychain, NO_CREDENTIALS } from '../keychain.ts';
import { RegistryError } from '../source.ts';
import type { CredentialHelpers } from './credential-helpers.ts';
import { type DockerConfig, MAX_CONFIG_BYTES, readDockerConfig } from './docker-config.ts';

/** Nobody can try passwords against an id without it. */
const ID_KEY = randomBytes(32);
/** Server URL under which helpers know Docker Hub. */
const DOCKER_HUB_SERVER = 'https://index.docker.io/v1/';
/** Docker configs of one keychain of Secrets. */
const MAX_SECRETS = 100;
/** Entries of all of them. */
const MAX_ENTRIES = 1_000;
/** What an entry takes besides its text, roughly, in bytes. */
const ENTRY_OVERHEAD = 2_048;

/** A docker config in a Secret. `legacy`: of the type kubernetes.io/dockercfg. */
export interface SecretConfig {
  /** As messages name it: `shop/pull`. */
  readonly name: string;
  readonly text: string;
  readonly legacy: boolean;
}

/** A name for secrets that tells nothing of them, and is another one in another process. */
export function opaqueId(...parts: readonly string[]): string {
  return createHmac('sha256', ID_KEY).update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

/**
 * The credentials that a docker config holds for a registry, most exact first. Without `helpers` no program is run,
 * whatever the config names: the author of a Secret must not choose what we run.
 *
 * As Docker does it, a helper for the registry counts before entries, and the store only where there is no entry.
 * @throws RegistryError `unauthorized` where a helper fails
 */
export async function credentialsIn(
  config: DockerConfig,
  registry: string,
  repository: string,
  helpers: CredentialHelpers | undefined,
  signal: AbortSignal,
): Promise<readonly Credential[]> {
  const here = <Value>(entries: readonly { key: DockerConfig['helpers'][number]['key']; value: Value }[]) =>
    entries.filter(({ key }) => key.matches(registry, repository)).map(({ value }) => value);
  const entries = here(config.credentials);
  const [own] = here(config.helpers);
  const helper = own ?? (entries.length === 0 ? config.store : undefined);
  if (helpers === undefined || helper === undefined) return entries;
  const found = await helpers.ask(helper, registry === 'docker.io' ? DOCKER_HUB_SERVER : registry, signal);
  return found === undefined ? entries : [found, ...entries];
}

/**
 * A keychain of Secrets, which are read when the first credential is wanted, and once, unless that fails.
 * @param scope what tells these Secrets apart from others: their namespace and names
 * @param read rejects where a Secret cannot be read
 * @param onRead told how many bytes the keychain takes from now on, roughly
 */
export function secretsKeychain(
  scope: string,
  read: (signal: AbortSignal) => Promise<readonly SecretConfig[]>,
  onRead: (size: number) => void = () => {},
): Keychain {
  let configs: Promise<readonly DockerConfig[]> | undefined;
  return {
    id: opaqueId('secrets', scope),
    async credentials(registry, repository, signal) {
      configs ??= readSecrets(scope, read, onRead, signal).catch((error: unknown) => {
        configs = undefined;
        throw error;
      });
      const found: Credential[] = [];
      for (const config of await configs) {
        found.push(...(await credentialsIn(config, registry, repository, undefined, signal)));
      }
      return found;
    },
  };
}

async function readSecrets(
  scope: string,
  read: (signal: AbortSignal) => Promise<readonly SecretConfig[]>,
  onRead: (size: number) => void,
  signal: AbortSignal,
): Promise<readonly DockerConfig[]> {
  const secrets = await readAll(scope, read, signal);
  if (secrets.length > MAX_SECRETS) {
    throw new RegistryError('unauthorized', `more than ${MAX_SECRETS} Secrets with credentials in ${printable(scope)}`);
  }
  // Whoever may create Secrets chooses how large they are, and what is read of them is kept for a while.
  const length = secrets.reduce((sum, { text }) => sum + text.length, 0);
  const excess = (problem: string) =>
    new RegistryError('unauthorized', `the Secrets with credentials in ${printable(scope)} ${problem}`);
  if (length > MAX_CONFIG_BYTES) throw excess(`are larger than ${MAX_CONFIG_BYTES} bytes together`);
  const configs: DockerConfig[] = [];
  let entries = 0;
  for (const { name, text, legacy } of secrets) {
    const config = readDockerConfig(`Secret ${name}`, text, legacy);
    entries += config.credentials.length + config.helpers.length;
    if (entries > MAX_ENTRIES) throw excess(`have more than ${MAX_ENTRIES} entries together`);
    configs.push(config);
  }
  onRead(length + entries * ENTRY_OVERHEAD);
  return configs;
}

async function readAll(
  scope: string,
  read: (signal: AbortSignal) => Promise<readonly SecretConfig[]>,
  signal: AbortSignal,
): Promise<readonly SecretConfig[]> {
  try {
    return await read(signal);
  } catch (error) {
    if (error instanceof RegistryError) throw error;
    throw new RegistryError('unauthorized', `credentials in Secrets of ${printable(scope)} cannot be read`, {
      cause: error,
    });
  }
}

/** The credentials of all keychains, in their order. */
export function joinKeychains(...keychains: readonly Keychain[]): Keychain {
  const some = keychains.filter((keychain) => keychain !== NO_CREDENTIALS);
  const [only] = some;
  if (only === undefined) return NO_CREDENTIALS;
  if (some.length === 1) return only;
  return {
    get id() {
      return opaqueId('joined', ...some.map(({ id }) => id));
    },
    async credentials(registry, repository, signal) {
      const found: Credential[] = [];
      for (const keychain of some) found.push(...(await keychain.credentials(registry, repository, signal)));
      return found;
    },
  };
}
