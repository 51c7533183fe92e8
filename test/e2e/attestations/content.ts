import { attestedImage, type BuildkitSpec, type ImageClaim } from '../../support/attestations/attest.ts';
import { type Claim, sbomClaim } from '../../support/attestations/claims.ts';
import { buildkitProvenance, githubProvenance } from '../../support/attestations/provenance.ts';
import { cosignScan, LOG4SHELL } from '../../support/attestations/scans.ts';
import { shopClaims } from '../../support/attestations/shop.ts';
import { openVex } from '../../support/attestations/vex.ts';
import { Content } from '../../support/images/content.ts';
import { placeImage } from '../../support/images/signed-image.ts';
import type { Part } from '../../support/sbom/document.ts';
import { largeSbom } from '../../support/sbom/large.ts';
import { npmSbom } from '../../support/sbom/npm.ts';
import type { LeafSpec, SigningKey, World } from '../../support/signing/index.ts';

const DAY_MS = 86_400_000;
const JUSTIFICATION = 'vulnerable_code_not_in_execute_path';
/** A registry without the referrers API has the list of referrers under a tag. */
const FALLBACK = { as: 'fallback' } as const;

/** Found in the last place of a long list. */
export const FORBIDDEN: Part = {
  group: 'org.apache.logging.log4j',
  name: 'log4j-core',
  version: '2.14.1',
  purl: 'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1',
};

/** Who attests. */
export interface Attesters {
  readonly release: LeafSpec;
  /** Somebody else's workflow. */
  readonly stranger: LeafSpec;
  readonly security: SigningKey;
  readonly strangerKey: SigningKey;
}

/** Images of every kind that the policies of `attestationPolicies` tell apart, each tagged `v1`. */
export async function attestedContent(world: World, by: Attesters): Promise<Content> {
  const content = new Content();
  const { release: identity } = by;
  const attested = (repository: string, claims: readonly ImageClaim[], how: object = FALLBACK) =>
    attestedImage(world, content, { repository, claims, identity, signatureOn: 'nothing', ...how });
  const [sbom = [], , ] = [shopClaims({ at: world.clock }).slice(0, 1)];
  const [older] = shopClaims({ log4j: '2.14.1', at: world.clock });
  return content;
}
