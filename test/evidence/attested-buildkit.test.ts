import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { AttestationRequirement, AttestationsRequirement } from '../../src/model/attestation.ts';
import { type AttestedImageSpec, attestedImage, type BuildkitSpec } from '../support/attestations/attest.ts';
import { attach } from '../support/images/signed-image.ts';
import { createWorld, type World } from '../support/signing/index.ts';
import { CLEAN_SBOM, LOG4J_SBOM, lookFor, messagesOf, wanting } from './attesting.ts';
import { keyless } from './judging.ts';
import { BY_RELEASE, Scene } from './scene.ts';

let world: World;
let scene: Scene;

beforeAll(async () => {
  world = await createWorld();
});
beforeEach(async () => {
  scene = await Scene.open(world);
});
afterEach(() => scene.close());

const FORMS = ['config', 'artifact'] as const;

const put = (buildkit: BuildkitSpec, spec: Partial<AttestedImageSpec> = {}) =>
  attestedImage(world, scene.registry.content, { repository: 'team/app', ...BY_RELEASE, buildkit, ...spec });

const find = (change: Partial<AttestationRequirement> = {}, more: Partial<AttestationsRequirement> = {}) =>
  lookFor(scene, wanting([change], more));

describe.each(FORMS)('an attestation manifest in the form of an image %s', (form) => {
  test('counts where the index is signed, and the binding is told', async () => {
    const { digest } = await put({ claims: [CLEAN_SBOM], form });
    const { verified, reports } = await find();
    expect(verified).toBe(true);
    expect(reports).toMatchObject(
      Array(2).fill({ format: 'statement', accepted: ['release'], boundBy: { object: 'index', digest } }),
    );
  });

  test('counts where it is signed itself', async () => {
    const { attestations } = await put({ claims: [CLEAN_SBOM], form }, { signatureOn: 'attestation-manifests' });
    const { verified, reports } = await find();
    expect(verified).toBe(true);
    expect(reports.map(({ boundBy }) => boundBy)).toEqual(
      attestations.map(({ digest }) => ({ object: 'attestation-manifest', digest })),
    );
  });

  test('counts where signatures and attestations lie elsewhere, for those who look there', async () => {
    const { descriptor } = await put({ claims: [CLEAN_SBOM], form }, { signatureOn: 'nothing' });
    const repository = scene.registry.content.repository('team/app');
    const into = scene.registry.content.repository('trust/signatures');
    await attach(world, repository, descriptor, { ...BY_RELEASE, into });
    const { registry } = scene.reference();
    const signatures = { registry, repository: 'trust/signatures', tagPrefix: '' };
    expect((await find({}, { signatures })).verified).toBe(true);
    expect((await find()).verified).toBe(false);
  });

  test('is refused for what it lists', async () => {
    await put({ claims: [LOG4J_SBOM], form });
    const verdict = await find();
    expect(verdict.verified).toBe(false);
    expect(messagesOf(verdict).join()).toContain('log4j-core 2.14.1');
  });

  test('counts for nobody where neither is signed', async () => {
    await put({ claims: [CLEAN_SBOM], form }, { signatureOn: 'nothing' });
    const { verified, reports } = await find();
    expect(verified).toBe(false);
    expect(reports.map(({ accepted }) => accepted)).toEqual([[], []]);
    expect(reports[0]?.refusals[0]?.reason).toContain('nobody whom the policy trusts signed the index or its manifest');
  });

  test('counts for nobody where somebody else signed', async () => {
    await put(
      { claims: [CLEAN_SBOM], form },
      { identity: { san: 'https://ci.test/other', issuer: 'https://issuer.test' } },
    );
    expect(await find()).toMatchObject({ verified: false });
  });

  test('counts for nobody where the platforms alone are signed', async () => {
    const { repository, platforms } = await put({ claims: [CLEAN_SBOM], form }, { signatureOn: 'nothing' });
    for (const platform of platforms) await attach(world, repository, platform, BY_RELEASE);
    expect(await find()).toMatchObject({ verified: false });
  });

  test('counts for no index: it is about platforms', async () => {
    await put({ claims: [CLEAN_SBOM], form });
    expect(await find({}, { attestationsOn: 'index' })).toMatchObject({ verified: false, reports: [] });
  });
});

test('a signed index that does not list a manifest does not vouch for it', async () => {
  const { repository, platforms } = await attestedImage(world, scene.registry.content, {
    repository: 'team/app',
    index: {},
    ...BY_RELEASE,
  });
  const { putBuildkitAttestations } = await import('../support/images/buildkit.ts');
  const { statement } = await import('../support/signing/payloads.ts');
  for (const platform of platforms) {
    const claim = JSON.parse(statement({ digest: platform.digest, ...CLEAN_SBOM }).bytes.toString());
    putBuildkitAttestations(repository, platform, [claim], 'artifact');
  }
  const { verified, reports } = await find();
  expect(verified).toBe(false);
  expect(reports).toHaveLength(2);
});

test('two who signed the index are two who vouch', async () => {
  const second = { san: 'https://ci.test/second', issuer: 'https://issuer.test' };
  const { repository, descriptor } = await put({ claims: [CLEAN_SBOM] });
  const authorities = [keyless({ name: 'release' }), keyless({ name: 'second', subject: { exactly: second.san } })];
  const both = [{ signedBy: ['release', 'second'], atLeast: 2 }, { authorities }] as const;
  expect(await find(...both)).toMatchObject({ verified: false });
  await attach(world, repository, descriptor, { identity: second });
  expect(await find(...both)).toMatchObject({ verified: true });
});
