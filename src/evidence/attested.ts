import { type AttestationEvidence, conclude } from '../claims/conclude.ts';
import { type AttestationsRequirement, type WantedAttestation, wantedAttestations } from '../model/attestation.ts';
import type { AttestationReport, AttestationVerdict } from '../model/attestation-verdict.ts';
import type { SigningAuthority } from '../model/image-policy.ts';
import type { ImageReference } from '../model/image-reference.ts';
import { isPredicateType } from '../parse/predicate-type.ts';
import type { RegistryError } from '../registry/source.ts';
import { Bindings } from './bindings.ts';
import { discover, storeOf } from './discover.ts';
import { indexUnderTag } from './index-under-tag.ts';
import type { Remembered } from './judged-attestations.ts';
import { platformsFor } from './platforms.ts';
import { type Resolution, resolve } from './resolve.ts';
import { leavesOpen } from './unavailable.ts';
import type { SearchTools } from './verifier.ts';

/** Lines about what was not looked at, of one object. */
const MAX_SKIPPED = 200;

/** What looking for attestations needs. */
export interface AttestationTools extends SearchTools {
  /** What is known of attestations from before, by the trust roots of now. */
  readonly judged: Remembered;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Looks for the attestations that a policy wants of an image, and judges them. Platforms are looked at only where the
 * index is not attested as wanted.
 *
 * @throws RegistryError where the image could not be had, where more might have been found, or where what was found could
 * not be had just now
 */
export async function findAttested(
  reference: ImageReference,
  requirement: AttestationsRequirement,
  tools: AttestationTools,
  signal: AbortSignal,
): Promise<AttestationVerdict> {
  const resolution = await resolve(tools.source, reference, signal);
  return new AttestationSearch(reference, requirement, resolution, tools, signal).run();
}

/** What was found about one object. */
interface Look {
  readonly reports: readonly AttestationReport[];
  readonly skipped: readonly string[];
  readonly errors: readonly RegistryError[];
}

class AttestationSearch {
  readonly #reference: ImageReference;
  readonly #requirement: AttestationsRequirement;
  readonly #resolution: Resolution;
  readonly #tools: AttestationTools;
  readonly #signal: AbortSignal;
  readonly #store: ReturnType<typeof storeOf>;
  readonly #authorities: readonly SigningAuthority[];
  readonly #asks: readonly WantedAttestation[];
  #bindings: Bindings;
  #looks: readonly Look[] = [];
  /** `sha256:` of the index that the tag of the reference stands for. */
  #above: string | undefined;

  constructor(
    reference: ImageReference,
    requirement: AttestationsRequirement,
    resolution: Resolution,
    tools: AttestationTools,
    signal: AbortSignal,
  ) {
    this.#reference = reference;
    this.#requirement = requirement;
    this.#resolution = resolution;
    this.#tools = tools;
    this.#signal = signal;
    this.#store = storeOf(reference, requirement.signatures);
    this.#authorities = requirement.authorities.filter((authority) => authority.kind !== 'static');
    this.#asks = wantedAttestations(requirement);
    this.#bindings = new Bindings(resolution, this.#store, this.#authorities, tools, signal);
  }

