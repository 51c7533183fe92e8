import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { attestedImage } from '../attestations/attest.ts';
import { shopClaims } from '../attestations/shop.ts';
import { createWorld, newKey, PREDICATES, pemOf, sign, spkiOf, type World } from '../signing/index.ts';
import { Content } from './content.ts';
import { putImage } from './image.ts';
import { writeLayout } from './layout.ts';
import { attach, signedImage } from './signed-image.ts';

/**
 * Writes test/fixtures/images: an OCI image layout with signed, attested and unsigned images, a signed file, the trust
 * root and key that they are verified by, and policies. What signed them is gone with the process, so that each run makes others:
 * `node test/support/images/make-sample.ts`.
 */
const FOLDER = join(import.meta.dirname, '../../fixtures/images');
const SIGNED_AT = new Date('2025-06-01T12:00:00Z');
const VALID = { from: new Date('2025-01-01T00:00:00Z'), until: new Date('2034-12-31T00:00:00Z') };
const REGISTRY = 'registry.example.com';
const ISSUER = 'https://token.actions.githubusercontent.com';

const identity = (owner: string) => ({
  san: `https://github.com/${owner}/shop/.github/workflows/release.yml@refs/tags/v1.4.2`,
  issuer: ISSUER,
  from: new Date(SIGNED_AT.getTime() - 60_000),
  until: new Date(SIGNED_AT.getTime() + 540_000),
});

async function makeImages(world: World, vendor: ReturnType<typeof newKey>): Promise<Content> {
  const content = new Content();
  const how = { tag: '1.4.2', log: 'v1', at: SIGNED_AT } as const;
  const image = { user: '1000', created: '2025-06-01T11:00:00Z' };
  const web = await signedImage(world, content, {
    repository: 'shop/web',
    index: {
      images: [
        { ...image, platform: 'linux/amd64' },
        { ...image, platform: 'linux/arm64' },
      ],
    },
    identity: identity('acme'),
    ...how,
  });
  await attach(world, web.repository, web.descriptor, {
    identity: identity('acme'),
    log: 'v1',
    at: SIGNED_AT,
    statement: { predicateType: PREDICATES.cyclonedx, predicate: { bomFormat: 'CycloneDX', specVersion: '1.6' } },
  });
  const older = { repository: 'shop/older', image, identity: identity('acme'), as: 'simple-signing', ...how } as const;
  await signedImage(world, content, older);
  await signedImage(world, content, { repository: 'shop/forked', image, identity: identity('acme-fork'), ...how });
  await signedImage(world, content, { repository: 'vendor/database', image, key: vendor, ...how });
  putImage(content.repository('shop/unsigned'), { tag: '1.4.2', content: 'nobody signed this', ...image });
  const attested = { image, identity: identity('acme'), ...how };
  await attestedImage(world, content, {
    repository: 'attested/shop',
    claims: shopClaims({ at: SIGNED_AT }),
    ...attested,
  });
  const claims = shopClaims({ log4j: '2.14.1', at: SIGNED_AT });
  await attestedImage(world, content, { repository: 'attested/older-shop', claims, ...attested });
  return content;
}

/** Logs and authorities count from long ago; nobody stamps times here. */
function trustRootOf(world: World): string {
  const root = world.trustedRoot();
  const validFor = { start: VALID.from.toISOString() };
  for (const authority of root.certificateAuthorities) authority.validFor = validFor;
  for (const log of [...root.tlogs, ...root.ctlogs]) log.publicKey.validFor = validFor;
  return `${JSON.stringify({ ...root, timestampAuthorities: [] }, undefined, 2)}\n`;
}

const POLICY = `apiVersion: tidewaiter.dev/v1alpha1
kind: TrustRoot
metadata: { name: sample }
spec: { file: trusted-root.json }
---
apiVersion: tidewaiter.dev/v1alpha1
kind: ImagePolicy
metadata: { name: first-party }
spec:
  images: ["${REGISTRY}/shop/**"]
  require:
    signatures:
      - name: release-workflow
        keyless:
          issuer: ${ISSUER}
          subjectPattern: https://github.com/acme/*/.github/workflows/release.yml@refs/tags/*
        trustRoots: [sample]
---
apiVersion: tidewaiter.dev/v1alpha1
kind: ImagePolicy
metadata: { name: vendor }
spec:
  images: ["${REGISTRY}/vendor/**"]
  require:
    signatures:
      - name: vendor-key
        key: { file: vendor.pem }
        trustRoots: [sample]
---
apiVersion: tidewaiter.dev/v1alpha1
kind: ImagePolicy
metadata: { name: attested }
spec:
  images: ["${REGISTRY}/attested/**"]
  require:
    signatures:
      - name: release-workflow
        keyless:
          issuer: ${ISSUER}
          subjectPattern: https://github.com/acme/*/.github/workflows/release.yml@refs/tags/*
        trustRoots: [sample]
    attestations:
      - type: sbom
        signedBy: [release-workflow]
        sbom:
          deny:
            packages:
              - purl: pkg:maven/org.apache.logging.log4j/log4j-core@<2.17.1
                reason: Log4Shell (CVE-2021-44228)
            licenses: [AGPL-*]
      - type: provenance
        signedBy: [release-workflow]
        provenance:
          sources: [{ repository: https://github.com/acme/*, ref: refs/tags/* }]
      - type: vulnerabilities
        signedBy: [release-workflow]
        vulnerabilities: { maxSeverity: medium }
`;

const world = await createWorld({ clock: SIGNED_AT, root: VALID, intermediate: VALID });
const vendor = newKey();
const content = await makeImages(world, vendor);
await rm(FOLDER, { recursive: true, force: true });
const policies = join(FOLDER, 'policies');
await mkdir(policies, { recursive: true });
await writeLayout(content, join(FOLDER, 'layout'), (repository, tag) => `${REGISTRY}/${repository}:${tag}`);
await writeFile(join(policies, 'trusted-root.json'), trustRootOf(world));
await writeFile(join(policies, 'vendor.pem'), pemOf(spkiOf(vendor.publicKey), 'PUBLIC KEY'));
await writeFile(join(policies, 'policy.yaml'), POLICY);
const text = 'A file whose signature lies beside it, as a Sigstore bundle.\n';
const payload = { bytes: Buffer.from(text) };
const { bundleBytes } = await sign(world, { payload, identity: identity('acme'), log: 'v1', at: SIGNED_AT });
await mkdir(join(FOLDER, 'file'));
await writeFile(join(FOLDER, 'file/release.txt'), text);
await writeFile(join(FOLDER, 'file/release.txt.sigstore.json'), bundleBytes);
