import { verificationThreads } from '../../src/cli/verification-threads.ts';
import type { AttestationsRequirement } from '../../src/model/attestation.ts';
import { attestationComplaints } from '../../src/model/attestation-text.ts';
import type { AttestationVerdict } from '../../src/model/attestation-verdict.ts';
import type { ImageReference } from '../../src/model/image-reference.ts';
import { isPredicateType } from '../../src/parse/predicate-type.ts';
import { attestedImage } from '../support/attestations/attest.ts';
import type { DescriptorJson, Repository } from '../support/images/content.ts';
import { type AttachSpec, attach, placeImage } from '../support/images/signed-image.ts';
import type { Payload, World } from '../support/signing/index.ts';
import { IN_TOTO, STATEMENT_V1 } from '../support/signing/payloads.ts';
import { CLEAN_SBOM, wanting } from './attesting.ts';
import { BY_RELEASE, Scene, type WatchedOracle } from './scene.ts';

/** What an oracle said of an image. */
export interface Said {
  readonly admitted: boolean;
  /** Everything that the person is told whose image it is. */
  readonly why: string;
  readonly verdict?: AttestationVerdict;
}

/** One oracle with threads of its own, asked for one bad image after the other, and for a good one. */
export class HostileScene {
  readonly world: World;
  readonly scene: Scene;
  readonly oracle: WatchedOracle;
  readonly #threads = verificationThreads();
  #images = 0;

  constructor(world: World, scene: Scene) {
    this.world = world;
    this.scene = scene;
    this.oracle = scene.oracle({ verify: (job, lane) => this.#threads.verify(job, lane) });
  }

  static async open(world: World): Promise<HostileScene> {
    return new HostileScene(world, await Scene.open(world));
  }

  async close(): Promise<void> {
    await this.#threads.close();
    await this.scene.close();
  }

  /** An image that nobody attested anything of. */
  bare(): { readonly repository: Repository; readonly descriptor: DescriptorJson; readonly reference: ImageReference } {
    const name = `team/app${this.#images++}`;
    const placed = placeImage(this.scene.registry.content, { repository: name });
    return { ...placed, reference: this.referenceOf(name, placed.digest) };
  }

  referenceOf(repository: string, digest: string): ImageReference {
    return this.scene.reference(`${repository}:v1@${digest}`);
  }

  /** What is said of an image of which the one whom the policy trusts signed something. */
  async signed(spec: AttachSpec | ((digest: string) => AttachSpec), requirement = wanting()): Promise<Said> {
    const { repository, descriptor, reference } = this.bare();
    const how = typeof spec === 'function' ? spec(descriptor.digest) : spec;
    await attach(this.world, repository, descriptor, { ...BY_RELEASE, ...how });
    const said = await this.ask(reference, requirement);
    this.scene.registry.content.repositories.delete(repository.name);
    return said;
  }

  async ask(reference: ImageReference, requirement: AttestationsRequirement = wanting()): Promise<Said> {
    const answer = await this.oracle.ask({ about: 'attestations', reference, requirement });
    if (answer.state === 'unavailable') return { admitted: false, why: `${answer.cause}: ${answer.reason}` };
    const verdict = answer.value as AttestationVerdict;
    const complaints = attestationComplaints(verdict, requirement, isPredicateType);
    const why = complaints.flatMap(({ clause, details }) => [clause, ...details]).join('\n');
    return { admitted: verdict.verified, why, verdict };
  }

  /** Whether an honest image is still verified. */
  async stillWorks(): Promise<boolean> {
    const repository = `team/honest${this.#images++}`;
    const { digest } = await attestedImage(this.world, this.scene.registry.content, {
      repository,
      claims: [CLEAN_SBOM],
      ...BY_RELEASE,
    });
    const { admitted } = await this.ask(this.referenceOf(repository, digest));
    return admitted && this.oracle.faults.length === 0;
  }
}

/** The text of an honest statement about a digest, its predicate written as it is given. */
export function statementText(digest: string, predicate: string, predicateType = CLEAN_SBOM.predicateType): string {
  const subject = JSON.stringify([{ digest: { sha256: digest.slice('sha256:'.length) } }]);
  return `{"_type":"${STATEMENT_V1}","subject":${subject},"predicateType":"${predicateType}","predicate":${predicate}}`;
}

/** Bytes to be signed as a statement. */
export function payload(bytes: string | Buffer, type: string = IN_TOTO): Payload {
  return { bytes: Buffer.from(bytes), type };
}

/** A payload in the `.att` form, where nothing but the statement says of which type it is. */
export function legacy(bytes: string | Buffer, type?: string): AttachSpec {
  return { as: 'attestation', payload: payload(bytes, type) };
}
