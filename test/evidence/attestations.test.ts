import { afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { findAttestations } from '../../src/evidence/attestations.ts';
import { survey, type Wanted } from '../../src/evidence/survey.ts';
import { putBundle } from '../support/images/signatures.ts';
import { type AttachSpec, attach } from '../support/images/signed-image.ts';
import { status } from '../support/registry/misdeeds.ts';
import { createWorld, PREDICATES, type World } from '../support/signing/index.ts';
import { keyless } from './judging.ts';
import { BY_RELEASE, NEVER, Scene } from './scene.ts';

let world: World;
let scene: Scene;

beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  scene = await Scene.open(world);
});
afterEach(() => scene.close());

const WANTED: Omit<Wanted, 'purpose'> = { authorities: [keyless({ name: 'release' })] };
const tools = () => ({ source: scene.source(), verify: scene.verify });
const find = (wanted = WANTED, text = 'team/app:v1') => findAttestations(scene.reference(text), wanted, tools(), NEVER);
const attestation = (predicateType: string, how: AttachSpec = {}): AttachSpec => ({
  ...BY_RELEASE,
  statement: { predicateType },
  ...how,
});

test('of the image and of each platform, with type, signer and time, and the bytes', async () => {
  const { repository, descriptor, platforms } = await scene.signed({ index: {} });
  const [amd, arm] = platforms;
  if (amd === undefined || arm === undefined) throw new Error('no platforms');
  const { bundleBytes } = await attach(world, repository, descriptor, attestation(PREDICATES.provenance));
  await attach(world, repository, amd, attestation(PREDICATES.spdx, { as: 'attestation' }));
  await attach(world, repository, arm, attestation(PREDICATES.cyclonedx));
  const { image, found, errors } = await find();
  expect({ digest: image.digest, errors }).toEqual({ digest: descriptor.digest, errors: [] });
  expect(found.map(({ report: { signed, predicateType, accepted } }) => [signed, predicateType, accepted])).toEqual([
    [descriptor.digest, PREDICATES.provenance, ['release']],
    [amd.digest, PREDICATES.spdx, ['release']],
    [arm.digest, PREDICATES.cyclonedx, ['release']],
  ]);
  expect(found[0]?.report).toMatchObject({ signer: { kind: 'keyless' }, time: world.clock.toISOString() });
  expect(Buffer.from(found[0]?.candidate.bytes ?? []).equals(bundleBytes)).toBe(true);
});

test('that nobody accepts say nothing of themselves', async () => {
  const { repository, descriptor } = await scene.signed();
  await attach(world, repository, descriptor, attestation(PREDICATES.spdx, { identity: 'https://ci.test/fork' }));
  await attach(
    world,
    repository,
    descriptor,
    attestation(PREDICATES.spdx, { signedDigest: `sha256:${'0'.repeat(64)}` }),
  );
  const { found } = await find();
  expect(found).toHaveLength(2);
  for (const { report } of found) {
    expect(report).toMatchObject({ accepted: [], refusals: [{ authority: 'release' }] });
    expect(report.predicateType).toBeUndefined();
  }
});

test('image signatures are none, also where nothing beside them says that they are', async () => {
  const { repository, descriptor, signed } = await scene.signed();
  putBundle(repository, descriptor, signed.bundleBytes, { predicateType: PREDICATES.spdx });
  const { found, skipped } = await find();
  expect(found.map(({ report }) => report)).toMatchObject([
    { accepted: [], refusals: [{ reason: 'an image signature, not an attestation' }] },
  ]);
  expect(skipped).toEqual([expect.stringMatching(/an image signature is no attestation$/)]);
});

test('without authorities nothing is verified, and all is listed', async () => {
  const { repository, descriptor } = await scene.signed();
  await attach(world, repository, descriptor, attestation(PREDICATES.spdx));
  const { found } = await find({ authorities: [] });
  expect(found.map(({ report }) => report)).toMatchObject([{ format: 'bundle', accepted: [], refusals: [] }]);
  const signatures = await survey(scene.reference(), { purpose: 'signatures', authorities: [] }, tools(), NEVER);
  expect(signatures.found).toHaveLength(1);
});

test('in another repository', async () => {
  const store = scene.registry.content.repository('store');
  const { descriptor } = await scene.signed();
  await attach(world, store, descriptor, attestation(PREDICATES.spdx));
  const signatures = { registry: scene.registry.host, repository: 'store', tagPrefix: '' };
  expect((await find()).found).toHaveLength(0);
  expect((await find({ ...WANTED, signatures })).found).toHaveLength(1);
});

test('what could not be asked is told beside what was found', async () => {
  const { repository, descriptor } = await scene.signed();
  await attach(world, repository, descriptor, attestation(PREDICATES.spdx));
  scene.registry.misbehave(status(403), { on: '.att' });
  const { found, errors } = await find();
  expect(found).toHaveLength(1);
  expect(errors).toMatchObject([{ code: 'unauthorized' }]);
  await expect(find(WANTED, 'team/app:v2')).rejects.toMatchObject({ code: 'absent' });
});

test('which are too large together are refused', async () => {
  const { repository, descriptor, platforms } = await scene.signed({ index: {} });
  for (const [at, object] of [descriptor, ...platforms].entries()) {
    for (const size of [31, 30])
      putBundle(repository, object, Buffer.alloc(size * 2 ** 20 + at), { predicateType: 'x' });
  }
  await expect(find({ authorities: [] })).rejects.toThrow('the attestations together are larger than 128 MiB');
});
