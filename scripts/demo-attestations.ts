import { attestedImage, type ImageClaim } from '../test/support/attestations/attest.ts';
import { sbomClaim } from '../test/support/attestations/claims.ts';
import { cosignScan, LOG4SHELL } from '../test/support/attestations/scans.ts';
import { shopClaims } from '../test/support/attestations/shop.ts';
import { openVex } from '../test/support/attestations/vex.ts';
import type { Content } from '../test/support/images/content.ts';
import { placeImage } from '../test/support/images/signed-image.ts';
import { debianSbom } from '../test/support/sbom/debian.ts';
import { npmSbom } from '../test/support/sbom/npm.ts';
import type { LeafSpec, SigningKey, World } from '../test/support/signing/index.ts';
import type { PublishedImage } from './published-image.ts';

const DAY_MS = 86_400_000;
const LOG4J = 'pkg:maven/org.apache.logging.log4j/log4j-core';
const FORBIDDEN = '<2.17.1';
const REASON = `Log4Shell (${LOG4SHELL.id})`;

/** Who attests what: the release workflow what is in images, the security team which vulnerabilities do not matter. */
export interface Attesters {
  readonly workflow: LeafSpec;
  readonly securityTeam: SigningKey;
}

/** Publishes images with SBOMs and scans. None of them is signed itself: nobody asks for that here. */
export async function publishAttested(
  world: World,
  content: Content,
  { workflow, securityTeam }: Attesters,
): Promise<readonly PublishedImage[]> {
  const put = (repository: string, claims: readonly ImageClaim[]) =>
    attestedImage(world, content, { repository, tag: 'v1', claims, identity: workflow, signatureOn: 'nothing' });
  const own = await ownSbom();
  await put('parts/tidewaiter', [sbomClaim('cyclonedx', own.document)]);
  await put('parts/shop', shopClaims({ at: world.clock }));
  await put('parts/older-shop', shopClaims({ log4j: '2.14.1', at: world.clock }));
  await put('parts/report', [sbomClaim('spdx', withReport(world))]);
  placeImage(content, { repository: 'parts/unknown', tag: 'v1' });
  await put('scanned/shop', [scan(world)]);
  await put('scanned/explained-shop', [scan(world), { ...vex(world), by: { key: securityTeam } }]);
  return [
    { title: `an image with ${own.of}, nothing forbidden among them`, image: 'parts/tidewaiter:v1', expected: [] },
    { title: 'an image with Debian packages and log4j-core 2.24.3', image: 'parts/shop:v1', expected: [] },
    {
      title: 'an image with a forbidden package, log4j-core 2.14.1',
      image: 'parts/older-shop:v1',
      expected: ['image-attestation'],
      mentions: [`log4j-core 2.14.1 (${LOG4J}@2.14.1)`, `is in ${FORBIDDEN} (${REASON})`],
    },
    {
      title: 'an image with a component under the AGPL',
      image: 'parts/report:v1',
      expected: ['image-attestation'],
      mentions: ['report-server 3.1.0', 'AGPL-3.0-only'],
    },
    {
      title: 'an image of which nobody says what is in it',
      image: 'parts/unknown:v1',
      expected: ['image-attestation'],
    },
    {
      title: 'a critical vulnerability, mended 30 days ago, where 14 are granted',
      image: 'scanned/shop:v1',
      expected: ['image-attestation'],
      mentions: [LOG4SHELL.id, 'log4j-core'],
    },
    {
      title: 'the same, and the security team attests (VEX) that it does not matter here',
      image: 'scanned/explained-shop:v1',
      expected: [],
    },
  ];
}

/** What npm says is installed in this repository; where npm cannot, a list of Debian packages, and a line that says why. */
async function ownSbom(): Promise<{ readonly document: object; readonly of: string }> {
  try {
    return { document: await npmSbom('own', 'cyclonedx'), of: 'the npm packages of this repository' };
  } catch (error) {
    console.log(`Debian packages stand in for those of npm: ${(error as Error).message}\n`);
    return { document: debianSbom('cyclonedx'), of: 'Debian packages' };
  }
}

function withReport({ clock }: World): object {
  const name = 'report-server';
  const parts = [{ name, version: '3.1.0', purl: `pkg:npm/${name}@3.1.0`, license: 'AGPL-3.0-only' }];
  return debianSbom('spdx', { parts, created: clock.toISOString() });
}

function scan({ clock }: World): ImageClaim {
  const published = new Date(clock.getTime() - 30 * DAY_MS).toISOString();
  const now = clock.toISOString();
  return cosignScan('trivy', { found: [{ ...LOG4SHELL, published }], finished: now, database: now });
}

function vex({ clock }: World): ImageClaim {
  const justification = 'vulnerable_code_not_in_execute_path';
  return openVex([{ vulnerability: LOG4SHELL.id, status: 'not_affected', justification }], {
    time: clock.toISOString(),
  });
}

/** The policies for them; `security.pem` beside them holds the key of the security team. */
export function attestationPolicies(registry: string, { issuer, subjectPattern }: WorkflowPattern): string {
  const releaseWorkflow = `    - name: release-workflow
      keyless:
        issuer: ${issuer}
        subjectPattern: ${subjectPattern}
      trustRoots: [demo]`;
  return `---
apiVersion: tidewaiter.dev/v1alpha1
kind: ImagePolicy
metadata: { name: parts }
spec:
  images: ["${registry}/parts/**"]
  authorities:
${releaseWorkflow}
  require:
    digest: mutate
    attestations:
      - type: sbom
        signedBy: [release-workflow]
        sbom:
          deny:
            packages:
              - { purl: "${LOG4J}@${FORBIDDEN}", reason: "${REASON}" }
            licenses: [AGPL-*]
---
apiVersion: tidewaiter.dev/v1alpha1
kind: ImagePolicy
metadata: { name: scanned }
spec:
  images: ["${registry}/scanned/**"]
  authorities:
${releaseWorkflow}
    - name: security-team
      key: { file: security.pem }
      transparency: required
      trustRoots: [demo]
  require:
    digest: mutate
    attestations:
      - type: vulnerabilities
        signedBy: [release-workflow]
        vulnerabilities:
          maxAge: 24h
          maxSeverity: high
          fixableOnly: true
          graceDays: { critical: 14 }
          vex: { signedBy: [security-team] }
`;
}

/** By whom images must be attested. */
export interface WorkflowPattern {
  readonly issuer: string;
  readonly subjectPattern: string;
}
