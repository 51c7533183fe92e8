import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { JudgedAttestations } from '../../src/evidence/judged-attestations.ts';
import type { AttestationRequirement, AttestationsRequirement } from '../../src/model/attestation.ts';
import { type AttestationForm, type AttestedImageSpec, attest, attestedImage } from '../support/attestations/attest.ts';
import { status } from '../support/registry/misdeeds.ts';
import { createWorld, newKey, type World } from '../support/signing/index.ts';
import { CLEAN_SBOM, LOG4J_SBOM, lookFor, messagesOf, wanting } from './attesting.ts';
import { keyless } from './judging.ts';
import { BY_RELEASE, byKey, Scene } from './scene.ts';

let world: World;
let scene: Scene;

beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  scene = await Scene.open(world);
});
afterEach(() => scene.close());

const put = (spec: Partial<AttestedImageSpec> = {}) =>
  attestedImage(world, scene.registry.content, { repository: 'team/app', ...BY_RELEASE, ...spec });

const find = (change: Partial<AttestationRequirement> = {}, more: Partial<AttestationsRequirement> = {}) =>
  lookFor(scene, wanting([change], more));

const FORMS: readonly AttestationForm[] = ['referrer', 'fallback', 'legacy'];

describe('an SBOM that is stored as', () => {
  test.each(FORMS)('%s counts', async (as) => {
    await put({ claims: [{ ...CLEAN_SBOM, by: { ...BY_RELEASE, as } }] });
    const verdict = await find();
    expect(verdict).toMatchObject({ verified: true, requirements: [{ name: 'sbom', met: true }] });
    expect(verdict.reports).toMatchObject([{ accepted: ['release'], predicateType: CLEAN_SBOM.predicateType }]);
  });

  test.each(FORMS)('%s is refused for what it lists', async (as) => {
    await put({ claims: [{ ...LOG4J_SBOM, by: { ...BY_RELEASE, as } }] });
    const verdict = await find();
    expect(verdict.verified).toBe(false);
    expect(messagesOf(verdict).join()).toContain('log4j-core 2.14.1');
  });
});

describe('what is no SBOM of the image', () => {
  test('nothing at all', async () => {
    await put();
    expect(await find()).toMatchObject({ verified: false, requirements: [{ met: false, outcomes: [] }], reports: [] });
  });

  test('one that somebody else signed', async () => {
    const other = { san: 'https://ci.test/other', issuer: 'https://issuer.test' };
    await put({ claims: [{ ...CLEAN_SBOM, by: { identity: other } }] });
    const { verified, reports } = await find();
    expect(verified).toBe(false);
    expect(reports[0]?.refusals[0]?.reason).toContain('https://ci.test/other');
  });

  test('one about another image', async () => {
    const digest = `sha256:${'f'.repeat(64)}`;
    await put({ claims: [{ ...CLEAN_SBOM, by: { ...BY_RELEASE, statement: { digest } } }] });
    const { verified, reports } = await find();
    expect(verified).toBe(false);
    expect(reports[0]?.refusals[0]?.reason).toContain('is not that of the image');
  });

  test('one of another type', async () => {
    await put({ claims: [{ ...CLEAN_SBOM, predicateType: 'https://cyclonedx.org/bomevil' }] });
    expect(await find()).toMatchObject({
      verified: false,
      reports: [],
      skipped: [expect.stringContaining('another type')],
    });
  });

  test('one whose statement names another type than its annotation', async () => {
    await put({
      claims: [{ ...CLEAN_SBOM, predicateType: 'https://example.test/x', by: { ...BY_RELEASE, as: 'legacy' } }],
    });
    expect(await find()).toMatchObject({ verified: false, reports: [{ accepted: ['release'] }] });
  });

  test('an image signature', async () => {
    await put({ claims: [] });
    expect(await find({ type: 'https://sigstore.dev/cosign/sign/v1', signedBy: ['release'] })).toMatchObject({
      verified: false,
    });
  });

  test('one with 100,000 subjects', async () => {
    const subjects = Array.from({ length: 100_000 }, () => ({ name: 'a', digest: { sha256: 'f'.repeat(64) } }));
    await put({ claims: [{ ...CLEAN_SBOM, by: { ...BY_RELEASE, statement: { subject: subjects } } }] });
    const { reports } = await find();
    expect(reports[0]?.refusals[0]?.reason).toContain('more than 1024');
  });
});

describe('authorities', () => {
  test('may be others than those who sign the image', async () => {
    const key = newKey();
    await put({ claims: [{ ...CLEAN_SBOM, by: { key } }] });
    const authorities = [keyless({ name: 'release' }), byKey(key, 'scanner')].filter(({ kind }) => kind !== 'static');
    expect(await find({ signedBy: ['scanner'] }, { authorities })).toMatchObject({ verified: true });
    expect(await find({ signedBy: ['release'] }, { authorities })).toMatchObject({ verified: false });
  });

  test('a static one accepts nothing', async () => {
    await put({ claims: [CLEAN_SBOM] });
    const authorities = [{ kind: 'static', name: 'release', result: 'Allow' }] as const;
    expect(await find({}, { authorities })).toMatchObject({ verified: false });
  });
});

