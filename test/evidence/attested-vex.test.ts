import { afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { VulnerabilityTerms } from '../../src/model/attestation.ts';
import { attest, attestedImage } from '../support/attestations/attest.ts';
import { cosignScan, LOG4SHELL } from '../support/attestations/scans.ts';
import { openVex } from '../support/attestations/vex.ts';
import { createWorld, newKey, type World } from '../support/signing/index.ts';
import { lookFor, wanting } from './attesting.ts';
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

const VENDOR = newKey();
const TERMS: VulnerabilityTerms = {
  kind: 'vulnerabilities',
  onUnknownSeverity: 'deny',
  fixableOnly: false,
  graceDays: {},
  ignore: [],
  vex: { signedBy: ['vendor'] },
};
const VEX = openVex([{ vulnerability: LOG4SHELL.id, status: 'not_affected', justification: 'component_not_present' }]);

const find = (attestationsOn: 'index' | 'platform' | 'either') => {
  const authorities = [keyless({ name: 'release' }), byKey(VENDOR, 'vendor')].filter(({ kind }) => kind !== 'static');
  const scan = { name: 'scan', type: 'vulnerabilities', terms: TERMS };
  return lookFor(scene, wanting([scan], { authorities, attestationsOn }));
};

test.each(['platform', 'either'] as const)(
  'what is said of an index holds for scans of its platforms: %s',
  async (on) => {
    const { repository, descriptor } = await attestedImage(world, scene.registry.content, {
      repository: 'team/app',
      index: {},
      claims: [{ ...cosignScan('trivy', { found: [LOG4SHELL] }), on: 'platforms' }],
      ...BY_RELEASE,
    });
    expect(await find(on)).toMatchObject({ verified: false });
    await attest(world, repository, descriptor, VEX, { key: VENDOR });
    expect(await find(on)).toMatchObject({
      verified: true,
      requirements: [{ suppressed: [expect.stringContaining(LOG4SHELL.id)] }],
    });
  },
);

test('the word of somebody else takes nothing out', async () => {
  await attestedImage(world, scene.registry.content, {
    repository: 'team/app',
    claims: [cosignScan('trivy', { found: [LOG4SHELL] }), VEX],
    ...BY_RELEASE,
  });
  expect(await find('either')).toMatchObject({ verified: false });
});
