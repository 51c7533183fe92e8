import { findAttestations } from '../evidence/attestations.ts';
import { RegistryOracle } from '../evidence/oracle.ts';
import type { VerificationPool } from '../evidence/pool.ts';
import { PUBLIC_GOOD_ROOT, PUBLIC_GOOD_TUF } from '../evidence/public-good.ts';
import { type Findings, survey, type Wanted } from '../evidence/survey.ts';
import { TrustStore } from '../evidence/trust-store.ts';
import type { TrustRefresh } from '../evidence/tuf.ts';
import { type SearchTools, type VerifierOptions, verifierOf } from '../evidence/verifier.ts';
import {
  type ImageAnswer,
  type ImageHooks,
  type ImageQuestion,
  type ImageService,
  NOBODY,
  type Puller,
} from '../model/image-evidence.ts';
import { type ImageSettings, PUBLIC_GOOD, type TrustRootSource } from '../model/image-policy.ts';
import type { ImageReference } from '../model/image-reference.ts';
import { type ConnectionOptions, ImageConnections } from './image-connections.ts';
import { verificationThreads } from './verification-threads.ts';

export interface ImageServiceOptions extends ConnectionOptions {
  /** Folder for what is fetched of trust roots; absent: none is refreshed. */
  readonly trustCache?: string;
  /** In place of the trust root of the public-good instance that is built in, in JSON. */
  readonly publicGood?: string;
}

/** Milliseconds between looks for newer trust roots. */
const REFRESH = 6 * 3_600_000;

/** Looks images up in registries, for as long as the process lives. */
export class RegistryImages implements ImageService {
  readonly #options: ImageServiceOptions;
  readonly #hooks: ImageHooks;
  readonly #connections: ImageConnections;
  readonly #trust: TrustStore;
  readonly #threads: VerificationPool;
  readonly #verifying: VerifierOptions;
  readonly #oracle: RegistryOracle;
  #sources: readonly TrustRootSource[] = [];
  #refresh: TrustRefresh | undefined;

  constructor(options: ImageServiceOptions, hooks: ImageHooks) {
    this.#options = options;
    this.#hooks = hooks;
    this.#connections = new ImageConnections(options);
    this.#trust = new TrustStore(new Map());
    this.#threads = verificationThreads();
    this.#verifying = { verify: (job, lane) => this.#threads.verify(job, lane), trust: this.#trust, now: Date.now };
    this.#oracle = new RegistryOracle({
      ...this.#verifying,
      connect: (puller, secrets) => this.#connections.connect(puller, secrets),
      hooks,
    });
  }

  /** Takes up what policies say of registries and trust roots. */
  async use({ registries, trustRoots, refreshPublicGood }: ImageSettings): Promise<void> {
    this.#connections.use(registries);
    const publicGood = {
      name: PUBLIC_GOOD,
      json: this.#options.publicGood ?? PUBLIC_GOOD_ROOT,
      ...(refreshPublicGood && { tuf: PUBLIC_GOOD_TUF }),
    };
    const sources = [publicGood, ...trustRoots];
    if (JSON.stringify(sources) === JSON.stringify(this.#sources)) return;
    this.#sources = sources;
    this.#trust.replace(rootsOf(sources));
    await this.#startRefresh();
  }

  recall(question: ImageQuestion): ImageAnswer | undefined {
    return this.#oracle.recall(question);
  }

  ask(question: ImageQuestion, puller: Puller, signal: AbortSignal): Promise<ImageAnswer> {
    return this.#oracle.ask(question, puller, signal);
  }

  /**
   * What there is of an image for a person to see. Nothing of it is remembered.
   * @throws RegistryError where the image itself could not be had; VerificationFailure
   */
  attestations(reference: ImageReference, wanted: Omit<Wanted, 'purpose'>, signal: AbortSignal): Promise<Findings> {
    return findAttestations(reference, wanted, this.#searchTools(), signal);
  }

  /** The same of signatures, whoever made them: nothing is verified. @throws RegistryError */
  signatures(reference: ImageReference, signal: AbortSignal): Promise<Findings> {
    return survey(reference, { purpose: 'signatures', authorities: [] }, this.#searchTools(), signal);
  }

  trustAges(): ReadonlyMap<string, number> {
    return this.#refresh?.ages() ?? new Map();
  }

  async close(): Promise<void> {
    this.#refresh?.close();
    await Promise.all([this.#connections.close(), this.#threads.close()]);
  }

  #searchTools(): SearchTools {
    return { source: this.#connections.connect(NOBODY, []).source, verify: verifierOf(this.#verifying) };
  }

  async #startRefresh(): Promise<void> {
    this.#refresh?.close();
    this.#refresh = undefined;
    const { trustCache } = this.#options;
    const sources = this.#sources.filter(({ tuf }) => tuf !== undefined);
    if (trustCache === undefined || sources.length === 0) return;
    const { startTrustRefresh } = await import('../evidence/tuf.ts');
    const newest = new Map(rootsOf(this.#sources));
    this.#refresh = startTrustRefresh({
      sources,
      cacheDirectory: trustCache,
      every: REFRESH,
      onUpdate: (name, json) => this.#trust.replace(newest.set(name, json)),
      onFailure: (name, { message }) => this.#hooks.trustNotRefreshed(name, message),
    });
  }
}

/** Trust roots as they stand in files. */
function rootsOf(sources: readonly TrustRootSource[]): ReadonlyMap<string, string> {
  return new Map(sources.map(({ name, json }) => [name, json]));
}
