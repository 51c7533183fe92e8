import { type AttestedImageSpec, attestedImage, type ImageClaim } from '../../support/attestations/attest.ts';
import { type Claim, sbomClaim } from '../../support/attestations/claims.ts';
import { buildkitProvenance, githubProvenance, githubProvenance02 } from '../../support/attestations/provenance.ts';
import { cosignScan, LOG4SHELL } from '../../support/attestations/scans.ts';
import { shopClaims } from '../../support/attestations/shop.ts';
import { openVex } from '../../support/attestations/vex.ts';
import { Content } from '../../support/images/content.ts';
import { placeImage } from '../../support/images/signed-image.ts';
import type { Part } from '../../support/sbom/document.ts';
import { largeSbom } from '../../support/sbom/large.ts';
import { npmSbom } from '../../support/sbom/npm.ts';
import { type LeafSpec, newKey, type SigningKey, type World } from '../../support/signing/index.ts';

const DAY_MS = 86_400_000;
const JUSTIFICATION = 'vulnerable_code_not_in_execute_path';
const COMPONENTS = 5_000;

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
  /** Says which vulnerabilities do not matter. */
  readonly security: SigningKey;
}

/** Images that the policies of `attestationPolicies` tell apart, each tagged `v1`. */
export async function attestedContent(world: World, by: Attesters): Promise<Content> {
  const content = new Content();
  const put = (repository: string, claims: readonly ImageClaim[], how: Partial<AttestedImageSpec> = {}) =>
    attestedImage(world, content, {
      repository,
      claims,
      identity: by.release,
      as: 'fallback',
      signatureOn: 'nothing',
      ...how,
    });
  const npm = sbomClaim('cyclonedx', await npmSbom('own', 'cyclonedx'));
  const large = (last: readonly Part[]) => sbomClaim('spdx', largeSbom('spdx', COMPONENTS, { last }));
  const { digest } = await put('parts/fallback', [npm]);
  await put('parts/legacy', [npm], { as: 'legacy' });
  await put('parts/large', [large([])]);
  await put('parts/large-and-bad', [large([FORBIDDEN])]);
  await put('parts/log4j', shopClaims({ log4j: '2.14.1', at: world.clock }));
  await put('parts/stranger', [npm], { identity: by.stranger });
  await put('parts/other-image', [npm], { statement: { digest } });
  placeImage(content, { repository: 'parts/nothing' });
  const scan = scanOf(world);
  const vex = openVex([{ vulnerability: LOG4SHELL.id, status: 'not_affected', justification: JUSTIFICATION }]);
  const said = (key: SigningKey): ImageClaim => ({ ...vex, by: { as: 'fallback', key } });
  await put('scanned/critical', [scan]);
  await put('scanned/explained', [scan, said(by.security)]);
  await put('scanned/explained-by-anybody', [scan, said(newKey())]);
  await put('built/shop', [githubProvenance()]);
  await put('built/fork', [githubProvenance({ repository: 'https://github.com/acme-fork/shop' })]);
  await put('built/legacy', [githubProvenance02()], { as: 'legacy' });
  const buildkit = {
    claims: [buildkitProvenance({ builder: 'https://github.com/acme/shop/actions/runs/7044213214' }), npm],
  };
  await put('buildkit/signed-index', [], { buildkit, signatureOn: 'image' });
  await put('buildkit/legacy-signature', [], { buildkit, signatureOn: 'image', as: 'legacy' });
  const artifact = { ...buildkit, form: 'artifact' } as const;
  await put('buildkit/signed-manifests', [], { buildkit: artifact, signatureOn: 'attestation-manifests' });
  await put('buildkit/unsigned', [], { buildkit });
  return content;
}

/** A critical vulnerability with a fix, published longer ago than the policy grants. */
function scanOf({ clock }: World): Claim {
  const published = new Date(clock.getTime() - 30 * DAY_MS).toISOString();
  const time = clock.toISOString();
  return cosignScan('trivy', { found: [{ ...LOG4SHELL, published }], finished: time, database: time });
}
