import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Content } from '../../support/images/content.ts';
import { putImage } from '../../support/images/image.ts';
import { signedImage } from '../../support/images/signed-image.ts';
import { createWorld, newKey, pemOf, spkiOf } from '../../support/signing/index.ts';
import { DENIED, outcome } from '../harness/answers.ts';
import type { Cluster } from '../harness/cluster.ts';
import { findDebianProgram } from '../harness/debian-program.ts';
import { type DockerRegistry, startDockerRegistry } from '../harness/docker-registry.ts';
import { type ImageGate, imagePolicy, openImageGate, podSpec, trustRootDocument } from '../harness/image-gate.ts';

const ISSUER = 'https://token.actions.githubusercontent.com';
const IDENTITY = { san: 'https://github.com/acme/shop/.github/workflows/release.yml@refs/tags/v1', issuer: ISSUER };
const OTHER = { san: 'https://github.com/acme-fork/shop/.github/workflows/release.yml@refs/tags/v1', issuer: ISSUER };

/** Images that come from a real registry, without the referrers API and with a token service. */
export function imageScenarios(cluster: () => Cluster): void {
  const found = findDebianProgram('docker-registry');
  if ('missing' in found) {
    const title = `signed images need docker-registry: ${found.missing}`;
    const isOptional = process.env.CI !== 'true';
    (isOptional ? test.skip : test)(title, () => {
      throw new Error(title);
    });
    return;
  }
  describe('signed images', () => {
    let registry: DockerRegistry | undefined;
    let gate: ImageGate | undefined;
    let published: Published | undefined;

    beforeAll(async () => {
      registry = await startDockerRegistry({ auth: 'token' });
      published = await publish(registry);
      gate = await openImageGate(cluster(), registry, policies(registry, published));
    }, 60_000);
    afterAll(async () => {
      await gate?.[Symbol.asyncDispose]();
      await registry?.close();
    });

    const create: ImageGate['create'] = (image, credentials) => {
      if (gate === undefined) throw new Error('the gate did not open');
      return gate.create(image, credentials);
    };

    test.each(['shop/web', 'shop/older', 'vendor/database'])(
      '%s, signed by whom the policy wants, is admitted and pinned',
      async (repository) => {
        const answer = await create(`${repository}:v1`);
        expect(outcome(answer)).toBe('201');
        const digest = published?.digests.get(repository);
        expect(answer.body.spec.containers[0].image).toBe(`${registry?.host}/${repository}:v1@${digest}`);
      },
    );

    test('an unsigned image is refused, and the answer says what was looked for', async () => {
      const answer = await create('shop/unsigned:v1');
      expect(outcome(answer)).toMatch(DENIED);
      expect(answer.body.message).toContain(
        'no signature was found, and the policy wants it signed by release-workflow',
      );
      expect(answer.body.message).toContain(`digest: ${published?.digests.get('shop/unsigned')}`);
    });

    test('an image signed by somebody else is refused, and the answer says by whom', async () => {
      const answer = await create('shop/forked:v1');
      expect(outcome(answer)).toMatch(DENIED);
      expect(answer.body.message).toContain(OTHER.san);
    });

    test('without the credentials of the pod there is no telling, and that is said', async () => {
      const answer = await create('shop/private:v1', { username: 'nobody', password: 'wrong' });
      expect(outcome(answer)).toMatch(DENIED);
      expect(answer.body.message).toContain('could not be verified');
      expect(answer.body.message).not.toContain('no signature was found');
    });

    test('a controller keeps the tag that its author wrote, and is judged', async () => {
      const namespace = await gate?.newNamespaceWithSecret();
      if (namespace === undefined) throw new Error('the gate did not open');
      const deployment = (image: string) => ({
        metadata: { name: 'web' },
        spec: {
          selector: { matchLabels: { app: 'web' } },
          template: {
            metadata: { labels: { app: 'web' } },
            spec: podSpec(`${registry?.host}/${image}`),
          },
        },
      });
      const denied = await namespace.deployments.create(deployment('shop/unsigned:v1'));
      expect(outcome(denied)).toMatch(DENIED);
      const answer = await namespace.deployments.create(deployment('shop/web:v1'));
      expect(outcome(answer)).toBe('201');
      expect(answer.body.spec.template.spec.containers[0].image).toBe(`${registry?.host}/shop/web:v1`);
    });
  });
}

interface Published {
  /** By repository. */
  readonly digests: ReadonlyMap<string, string>;
  readonly trustRoot: string;
  readonly vendorKey: string;
}

async function publish(registry: DockerRegistry): Promise<Published> {
  const world = await createWorld();
  const content = new Content();
  const vendor = newKey();
  const put = { log: 'v1', fallback: 'correct' } as const;
  await signedImage(world, content, { repository: 'shop/web', identity: IDENTITY, ...put });
  await signedImage(world, content, {
    repository: 'shop/older',
    identity: IDENTITY,
    log: 'v1',
    as: 'simple-signing',
  });
  await signedImage(world, content, { repository: 'shop/private', identity: IDENTITY, ...put });
  await signedImage(world, content, { repository: 'shop/forked', identity: OTHER, ...put });
  await signedImage(world, content, { repository: 'vendor/database', key: vendor, ...put });
  putImage(content.repository('shop/unsigned'), { tag: 'v1', content: 'nobody signed this' });
  await registry.push(content);
  const digests = [...content.repositories.values()].map(({ name, tags }) => [name, tags.get('v1') ?? ''] as const);
  const vendorKey = pemOf(spkiOf(vendor.publicKey), 'PUBLIC KEY');
  return { digests: new Map(digests), trustRoot: world.trustRoot, vendorKey };
}

function policies({ host }: DockerRegistry, { trustRoot, vendorKey }: Published): readonly object[] {
  const signedBy = (name: string, images: string, authority: object) =>
    imagePolicy(name, images, { require: { digest: 'mutate-pods-only', signatures: [authority] } });
  return [
    trustRootDocument(trustRoot),
    signedBy('first-party', `${host}/shop/**`, {
      name: 'release-workflow',
      keyless: {
        issuer: ISSUER,
        subjectPattern: 'https://github.com/acme/*/.github/workflows/release.yml@refs/tags/*',
      },
      trustRoots: ['e2e'],
    }),
    signedBy('vendor', `${host}/vendor/**`, { name: 'vendor-key', key: { pem: vendorKey }, trustRoots: ['e2e'] }),
  ];
}