  async run(): Promise<AttestationVerdict> {
    const { image, sha256 } = this.#resolution;
    const { attestationsOn } = this.#requirement;
    // What is said of vulnerabilities may be said of the index, whatever must be attested of platforms.
    const mayHelp = this.#asks.some(({ terms }) => terms?.kind === 'vex');
    if (attestationsOn !== 'platform' || image.kind === 'manifest' || mayHelp) this.#looks = [await this.#look(sha256)];
    let verdict = this.#conclude();
    if (!verdict.verified && attestationsOn !== 'index' && image.kind === 'index') {
      const platforms = await Promise.all(this.#platforms().map(({ digest }) => this.#look(digest)));
      this.#looks = [...this.#looks, ...platforms];
      verdict = this.#conclude();
    }
    if (!verdict.verified && attestationsOn === 'either' && (await this.#lookAbove())) verdict = this.#conclude();
    return this.#withTrouble(verdict);
  }

  /**
   * What could not be had may be what is lacking, and it may speak against the image: while that may pass, and where
   * evidence that was kept is damaged, there is no verdict. What will not pass is told, because whoever may push can make
   * something that nobody can read.
   */
  #withTrouble(verdict: AttestationVerdict): AttestationVerdict {
    const errors = this.#looks.flatMap((look) => look.errors);
    const error = verdict.verified ? errors.find(leavesOpen) : errors[0];
    if (error !== undefined) throw error;
    return errors.length === 0
      ? verdict
      : { ...verdict, skipped: [...verdict.skipped, ...errors.map(({ message }) => message)] };
  }

  /** Looks anew, with what the index under the tag of a platform's reference says. */
  async #lookAbove(): Promise<boolean> {
    const { image, sha256 } = this.#resolution;
    const index = await indexUnderTag(this.#tools.source, this.#reference, image, this.#signal);
    if (index === undefined) return false;
    this.#above = index.sha256;
    this.#bindings = new Bindings(index, this.#store, this.#authorities, this.#tools, this.#signal);
    this.#looks = await Promise.all([this.#look(sha256), this.#look(index.sha256)]);
    return true;
  }

  #conclude(): AttestationVerdict {
    const { image, sha256 } = this.#resolution;
    const evidence: AttestationEvidence = {
      image,
      root: sha256,
      ...(this.#above !== undefined && { above: this.#above }),
      platforms: this.#platforms(),
      reports: this.#looks.flatMap(({ reports }) => reports),
      skipped: this.#looks.flatMap(({ skipped }) => skipped),
    };
    return conclude(this.#requirement, evidence, this.#tools.now());
  }

  /** The platforms that must be attested where platforms must be. */
  #platforms() {
    const { image } = this.#resolution;
    const { platforms } = this.#requirement;
    return platforms === undefined ? image.platforms : platformsFor(platforms, image.platforms);
  }

  /** Everything that is attested of one object. */
  async #look(digest: string): Promise<Look> {
    const { source, verify, judged } = this.#tools;
    const { key } = this.#requirement;
    const sought = {
      purpose: 'attestations',
      wants: (predicateType: string) => this.#asks.some(({ type }) => isPredicateType(type, predicateType)),
      known: (blob: string) => judged.get(key, digest, blob),
    } as const;
    const carriers = { repository: this.#reference, digests: this.#bindings.carriersOf(digest) };
    const found = await discover(source, this.#store, digest, sought, this.#signal, carriers);
    const bound = await Promise.all(found.candidates.map((each) => this.#bindings.bind(each)));
    const candidates = bound.flatMap((each) => each.candidates);
    const errors = [...found.errors, ...bound.flatMap((each) => each.errors)];
    const asks = { key, all: this.#asks, objects: this.#mostObjects };
    const results = candidates.length === 0 ? [] : await verify(candidates, this.#authorities, 'attestations', asks);
    const reports = candidates.map(({ blob }, index): AttestationReport => {
      const result = results[index];
      if (result === undefined) throw new Error('an attestation was not verified');
      return { ...result, blob, readings: result.readings ?? {} };
    });
    if (this.#mayRemember) for (const report of reports) judged.set(key, digest, report);
    return { reports: [...found.known, ...reports], skipped: few(found.skipped), errors };
  }

  /** Objects that may be looked at: what the reference names, and its platforms. */
  get #mostObjects(): number {
    const { image } = this.#resolution;
    return image.kind === 'index' && this.#requirement.attestationsOn !== 'index' ? 1 + this.#platforms().length : 1;
  }

  /** A limit on the age of signatures is looked at when they are verified. */
  get #mayRemember(): boolean {
    return this.#authorities.every(({ maxAge }) => maxAge === undefined);
  }
}

/** Whoever pushes may have a line written for each layer of each of a hundred manifests. */
function few(lines: readonly string[]): readonly string[] {
  const more = lines.length - MAX_SKIPPED;
  return more <= 0 ? lines : [...lines.slice(0, MAX_SKIPPED), `and ${more} more that were not looked at`];
}
