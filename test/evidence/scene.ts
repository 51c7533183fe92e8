import type { Connection } from '../../src/evidence/connection.ts';
import { Judges } from '../../src/evidence/judges.ts';
import { type OracleOptions, RegistryOracle } from '../../src/evidence/oracle.ts';
import { TrustRoots } from '../../src/evidence/trust-roots.ts';
import { TrustStore } from '../../src/evidence/trust-store.ts';
import type { VerificationJob } from '../../src/evidence/verification.ts';
import { type Verify, verifierOf } from '../../src/evidence/verifier.ts';
import { verifyJob } from '../../src/evidence/verify-job.ts';
import type { ImageAnswer, ImageQuestion, Puller, SignatureVerdict } from '../../src/model/image-evidence.ts';
import type { Authority, RegistrySettings, SignatureRequirement } from '../../src/model/image-policy.ts';
import type { ImageReference } from '../../src/model/image-reference.ts';
import { parseImageReference } from '../../src/parse/image-reference.ts';
import { RegistryClient } from '../../src/registry/client.ts';
import { type Keychain, NO_CREDENTIALS } from '../../src/registry/keychain.ts';
import type { ImageSource } from '../../src/registry/source.ts';
import { type AttachSpec, ISSUER, type SignedImageSpec, signedImage } from '../support/images/signed-image.ts';
import { type RegistryOptions, startTestRegistry, type TestRegistry } from '../support/registry/server.ts';
import type { SigningKey, World } from '../support/signing/index.ts';
import { keyless, keyOf, SUBJECT } from './judging.ts';

export const NEVER: AbortSignal = new AbortController().signal;
export const NOBODY: Puller = { namespace: 'shop', serviceAccount: 'default', pullSecrets: [] };

function referenceOf(text: string): ImageReference {
  const parsed = parseImageReference(text);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.reference;
}

let keys = 0;

/** What a policy wants: without more, the signature of `SUBJECT`. */
export function requirement(change: Partial<SignatureRequirement> = {}): SignatureRequirement {
  const authorities: readonly Authority[] = [keyless({ name: 'release' })];
  return {
    key: `requirement ${keys++}`,
    authorities,
    atLeast: 1,
    signatureOn: 'index',
    pullSecrets: [],
    degrade: 'deny',
    ...change,
  };
}

export const byKey = (key: SigningKey, name: string): Authority => keyOf(key, { name });

/** Signed by whom `requirement()` wants. */
export const BY_RELEASE: Pick<AttachSpec, 'identity'> = { identity: { san: SUBJECT, issuer: ISSUER } };

/** How an oracle differs from one that finds all in order. */
export interface OracleSetting extends Partial<OracleOptions> {
  readonly keychainOf?: (puller: Puller) => Keychain;
}

/** A registry with signed images, and what looks into it. */
export class Scene {
  readonly world: World;
  readonly registry: TestRegistry;
  /** Milliseconds that have passed for the registry client. */
  skipped = 0;
  readonly #client: RegistryClient;

  constructor(world: World, registry: TestRegistry) {
    this.world = world;
    this.registry = registry;
    const settings: RegistrySettings = {
      host: registry.host,
      insecure: true,
      allowPrivate: true,
      mirrors: [],
      tokenHosts: [],
    };
    this.#client = new RegistryClient({
      registries: [settings],
      random: () => 0,
      now: () => Date.now() + this.skipped,
    });
  }

  static async open(world: World, options: RegistryOptions = {}): Promise<Scene> {
    return new Scene(world, await startTestRegistry(options));
  }

  source(keychain: Keychain = NO_CREDENTIALS): ImageSource {
    return this.#client.source(keychain);
  }

  /** `team/app:v1` of the registry. */
  reference(text = 'team/app:v1'): ImageReference {
    return referenceOf(`${this.registry.host}/${text}`);
  }

  async signed(spec: Partial<SignedImageSpec> = {}) {
    const image = await signedImage(this.world, this.registry.content, {
      repository: 'team/app',
      ...BY_RELEASE,
      ...spec,
    });
    return { ...image, reference: this.reference(`${image.repository.name}:v1@${image.digest}`) };
  }

  /** Verifies in this thread, as threads do. */
  get verify(): Verify {
    return verifierOf(this.#verifying(new TrustStore(new Map([['test', this.world.trustRoot]]))));
  }

  #verifying(trust: TrustStore) {
    const roots = new TrustRoots();
    const now = () => this.world.clock.getTime();
    return { verify: async (job: VerificationJob) => verifyJob(job, roots, new Judges()), trust, now };
  }

  oracle(setting: OracleSetting = {}): WatchedOracle {
    const { keychainOf = () => NO_CREDENTIALS, ...options } = setting;
    const connect = (puller: Puller): Connection => {
      const keychain = keychainOf(puller);
      return { id: keychain.id, source: this.source(keychain) };
    };
    return new WatchedOracle({
      ...this.#verifying(new TrustStore(new Map([['test', this.world.trustRoot]]))),
      connect,
      ...options,
    });
  }

  async close(): Promise<void> {
    await this.#client.close();
    await this.registry.close();
  }
}

/** An oracle that tells what it did, with a clock of its own. */
export class WatchedOracle {
  readonly jobs: VerificationJob[] = [];
  readonly results: string[] = [];
  readonly faults: unknown[] = [];
  readonly oracle: RegistryOracle;
  /** Milliseconds that have passed. */
  later = 0;

  constructor(options: Omit<OracleOptions, 'hooks'>) {
    this.oracle = new RegistryOracle({
      ...options,
      verify: (job, lane) => {
        this.jobs.push(job);
        return options.verify(job, lane);
      },
      now: () => options.now() + this.later,
      hooks: {
        observe: (about, result) => this.results.push(`${about} ${result}`),
        fault: (error) => this.faults.push(error),
      },
    });
  }

  ask(question: ImageQuestion, puller = NOBODY, signal = NEVER): Promise<ImageAnswer> {
    return this.oracle.ask(question, puller, signal);
  }

  async signatures(reference: ImageReference, wanted: SignatureRequirement, puller = NOBODY) {
    const answer = await this.ask({ about: 'signatures', reference, requirement: wanted }, puller);
    if (answer.state === 'unavailable') return answer;
    return { ...answer, value: answer.value as SignatureVerdict };
  }

  /** What it came to: `verified`, `refused`, or why nobody can say. */
  async outcome(reference: ImageReference, wanted: SignatureRequirement, puller = NOBODY): Promise<string> {
    const answer = await this.signatures(reference, wanted, puller);
    if (answer.state === 'unavailable') return answer.cause;
    return `${answer.stale ? 'stale ' : ''}${answer.value.verified ? 'verified' : 'refused'}`;
  }
}
