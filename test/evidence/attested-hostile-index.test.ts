import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AttestationsRequirement } from '../../src/model/attestation.ts';
import { putBuildkitAttestations } from '../support/images/buildkit.ts';
import { type DescriptorJson, type Repository, TYPES } from '../support/images/content.ts';
import { putImage } from '../support/images/image.ts';
import { attach } from '../support/images/signed-image.ts';
import { createWorld, statement } from '../support/signing/index.ts';
import { CLEAN_SBOM, wanting } from './attesting.ts';
import { HostileScene } from './hostile-scene.ts';
import { BY_RELEASE } from './scene.ts';

/** Signed indexes that say what is not so, of images and of what BuildKit attached to them. */

let hostile: HostileScene;

beforeAll(async () => {
  hostile = await HostileScene.open(await createWorld());
});
afterAll(() => hostile.close());

/** A signed index of these entries. */
async function putIndex(entriesOf: (repository: Repository) => readonly DescriptorJson[]) {
  const repository = hostile.scene.registry.content.repository(`team/index${names++}`);
  const manifests = entriesOf(repository);
  const document = { schemaVersion: 2, mediaType: TYPES.index, manifests };
  const index = repository.putManifest(document, { tag: 'v1' });
  await attach(hostile.world, repository, index, BY_RELEASE);
  const ask = (change: Partial<AttestationsRequirement> = {}) =>
    hostile.ask(hostile.referenceOf(repository.name, index.digest), wanting([{}], change));
  return { repository, index, ask };
}
let names = 0;

const LINUX = { os: 'linux', architecture: 'amd64' };
const UNKNOWN = { os: 'unknown', architecture: 'unknown' };
const claimAbout = (digest: string, { predicateType, predicate } = CLEAN_SBOM): object =>
  JSON.parse(statement({ digest, predicateType, predicate }).bytes.toString());

describe('an index', () => {
  const image = (repository: Repository, content: string, platform = LINUX) => ({
    ...putImage(repository, { content }),
    platform,
  });
  const annotated = (entry: DescriptorJson, digest: string) => ({
    ...entry,
    annotations: { 'vnd.docker.reference.type': 'attestation-manifest', 'vnd.docker.reference.digest': digest },
  });

  test('hides no image that can run behind the name of an attestation', async () => {
    const { ask } = await putIndex((repository) => {
      const good = image(repository, 'good');
      const carrier = putBuildkitAttestations(repository, good, [claimAbout(good.digest)]);
      return [good, carrier, annotated(image(repository, 'evil'), good.digest)];
    });
    for (const platforms of [undefined, ['linux/amd64']]) {
      const said = await ask(platforms && { platforms });
      expect(said.admitted).toBe(false);
      expect(said.why).toContain('has no attestation sbom (cyclonedx) for linux/amd64');
    }
  });

  test.each<[string, object | undefined]>([
    ['no platform', undefined],
    ['an empty platform', { os: '', architecture: '' }],
    ['an unknown system', { os: 'unknown', architecture: 'amd64' }],
    ['an unknown architecture', { os: 'linux', architecture: 'unknown' }],
    ['the unknown in capitals', { os: 'Unknown', architecture: 'unknown' }],
    ['a variant', { ...LINUX, variant: 'v3' }],
    ['another spelling', { os: 'Linux', architecture: 'x86_64' }],
  ])('wants what has %s attested as well', async (_name, platform) => {
    const { ask } = await putIndex((repository) => {
      const good = image(repository, 'good');
      const evil = { ...putImage(repository, { content: 'evil' }), ...(platform && { platform }) } as DescriptorJson;
      return [good, putBuildkitAttestations(repository, good, [claimAbout(good.digest)]), evil];
    });
    expect(await ask()).toMatchObject({ admitted: false });
  });

  test('of nothing but attestations has no platform that is attested', async () => {
    const { ask } = await putIndex((repository) => [image(repository, 'evil', UNKNOWN)]);
    expect(await ask()).toMatchObject({ admitted: false });
  });

  test('with an attestation manifest for another platform says nothing of this one', async () => {
    const { ask } = await putIndex((repository) => {
      const [one, two] = [image(repository, 'one'), image(repository, 'two', { os: 'linux', architecture: 'arm64' })];
      const carrier = putBuildkitAttestations(repository, one, [claimAbout(one.digest)]);
      return [one, two, carrier, annotated(carrier, two.digest)];
    });
    const said = await ask();
    expect(said).toMatchObject({ admitted: false, why: expect.stringContaining('for linux/arm64') });
    expect(said.why).toContain('is not that of the image');
  });

  test('with an attestation manifest for what it does not list says nothing of what it lists', async () => {
    const { ask } = await putIndex((repository) => {
      const one = image(repository, 'one');
      const carrier = putBuildkitAttestations(repository, one, [claimAbout(one.digest)]);
      return [one, annotated(carrier, `sha256:${'f'.repeat(64)}`)];
    });
    expect(await ask()).toMatchObject({ admitted: false, why: expect.stringContaining('no attestation was found') });
  });

  test('with 1,000 statements in one manifest', async () => {
    const { ask } = await putIndex((repository) => {
      const one = image(repository, 'one');
      const statements = Array.from({ length: 1_000 }, (_, at) => ({ ...claimAbout(one.digest), at }));
      return [one, putBuildkitAttestations(repository, one, statements)];
    });
    expect(await ask()).toMatchObject({ admitted: false, why: expect.stringContaining('more than 100 layers') });
  });

  test.each([
    [10_000, 'manifests has more than 10000 entries'],
    [9_000, 'more than 4 attestation manifests for one of its images'],
  ])('with %d attestation manifests', async (count, reason) => {
    const { ask } = await putIndex((repository) => {
      const one = image(repository, 'one');
      const carrier = putBuildkitAttestations(repository, one, [claimAbout(one.digest)]);
      const digestOf = (at: number) => `sha256:${at.toString(16).padStart(64, '0')}`;
      return [one, ...Array.from({ length: count }, (_, at) => ({ ...carrier, digest: digestOf(at) }))];
    });
    hostile.scene.registry.log.clear();
    const said = await ask();
    expect(said).toMatchObject({ admitted: false, why: expect.stringContaining(reason) });
    expect(hostile.scene.registry.log.records.length).toBeLessThan(100);
    expect(await hostile.stillWorks()).toBe(true);
  });

  test('that was signed 60 times is read once for each who signed', async () => {
    const { repository, index, ask } = await putIndex((repository) => {
      const one = image(repository, 'one');
      return [one, putBuildkitAttestations(repository, one, [claimAbout(one.digest)])];
    });
    for (let count = 1; count < 60; count += 1) await attach(hostile.world, repository, index, BY_RELEASE);
    const { admitted, verdict } = await ask();
    expect(admitted).toBe(true);
    expect(verdict?.reports).toHaveLength(1);
  }, 60_000);
});
