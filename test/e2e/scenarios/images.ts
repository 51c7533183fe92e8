import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Content } from '../../support/images/content.ts';
import { putImage } from '../../support/images/image.ts';
import { signedImage } from '../../support/images/signed-image.ts';
import { createWorld, newKey, pemOf, spkiOf } from '../../support/signing/index.ts';
import { DENIED, outcome } from '../harness/answers.ts';
import type { Cluster } from '../harness/cluster.ts';
import { type DockerRegistry, findDockerRegistry, startDockerRegistry } from '../harness/docker-registry.ts';
import { type Gate, openGate } from '../harness/gate.ts';
import { writeKubeconfig } from '../harness/kubeconfig.ts';
import type { Namespace } from '../harness/namespace.ts';

const ISSUER = 'https://token.actions.githubusercontent.com';
const IDENTITY = { san: 'https://github.com/acme/shop/.github/workflows/release.yml@refs/tags/v1', issuer: ISSUER };
const OTHER = { san: 'https://github.com/acme-fork/shop/.github/workflows/release.yml@refs/tags/v1', issuer: ISSUER };

/** Images that come from a real registry, without the referrers API and with a token service. */
export function imageScenarios(cluster: () => Cluster): void {
  const found = findDockerRegistry();
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
    let gate: Gate | undefined;
    let published: Published | undefined;

    beforeAll(async () => {
      registry = await startDockerRegistry({ auth: 'token' });
      published = await publish(registry);
      const { apiserver, folder } = cluster();
      const kubeconfig = join(await mkdtemp(join(folder, 'images-')), 'kubeconfig');
      await writeKubeconfig(kubeconfig, apiserver.admin);
      gate = await openGate(cluster(), {
        policies: policies(registry, published),
        kinds: ['mutating', 'validating'],
        flags: ['--pull-secrets=cluster', `--kubeconfig=${kubeconfig}`],
      });
    }, 60_000);
    afterAll(async () => {
      await gate?.[Symbol.asyncDispose]();
      await registry?.close();
    });

    const create = async (image: string, credentials = registry?.credentials) => {
      const namespace = (await gate?.newNamespace()) as Namespace;
      if (credentials !== undefined) await createPullSecret(cluster(), namespace, registry?.host ?? '', credentials);
      return namespace.pods.create({
        metadata: { name: 'web' },
        spec: {
          imagePullSecrets: [{ name: 'pull' }],
          containers: [{ name: 'app', image: `${registry?.host}/${image}` }],
        },
      });
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
      const namespace = (await gate?.newNamespace()) as Namespace;
      await createPullSecret(cluster(), namespace, registry?.host ?? '', registry?.credentials);
      const deployment = (image: string) => ({
        metadata: { name: 'web' },
        spec: {
          selector: { matchLabels: { app: 'web' } },
          template: {
            metadata: { labels: { app: 'web' } },
            spec: {
              imagePullSecrets: [{ name: 'pull' }],
              containers: [{ name: 'app', image: `${registry?.host}/${image}` }],
            },
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

function policies({ host, tokenHosts }: DockerRegistry, { trustRoot, vendorKey }: Published): Record<string, string> {
  const apiVersion = 'tidewaiter.dev/v1alpha1';
  const policy = (name: string, images: string, authority: object) => ({
    apiVersion,
    kind: 'ImagePolicy',
    metadata: { name },
    spec: { images: [images], require: { digest: 'mutate-pods-only', signatures: [authority] } },
  });
  const documents = [
    {
      apiVersion,
      kind: 'ImageSettings',
      metadata: { name: 'e2e' },
      spec: { registries: [{ host, insecure: true, allowPrivate: true, tokenHosts }] },
    },
    { apiVersion, kind: 'TrustRoot', metadata: { name: 'e2e' }, spec: { json: JSON.parse(trustRoot) } },
    policy('first-party', `${host}/shop/**`, {
      name: 'release-workflow',
      keyless: {
        issuer: ISSUER,
        subjectPattern: 'https://github.com/acme/*/.github/workflows/release.yml@refs/tags/*',
      },
      trustRoots: ['e2e'],
    }),
    policy('vendor', `${host}/vendor/**`, { name: 'vendor-key', key: { pem: vendorKey }, trustRoots: ['e2e'] }),
  ];
  return { 'images.yaml': documents.map((document) => JSON.stringify(document)).join('\n---\n') };
}

async function createPullSecret(
  { kube }: Cluster,
  { name: namespace }: Namespace,
  host: string,
  credentials: DockerRegistry['credentials'],
): Promise<void> {
  const auth = Buffer.from(`${credentials?.username}:${credentials?.password}`).toString('base64');
  const answer = await kube('POST', `/api/v1/namespaces/${namespace}/secrets`, {
    body: {
      metadata: { name: 'pull' },
      type: 'kubernetes.io/dockerconfigjson',
      stringData: { '.dockerconfigjson': JSON.stringify({ auths: { [host]: { auth } } }) },
    },
  });
  expect(outcome(answer)).toBe('201');
}
