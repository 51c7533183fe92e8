import type { SignatureReport } from '../model/image-evidence.ts';
import type { SignatureStore, SigningAuthority } from '../model/image-policy.ts';
import type { RegistryError } from '../registry/source.ts';
import { attestationManifests, vouched } from './buildkit.ts';
import { discover } from './discover.ts';
import type { Resolution } from './resolve.ts';
import type { Candidate } from './verification.ts';
import type { SearchTools } from './verifier.ts';

/** A statement once for each who vouches for it, and what could not be asked of that. */
export interface Bound {
  readonly candidates: readonly Candidate[];
  readonly errors: readonly RegistryError[];
}

/** The image signatures of one object. */
interface Signatures {
  readonly reports: readonly SignatureReport[];
  readonly errors: readonly RegistryError[];
}

const NO_SIGNATURES: Signatures = { reports: [], errors: [] };

/** Finds out who vouches for what an index holds without a signature of its own. */
export class Bindings {
  /** `sha256:` of the index. */
  readonly #index: string;
  readonly #carriers: ReadonlyMap<string, readonly string[]>;
  readonly #store: SignatureStore;
  readonly #authorities: readonly SigningAuthority[];
  readonly #tools: SearchTools;
  readonly #signal: AbortSignal;
  readonly #signatures = new Map<string, Promise<Signatures>>();

  constructor(
    { sha256, manifest }: Pick<Resolution, 'sha256' | 'manifest'>,
    store: SignatureStore,
    authorities: readonly SigningAuthority[],
    tools: SearchTools,
    signal: AbortSignal,
  ) {
    this.#index = sha256;
    this.#carriers = attestationManifests(manifest);
    this.#store = store;
    this.#authorities = authorities;
    this.#tools = tools;
    this.#signal = signal;
  }

  /** Digests of the manifests that the index lists as those that hold what is attested of an object. */
  carriersOf(digest: string): readonly string[] {
    return this.#carriers.get(digest) ?? [];
  }

  /** A statement without a signature counts for those who signed what leads to it by digests; all else is as it was. */
  async bind(candidate: Candidate): Promise<Bound> {
    const { format, carrier, subject } = candidate;
    if (format !== 'statement' || carrier === undefined) return { candidates: [candidate], errors: [] };
    const isListed = this.carriersOf(subject).includes(carrier);
    const index = isListed ? await this.#signaturesOf(this.#index) : NO_SIGNATURES;
    const manifest = await this.#signaturesOf(carrier);
    const candidates = vouched(candidate, [
      { object: 'index', digest: this.#index, signatures: index.reports },
      { object: 'attestation-manifest', digest: carrier, signatures: manifest.reports },
    ]);
    return { candidates, errors: [...index.errors, ...manifest.errors] };
  }

  /** The image signatures of an object, each looked for once. */
  #signaturesOf(digest: string): Promise<Signatures> {
    const known = this.#signatures.get(digest);
    const signatures = known ?? this.#findSignatures(digest);
    this.#signatures.set(digest, signatures);
    return signatures;
  }

  async #findSignatures(digest: string): Promise<Signatures> {
    const { source, verify } = this.#tools;
    const { candidates, errors } = await discover(source, this.#store, digest, { purpose: 'signatures' }, this.#signal);
    const reports = candidates.length === 0 ? [] : await verify(candidates, this.#authorities, 'signatures');
    return { reports, errors };
  }
}
