import type { Attested, BuildkitForm } from '../images/buildkit.ts';
import type { Content, DescriptorJson, Repository } from '../images/content.ts';
import { type AttachSpec, attach, type PlacedImage, type PlaceSpec, placeImage } from '../images/signed-image.ts';
import { STATEMENT_V1, type StatementSpec } from '../signing/payloads.ts';
import type { Signed } from '../signing/sign.ts';
import type { World } from '../signing/world.ts';
import type { Claim } from './claims.ts';

/**
 * How an attestation is stored. `referrer`: Sigstore bundle (cosign 3); `fallback`: the same, listed under the tag that
 * stands in for the referrers API; `legacy`: layer of the `.att` tag (cosign up to 2).
 */
export type AttestationForm = 'referrer' | 'fallback' | 'legacy';

/** How an attestation is signed and stored. What is left out is honest, signed by a key of its own. */
export interface AttestSpec extends Omit<AttachSpec, 'as' | 'fallback' | 'payload' | 'statement'> {
  /** Default `referrer`. */
  readonly as?: AttestationForm;
  /** Other fields of the statement: its subjects, its type. */
  readonly statement?: Partial<StatementSpec>;
}

/** Signs a claim about an object of a repository and puts it beside the object. */
export function attest(
  world: World,
  repository: Repository,
  subject: DescriptorJson,
  { predicateType, predicate }: Claim,
  { as = 'referrer', statement, ...how }: AttestSpec = {},
): Promise<Signed> {
  return attach(world, repository, subject, {
    ...how,
    as: as === 'legacy' ? 'attestation' : 'bundle',
    ...(as === 'fallback' && { fallback: 'correct' }),
    statement: { predicateType, predicate, ...statement },
  });
}

/** A claim about an image. */
export interface ImageClaim extends Claim {
  /** What it is about. Default: what the tag names. */
  readonly on?: 'image' | 'platforms';
  /** How it is signed and stored. Default: as the image. */
  readonly by?: AttestSpec;
}

/** What BuildKit attached while it built. */
export interface BuildkitSpec {
  /** Of each platform. */
  readonly claims: readonly Claim[];
  /** Default `config`. */
  readonly form?: BuildkitForm;
}

/** An image with what is attested of it. `AttestSpec`: how the image, and what has no word of its own, is signed. */
export interface AttestedImageSpec extends PlaceSpec, AttestSpec {
  readonly claims?: readonly ImageClaim[];
  /** Makes it an index, of two platforms unless `index` says otherwise. */
  readonly buildkit?: BuildkitSpec;
  /** What carries an image signature. Default: what the tag names. */
  readonly signatureOn?: 'image' | 'attestation-manifests' | 'nothing';
}

/** Puts an image, signs it and attests what there is to say about it. */
export async function attestedImage(world: World, content: Content, spec: AttestedImageSpec): Promise<PlacedImage> {
  const { repository: name, tag, image, index, claims = [], buildkit, signatureOn = 'image', ...how } = spec;
  const placed = placeImage(
    content,
    buildkit === undefined ? spec : { ...spec, index: { ...index, ...indexed(name, buildkit) } },
  );
  const { repository, descriptor, platforms, attestations } = placed;
  const { as, statement, ...signature } = how;
  const signed = { image: [descriptor], 'attestation-manifests': attestations, nothing: [] }[signatureOn];
  for (const object of signed) {
    await attach(world, repository, object, {
      ...signature,
      ...(as === 'legacy' && { as: 'simple-signing' }),
      ...(as === 'fallback' && { fallback: 'correct' }),
    });
  }
  for (const { predicateType, predicate, on = 'image', by = how } of claims) {
    for (const subject of on === 'image' ? [descriptor] : platforms) {
      await attest(world, repository, subject, { predicateType, predicate }, by);
    }
  }
  return placed;
}

function indexed(name: string, { claims, form = 'config' }: BuildkitSpec): object {
  return { attestations: claims.map((claim) => buildkitStatement(claim, name, form)), attestationForm: form };
}

/** The statement of BuildKit about a platform: older versions write that of in-toto 0.1, and newer ones version 1. */
function buildkitStatement({ predicateType, predicate }: Claim, name: string, form: BuildkitForm): Attested {
  return (digest: string) => ({
    _type: form === 'config' ? 'https://in-toto.io/Statement/v0.1' : STATEMENT_V1,
    predicateType,
    subject: [
      {
        name: `pkg:docker/${name}@v1?platform=linux%2Famd64`,
        digest: { sha256: digest.slice('sha256:'.length) },
      },
    ],
    predicate,
  });
}
