import { delimiter } from 'node:path';
import { ExpiringCache } from '../evidence/cache.ts';
import type { Connection } from '../evidence/connection.ts';
import type { Puller } from '../model/image-evidence.ts';
import type { RegistrySettings, SecretName } from '../model/image-policy.ts';
import { RegistryClient } from '../registry/client.ts';
import { CredentialHelpers } from '../registry/credentials/credential-helpers.ts';
import { FileKeychain } from '../registry/credentials/file-keychain.ts';
import { joinKeychains, type SecretConfig, secretsKeychain } from '../registry/credentials/keychains.ts';
import { type Keychain, NO_CREDENTIALS } from '../registry/keychain.ts';
import { LayeredSource, type PartialSource } from '../registry/layered-source.ts';
import { OciLayout } from '../registry/layout.ts';
import { RegistryError } from '../registry/source.ts';

/** What images are pulled with besides what policies say. */
export interface ConnectionOptions {
  /** Folder with an OCI image layout, which is all that is asked; absent: registries are. */
  readonly layout?: string;
  /** An evidence pack. What it knows is asked of nobody else; `isAll`: nor is anything else. */
  readonly evidence?: { readonly pack: PartialSource; readonly isAll: boolean };
  /** File with credentials as Docker keeps them; absent: none. */
  readonly dockerConfig?: { readonly path: string; readonly optional: boolean };
  /** Secrets of the cluster; absent: there is no cluster, and credentials in it are not known. */
  readonly secrets?: ClusterSecrets;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Credentials in a cluster. Reasons of rejections are told to users: they name the object, and hold nothing that is in it. */
export interface ClusterSecrets {
  /** Names of the Secrets that a service account pulls with; none where there is no such account. */
  pullSecretsOf(namespace: string, serviceAccount: string): Promise<readonly string[]>;
  /** A Secret with credentials; undefined where there is none, which the kubelet passes over as well. */
  pullSecret(secret: SecretName): Promise<SecretConfig | undefined>;
}

/** Milliseconds for which credentials in Secrets count. */
const SECRETS_TTL = 30_000;
/** Bytes of all credentials in Secrets that are kept, and what is kept of those that nobody has asked for yet. */
const MAX_KEPT = 16 * 1_024 * 1_024;
const UNREAD = 4_096;
/** A client with other settings takes over; requests on their way may end. */
const HANDOVER = 30_000;

/** Credentials of somebody, and how many bytes they take. */
interface KeptKeychain {
  readonly keychain: Keychain;
  readonly size: number;
}

/** Ways to registries, with the credentials of whoever pulls. */
export class ImageConnections {
  readonly #options: ConnectionOptions;
  readonly #file: Keychain;
  readonly #keychains: ExpiringCache<KeptKeychain>;
  /** Where images come from, if not from registries. */
  readonly #offline: Connection | undefined;
  #settings = '';
  #client: RegistryClient;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#file = fileKeychain(options);
    this.#keychains = new ExpiringCache(MAX_KEPT, Date.now, ({ size }) => size);
    this.#offline = offlineSource(options);
    this.#client = this.#open([]);
  }

  /** Takes up how registries are reached. */
  use(registries: readonly RegistrySettings[]): void {
    const settings = JSON.stringify(registries);
    if (settings === this.#settings) return;
    this.#settings = settings;
    const former = this.#client;
    this.#client = this.#open(registries);
    setTimeout(() => void former.close(), HANDOVER).unref();
  }

  /** Credentials count in this order: those of the policy, of the pod and its service account, of the file. */
  connect(puller: Puller, secrets: readonly SecretName[]): Connection {
    if (this.#offline !== undefined) return this.#offline;
    const keychain = joinKeychains(this.#ofCluster(puller, secrets), this.#file);
    const source = this.#client.source(keychain);
    const { evidence } = this.#options;
    return { id: keychain.id, source: evidence === undefined ? source : new LayeredSource(evidence.pack, source) };
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  #open(registries: readonly RegistrySettings[]): RegistryClient {
    return new RegistryClient({ registries, env: this.#options.environment });
  }

  #ofCluster({ namespace, serviceAccount, pullSecrets }: Puller, named: readonly SecretName[]): Keychain {
    const { secrets } = this.#options;
    if (secrets === undefined) return NO_CREDENTIALS;
    const scope = JSON.stringify([named, namespace, serviceAccount, pullSecrets]);
    const known = this.#keychains.get(scope);
    if (known !== undefined) return known.keychain;
    const read = async () => {
      const ofAccount = namespace === '' ? [] : await secrets.pullSecretsOf(namespace, serviceAccount);
      const names = new Set([...pullSecrets, ...ofAccount]);
      const all = [...named, ...[...names].map((name) => ({ namespace, name }))];
      const found = await Promise.all(all.map((secret) => secrets.pullSecret(secret)));
      return found.filter((config) => config !== undefined);
    };
    const keychain = secretsKeychain(
      scope,
      () => read().catch(refuse),
      (size) => keep(UNREAD + size),
    );
    const keep = (size: number) => this.#keychains.set(scope, { keychain, size }, SECRETS_TTL);
    keep(UNREAD);
    return keychain;
  }
}

function offlineSource({ layout, evidence }: ConnectionOptions): Connection | undefined {
  if (layout !== undefined) return { id: 'layout', source: new OciLayout(layout) };
  return evidence?.isAll === true ? { id: 'evidence', source: evidence.pack } : undefined;
}

/** @throws RegistryError with the reason: nobody may be told that there are no credentials where nobody could look. */
function refuse(error: unknown): never {
  const reason = Error.isError(error) ? error.message : String(error);
  throw new RegistryError('unauthorized', `the credentials to pull with cannot be had: ${reason}`, { cause: error });
}

/** Programs that know credentials are found where the user's own are, and are given their environment. */
function fileKeychain({ dockerConfig, environment }: ConnectionOptions): Keychain {
  if (dockerConfig === undefined) return NO_CREDENTIALS;
  const given = Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const helpers = new CredentialHelpers({
    folders: (environment.PATH ?? '').split(delimiter),
    environment: Object.fromEntries(given),
  });
  return new FileKeychain(dockerConfig.path, { helpers, optional: dockerConfig.optional });
}
