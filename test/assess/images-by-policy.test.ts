import { describe, expect, test } from '@jest/globals';
import { assess, type World } from '../../src/assess.ts';
import type { ImageOracle } from '../../src/model/image-evidence.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { formatPath } from '../../src/model/path.ts';
import { imagePolicy, imageSettings, KEYLESS, loadImages } from '../policy/image-documents.ts';
import { machine, rayCluster, subjectsOf, template } from '../support/custom-kinds.ts';

/** What policies for images come to, with registries that cannot be asked. */

const down = { state: 'unavailable', cause: 'unreachable', reason: 'the registry is down' } as const;
const images: ImageOracle = { recall: () => down, ask: async () => down };
const world: World = {
  namespaceLabels: () => Promise.reject(new Error('nobody should ask')),
  signal: new AbortController().signal,
  today: () => '2026-11-20',
  honoursAnnotations: false,
  images,
};

async function judge(object: JsonObject, ...documents: readonly JsonObject[]) {
  const { allowed, findings, failures } = await assess(subjectsOf(object), loadImages(documents), world);
  expect(failures).toEqual([]);
  return { allowed, findings: findings.map(({ rule, action, path }) => `${action} ${rule} ${formatPath(path)}`) };
}

const cluster = (image: string) => rayCluster([], template({ image }));
const HEAD = 'spec.headGroupSpec.template.spec.containers[0].image';
const WORKER = 'spec.workerGroupSpecs[0].template.spec.containers[0].image';

describe('an outage that is only warned of', () => {
  const policy = imagePolicy({
    images: ['registry.example.com/**', 'docker.io/acme/*', 'own.example.com:443/**'],
    require: { digest: 'ignore', signatures: [KEYLESS] },
    degrade: 'warn',
  });

  test.each([
    ['registry.example.com/app', true],
    ['own.example.com:443/app', true],
    ['acme/app', true],
    // What is declared of a registry counts for its name as the policy has it: another spelling makes an outage of it.
    ['registry.example.com:443/app', false],
    ['registry-1.docker.io/acme/app', false],
  ])('is one where the image is named as the policy has it: %s', async (image, allowed) => {
    expect(await judge(cluster(image), policy)).toEqual({
      allowed,
      findings: [`${allowed ? 'Warn' : 'Deny'} image-signature ${HEAD}`],
    });
  });
});

describe('images of several pods in one object', () => {
  test('are named by a policy only where it judges their pod', async () => {
    const ofBuilder = imagePolicy({
      images: ['**'],
      match: { podServiceAccounts: { include: ['shop/builder'] } },
      require: { digest: 'ignore', signatures: [{ name: 'all', static: 'Allow' }] },
    });
    const builder = { metadata: {}, spec: { ...(template().spec as JsonObject), serviceAccountName: 'builder' } };
    const object = rayCluster([template()], builder);
    expect(await judge(object, ofBuilder, imageSettings({ onNoMatch: 'Deny' }))).toEqual({
      allowed: false,
      findings: [`Deny image-coverage ${WORKER}`],
    });
  });
});

describe('an image that has no digest when it is judged', () => {
  const policy = imagePolicy({ images: ['**'], require: { digest: 'mutate' } });

  test('is warned of in what makes pods, which are judged again, and denied in what holds none', async () => {
    expect(await judge(cluster('registry.example.com/app'), policy)).toMatchObject({ allowed: true });
    expect(await judge(machine(['registry.example.com/disk']), policy)).toMatchObject({ allowed: false });
  });
});