describe('an index', () => {
  test('counts where each platform is attested', async () => {
    await put({ index: {}, claims: [{ ...CLEAN_SBOM, on: 'platforms' }] });
    expect(await find()).toMatchObject({ verified: true });
    expect(await find({}, { attestationsOn: 'index' })).toMatchObject({ verified: false });
  });

  test('is refused for what one platform holds', async () => {
    const { repository, platforms } = await put({ index: {} });
    const [amd, arm] = platforms;
    if (amd === undefined || arm === undefined) throw new Error('no platforms');
    await attest(world, repository, amd, CLEAN_SBOM, BY_RELEASE);
    await attest(world, repository, arm, LOG4J_SBOM, BY_RELEASE);
    const verdict = await find();
    expect(verdict).toMatchObject({ verified: false, requirements: [{ object: { digest: arm.digest } }] });
    expect(await find({}, { platforms: ['linux/amd64'] })).toMatchObject({ verified: true });
  });

  test('nothing is asked of platforms where the index is attested', async () => {
    const { platforms } = await put({ index: {}, claims: [CLEAN_SBOM] });
    scene.registry.log.clear();
    expect(await find()).toMatchObject({ verified: true });
    expect(platforms.map(({ digest }) => scene.registry.log.count(digest))).toEqual([0, 0]);
  });
});

describe('a platform by tag and digest', () => {
  const platformOf = async (spec: Partial<AttestedImageSpec>) => {
    const { platforms, repository, descriptor } = await put({ index: {}, ...spec });
    const [amd] = platforms;
    if (amd === undefined) throw new Error('no platforms');
    const named = (attestationsOn: AttestationsRequirement['attestationsOn']) =>
      lookFor(scene, wanting([{}], { attestationsOn }), scene.reference(`team/app:v1@${amd.digest}`));
    return { amd, repository, descriptor, named };
  };

  test('is attested where the index under the tag is', async () => {
    const { named } = await platformOf({ claims: [CLEAN_SBOM] });
    expect(await named('either')).toMatchObject({ verified: true });
    expect(await named('index')).toMatchObject({ verified: false });
  });

  test('is refused for what the index is refused for', async () => {
    const { named } = await platformOf({ claims: [LOG4J_SBOM] });
    expect((await named('either')).verified).toBe(false);
  });

  test('is refused for what is told of itself, whatever is told of the index', async () => {
    const { named, repository, amd } = await platformOf({ claims: [CLEAN_SBOM] });
    await attest(world, repository, amd, LOG4J_SBOM, BY_RELEASE);
    expect((await named('either')).verified).toBe(false);
  });

  test('is attested by what BuildKit put into the index under the tag', async () => {
    const { named } = await platformOf({ buildkit: { claims: [CLEAN_SBOM] } });
    expect(await named('either')).toMatchObject({ verified: true, reports: [{ boundBy: { object: 'index' } }] });
  });

  test('is not attested by an index that does not list it', async () => {
    const { amd } = await platformOf({ claims: [] });
    await put({ claims: [CLEAN_SBOM], image: { content: 'another' } });
    expect(await lookFor(scene, wanting(), scene.reference(`team/app:v1@${amd.digest}`))).toMatchObject({
      verified: false,
    });
  });
});

describe('what cannot be had', () => {
  test('is no verdict where nothing else is enough', async () => {
    await put({ claims: [CLEAN_SBOM] });
    scene.registry.misbehave(status(500), { on: '/blobs/' });
    await expect(find()).rejects.toMatchObject({ name: 'RegistryError' });
  });
});

describe('what is known of an attestation', () => {
  test('is neither fetched nor read again, and its age is', async () => {
    await put({ claims: [CLEAN_SBOM] });
    const judged = new JudgedAttestations(() => world.clock.getTime());
    const requirement = wanting();
    const first = await lookFor(scene, requirement, scene.reference(), judged);
    scene.registry.log.clear();
    const second = await lookFor(scene, requirement, scene.reference(), judged);
    expect(second).toEqual(first);
    expect(scene.registry.log.count('/blobs/')).toBe(0);
  });

  test('counts for the requirement alone for which it was read', async () => {
    await put({ claims: [CLEAN_SBOM] });
    const judged = new JudgedAttestations(() => world.clock.getTime());
    await lookFor(scene, wanting(), scene.reference(), judged);
    scene.registry.log.clear();
    await lookFor(scene, wanting(), scene.reference(), judged);
    expect(scene.registry.log.count('/blobs/')).toBe(1);
  });

  test('is not remembered where an authority limits the age of signatures', async () => {
    await put({ claims: [CLEAN_SBOM] });
    const judged = new JudgedAttestations(() => world.clock.getTime());
    const requirement = wanting([{}], { authorities: [keyless({ name: 'release', maxAge: 86_400_000 })] });
    await lookFor(scene, requirement, scene.reference(), judged);
    scene.registry.log.clear();
    await lookFor(scene, requirement, scene.reference(), judged);
    expect(scene.registry.log.count('/blobs/')).toBe(1);
  });
});
