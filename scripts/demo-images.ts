import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { putImage } from '../test/support/images/image.ts';
import { attach, type SignedImageSpec, signedImage } from '../test/support/images/signed-image.ts';
import { startTestRegistry, type TestRegistry } from '../test/support/registry/server.ts';
import { createWorld, newKey, pemOf, type SigningKey, spkiOf, type World } from '../test/support/signing/index.ts';
import { attestationPolicies, publishAttested } from './demo-attestations.ts';
import type { DemoRequest } from './demo-request.ts';
import type { PublishedImage } from './published-image.ts';
import { ROOT } from './server-process.ts';

const RELEASE = 'https://github.com/acme/shop/.github/workflows/release.yml@refs/tags/v1.4.2';
const FORK = 'https://github.com/acme-fork/shop/.github/workflows/release.yml@refs/tags/v1.4.2';
const ISSUER = 'https://token.actions.githubusercontent.com';
const SUBJECTS = 'https://github.com/acme/*/.github/workflows/release.yml@refs/tags/*';

/** A registry with images that were signed and attested a moment ago, the policies for them, and reviews of pods that use them. */
export interface ImageDemo {
  readonly registry: TestRegistry;
  /** Folder with the policies. */
  readonly policies: string;
  readonly requests: readonly DemoRequest[];
}

/** Makes everything that signing takes, and throws the keys away with the process. */
export async function prepareImages(folder: string): Promise<ImageDemo> {
  const [world, registry] = await Promise.all([createWorld(), startTestRegistry()]);
  const vendorKey = newKey();
  const securityTeam = newKey();
  const policies = join(folder, 'image-policies');
  await mkdir(policies);
  await writeFile(join(policies, 'trusted-root.json'), world.trustRoot);
  await writeFile(join(policies, 'vendor.pem'), publicPem(vendorKey));
  await writeFile(join(policies, 'security.pem'), publicPem(securityTeam));
  const workflow = { issuer: ISSUER, subjectPattern: SUBJECTS };
  await writeFile(
    join(policies, 'policy.yaml'),
    policyText(registry.host) + attestationPolicies(registry.host, workflow),
  );
  const review = JSON.parse(await readFile(join(ROOT, 'test/fixtures/reviews/good-pod.json'), 'utf8'));
  const published = [
    ...(await publish(world, registry, vendorKey)),
    ...(await publishAttested(world, registry.content, { workflow: { san: RELEASE, issuer: ISSUER }, securityTeam })),
  ];
  const requests = published.map(({ image, ...rest }) => {
    return { ...rest, mutateFirst: true, body: withImage(review, `${registry.host}/${image}`) };
  });
  return { registry, policies, requests };
}

function publicPem({ publicKey }: SigningKey): string {
  return pemOf(spkiOf(publicKey), 'PUBLIC KEY');
}

async function publish(
  world: World,
  { content }: TestRegistry,
  vendorKey: SigningKey,
): Promise<readonly PublishedImage[]> {
  const put = (repository: string, how: Omit<SignedImageSpec, 'repository'>) =>
    signedImage(world, content, { repository, tag: 'v1', log: 'v1', ...how });
  const by = (san: string) => ({ identity: { san, issuer: ISSUER } });
  const signed = await put('shop/web', by(RELEASE));
  await put('shop/legacy', { ...by(RELEASE), as: 'simple-signing' });
  await put('shop/forked', by(FORK));
  await put('vendor/database', { key: vendorKey });
  await put('vendor/copied', { key: newKey() });
  putImage(content.repository('shop/unsigned'), { tag: 'v1', content: 'nobody signed this' });
  const tampered = putImage(content.repository('shop/tampered'), { tag: 'v1', content: 'another layer' });
  await attach(world, content.repository('shop/tampered'), tampered, {
    ...by(RELEASE),
    log: 'v1',
    signedDigest: signed.digest,
  });
  return [
    { title: 'an image signed by the release workflow', image: 'shop/web:v1', expected: [] },
    { title: 'the same, signed in the older form', image: 'shop/legacy:v1', expected: [] },
    { title: 'an image signed by a key', image: 'vendor/database:v1', expected: [] },
    { title: 'an unsigned image', image: 'shop/unsigned:v1', expected: ['image-signature'] },
    { title: 'an image signed by a workflow of somebody else', image: 'shop/forked:v1', expected: ['image-signature'] },
    { title: 'a signature of another image', image: 'shop/tampered:v1', expected: ['image-signature'] },
    { title: 'an image signed by another key', image: 'vendor/copied:v1', expected: ['image-signature'] },
  ];
}

/** A request to create the good pod of the fixtures with another image. */
function withImage(review: { request: { object: { spec: { containers: object[] } } } }, image: string): Buffer {
  const copy = structuredClone(review);
  Object.assign(copy.request.object.spec.containers[0] ?? {}, { image });
  return Buffer.from(JSON.stringify(copy));
}

function policyText(registry: string): string {
  return `apiVersion: tidewaiter.dev/v1alpha1
kind: ImageSettings
metadata: { name: demo }
spec:
  registries:
    - { host: "${registry}", insecure: true, allowPrivate: true }
---
apiVersion: tidewaiter.dev/v1alpha1
kind: TrustRoot
metadata: { name: demo }
spec: { file: trusted-root.json }
---
apiVersion: tidewaiter.dev/v1alpha1
kind: ImagePolicy
metadata: { name: first-party }
spec:
  images: ["${registry}/shop/**"]
  require:
    digest: mutate
    signatures:
      - name: release-workflow
        keyless:
          issuer: ${ISSUER}
          subjectPattern: ${SUBJECTS}
        trustRoots: [demo]
---
apiVersion: tidewaiter.dev/v1alpha1
kind: ImagePolicy
metadata: { name: vendor }
spec:
  images: ["${registry}/vendor/**"]
  require:
    digest: mutate
    signatures:
      - name: vendor-key
        key: { file: vendor.pem }
        transparency: required
        trustRoots: [demo]
`;
}
