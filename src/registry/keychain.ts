/** What proves to a registry who asks. */
export type Credential =
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  /** `identitytoken` of a docker config: a refresh token (OAuth 2). */
  | { readonly kind: 'refresh'; readonly token: string }
  /** `registrytoken` of a docker config: sent as it is. */
  | { readonly kind: 'bearer'; readonly token: string };

/** Credentials by exact registry. */
export interface Keychain {
  /** Tells keychains apart in caches; holds no secret. */
  readonly id: string;
  /**
   * What there is for a registry and repository, best first; tried in this order, then nothing at all.
   * @throws RegistryError `unauthorized` where a source of credentials failed
   */
  credentials(registry: string, repository: string, signal: AbortSignal): Promise<readonly Credential[]>;
}

export const NO_CREDENTIALS: Keychain = { id: '', credentials: async () => [] };
