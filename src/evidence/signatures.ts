import type { ResolvedImage, SignatureReport, SignatureVerdict } from '../model/image-evidence.ts';
import type { Authority, SignatureRequirement, SignatureStore, SigningAuthority } from '../model/image-policy.ts';
import type { ImageReference } from '../model/image-reference.ts';
import { RegistryError } from '../registry/source.ts';
import { discover, storeOf } from './discover.ts';
import { indexUnderTag } from './index-under-tag.ts';
import { platformsFor } from './platforms.ts';
import { type Resolution, resolve } from './resolve.ts';
import { satisfiedAuthorities } from './satisfied.ts';
import type { SearchTools } from './verifier.ts';

/** What was found of one object that may be signed. */
interface Proof {
  readonly satisfied: readonly string[];
  readonly signatures: readonly SignatureReport[];
  readonly skipped: readonly string[];
  /** What could not be asked. */
  readonly errors: readonly RegistryError[];
}

/**
 * Proves an image, or says why it cannot be proved.
 * @throws RegistryError where something could not be had without which nobody can say
 */
export async function findSignatures(
  reference: ImageReference,
  requirement: SignatureRequirement,
  tools: SearchTools,
  signal: AbortSignal,
): Promise<SignatureVerdict> {
  const { authorities, atLeast } = requirement;
  const signing = authorities.filter((authority) => authority.kind !== 'static');
  const granted = satisfiedAuthorities(authorities, []);
  if (granted.length >= atLeast || signing.length === 0) return withoutAsking(reference, requirement, granted);
  const search = new Search(reference, requirement, signing, tools, signal);
  return search.run();
}

/** Static authorities alone decide: no registry is asked. */
function withoutAsking(
  { digest = '' }: ImageReference,
  { authorities, atLeast }: SignatureRequirement,
  satisfied: readonly string[],
): SignatureVerdict {
  const image: ResolvedImage = { digest, mediaType: '', kind: 'manifest', platforms: [] };
  return verdict(image, authorities, satisfied, satisfied.length >= atLeast, { signatures: [], skipped: [] });
}

function verdict(
  image: ResolvedImage,
  authorities: readonly Authority[],
  satisfied: readonly string[],
  verified: boolean,
  { signatures, skipped }: Pick<Proof, 'signatures' | 'skipped'>,
): SignatureVerdict {
  const missing = authorities.filter(({ name }) => !satisfied.includes(name)).map(({ name }) => name);
  return { image, verified, satisfied, missing, signatures, skipped };
}

class Search {
  readonly #reference: ImageReference;
  readonly #requirement: SignatureRequirement;
  readonly #signing: readonly SigningAuthority[];
  readonly #tools: SearchTools;
  readonly #signal: AbortSignal;
  readonly #store: SignatureStore;

  constructor(
    reference: ImageReference,
    requirement: SignatureRequirement,
    signing: readonly SigningAuthority[],
    tools: SearchTools,
    signal: AbortSignal,
  ) {
    this.#reference = reference;
    this.#requirement = requirement;
    this.#signing = signing;
    this.#tools = tools;
    this.#signal = signal;
    this.#store = storeOf(reference, requirement.signatures);
  }

  async run(): Promise<SignatureVerdict> {
    const { signatureOn } = this.#requirement;
    const { digest } = this.#reference;
    const resolving = resolve(this.#tools.source, this.#reference, this.#signal);
    // Where the digest is known already, nothing has to wait for the manifest.
    const early = signatureOn !== 'platform' && digest?.startsWith('sha256:') ? this.#prove(digest) : undefined;
    early?.catch(() => undefined);
    const resolution = await resolving;
    const proofs: Proof[] = [];
    if (signatureOn !== 'platform') {
      proofs.push(await (early ?? this.#prove(resolution.sha256)));
      if (this.#suffices(proofs[0])) return this.#conclude(resolution, proofs, proofs[0]);
    }
    if (signatureOn === 'either') {
      const index = await this.#indexUnderTag(resolution);
      if (index !== undefined) proofs.push(index);
      if (this.#suffices(index)) return this.#conclude(resolution, proofs, index);
    }
    if (signatureOn !== 'index' && !isSingle(resolution, signatureOn)) {
      const platforms = await Promise.all(this.#platforms(resolution).map((each) => this.#prove(each)));
      proofs.push(...platforms);
      // Of no platforms at all, none is signed.
      if (platforms.length > 0 && platforms.every((proof) => this.#suffices(proof))) {
        return this.#conclude(resolution, proofs, platforms[0]);
      }
      const [worst] = platforms.toSorted((one, other) => one.satisfied.length - other.satisfied.length);
      return this.#conclude(resolution, proofs, worst);
    }
    return this.#conclude(resolution, proofs, proofs[0]);
  }

  #suffices(proof: Proof | undefined): boolean {
    return proof !== undefined && proof.satisfied.length >= this.#requirement.atLeast;
  }

  /** What `decisive` came to is what all came to. @throws RegistryError where more might have been found */
  #conclude({ image }: Resolution, proofs: readonly Proof[], decisive: Proof | undefined): SignatureVerdict {
    const { authorities } = this.#requirement;
    const satisfied = decisive?.satisfied ?? [];
    const verified = this.#suffices(decisive);
    const [error] = verified ? [] : proofs.flatMap(({ errors }) => errors);
    if (error !== undefined) throw error;
    return verdict(image, authorities, satisfied, verified, {
      signatures: proofs.flatMap(({ signatures }) => signatures),
      skipped: proofs.flatMap(({ skipped }) => skipped),
    });
  }

  /** The digests that must be signed where platforms must be. */
  #platforms({ image, sha256 }: Resolution): readonly string[] {
    if (image.kind === 'manifest') return [sha256];
    const { platforms: wanted } = this.#requirement;
    const named = wanted === undefined ? image.platforms : platformsFor(wanted, image.platforms);
    return named.map(({ digest }) => digest);
  }

  /** The signed index under the tag of a reference that names one of its platforms by digest. */
  async #indexUnderTag({ image }: Resolution): Promise<Proof | undefined> {
    try {
      const index = await indexUnderTag(this.#tools.source, this.#reference, image, this.#signal);
      return index && (await this.#prove(index.sha256));
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      return { satisfied: [], signatures: [], skipped: [], errors: [error] };
    }
  }

  async #prove(sha256: string): Promise<Proof> {
    const { source, verify } = this.#tools;
    const found = await discover(source, this.#store, sha256, { purpose: 'signatures' }, this.#signal);
    const signatures = found.candidates.length === 0 ? [] : await verify(found.candidates, this.#signing, 'signatures');
    const satisfied = satisfiedAuthorities(this.#requirement.authorities, signatures);
    return { satisfied, signatures, skipped: found.skipped, errors: found.errors };
  }
}

/** A manifest that has been looked at as what the reference names is not looked at again as its own platform. */
function isSingle({ image }: Resolution, signatureOn: SignatureRequirement['signatureOn']): boolean {
  return image.kind === 'manifest' && signatureOn === 'either';
}
