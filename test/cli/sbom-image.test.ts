import { describe, expect, test } from '@jest/globals';
import { attest, attestedImage } from '../support/attestations/attest.ts';
import { sbomClaim } from '../support/attestations/claims.ts';
import { githubProvenance } from '../support/attestations/provenance.ts';
import { imagePolicy, RELEASE, RELEASE_AUTHORITY } from '../support/image-policies.ts';
import { ISSUER } from '../support/images/signed-image.ts';
import { status } from '../support/registry/misdeeds.ts';
import { sbomOf } from '../support/sbom/document.ts';
import { hostileSbom } from '../support/sbom/hostile.ts';
import { newKey } from '../support/signing/index.ts';
import { useRegistryWorkspace } from './use-registry-workspace.ts';

const here = useRegistryWorkspace();
const FORK = 'https://ci.test/fork';
const SCANNER = { ...RELEASE_AUTHORITY, name: 'scanner', keyless: { issuer: ISSUER, subject: 'https://ci.test/scan' } };

const part = (name: string) => ({ name, version: '1.0.0', purl: `pkg:npm/${name}@1.0.0`, license: 'MIT' });
const claim = (name: string) => sbomClaim('cyclonedx', sbomOf('cyclonedx', { parts: [part(name)] }));

const sbom = (...args: readonly string[]) => here.workspace.run('sbom', args);
const sbomJson = async (...args: readonly string[]) => {
  const { code, out, err } = await sbom('--format=json', ...args);
  return { code, err, found: JSON.parse(out) };
};
const put = (spec: object = {}) =>
  attestedImage(here.world, here.workspace.content, { repository: 'team/app', identity: RELEASE, ...spec });

describe('by policies', () => {
  test('one that is signed, among other attestations: who, when, what, and 0', async () => {
    const { digest } = await put({ claims: [claim('a'), githubProvenance()] });
    here.workspace.policies(imagePolicy());
    const { code, out, err } = await sbom('%/team/app:v1');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const lines = out.split('\n').map((line) => line.replaceAll(/ +/g, ' ').trim());
    expect(lines.slice(0, 10)).toEqual([
      'image %/team/app:v1',
      `digest ${digest}`,
      'kind manifest',
      '',
      'sbom of the image: signed by somebody who is trusted',
      expect.stringMatching(/^found referrer sha256:[0-9a-f]{64} \(bundle\)$/),
      `over ${digest} (the image)`,
      'type https://cyclonedx.org/bom',
      `signer ${RELEASE} (issuer ${ISSUER})`,
      expect.stringMatching(/^signed \S+Z, (?:just now|\d+ minutes ago) \(log index \d+\)$/),
    ]);
    expect(out).toContain('\n  a     1.0.0    npm   MIT      -\n');
    expect(out).toContain('its type is https://slsa.dev/provenance/v1, which is no SBOM\n');
    expect(out).toContain('\n1 SBOM found, 1 signed by somebody who is trusted\n');
  });

  test('one of somebody else is shown, and is no SBOM to a policy: 1', async () => {
    await put({ claims: [{ ...claim('a'), by: { identity: FORK } }] });
    here.workspace.policies(imagePolicy());
    const { code, out } = await sbom('%/team/app:v1');
    expect(code).toBe(1);
    expect(out).toContain('sbom of the image: NOT SIGNED by anybody that a policy trusts: no policy would count it\n');
    expect(out).toMatch(/refused by {2}release: [^\n]*"https:\/\/ci\.test\/fork"/);
    expect(out).toContain('\n1 SBOM found, 0 signed by somebody who is trusted\n');
    const { found } = await sbomJson('%/team/app:v1');
    expect(found.sboms).toMatchObject([
      { trusted: false, signatures: [{ accepted: [] }], sbom: { format: 'cyclonedx' } },
    ]);
    expect(found.sboms[0].signatures[0].signer).toBeUndefined();
  });

  test('where policies say who lists what is in images, whoever signs images does not', async () => {
    await put({ claims: [claim('a')] });
    const attestations = [{ type: 'cyclonedx', signedBy: ['scanner'] }];
    here.workspace.policies(
      imagePolicy(),
      imagePolicy({ authorities: [SCANNER], require: { digest: 'ignore', attestations } }, 'listed'),
    );
    expect((await sbom('%/team/app:v1')).code).toBe(1);
    await put({ claims: [{ ...claim('b'), by: { identity: 'https://ci.test/scan' } }] });
    const { code, found } = await sbomJson('%/team/app:v1');
    expect(code).toBe(0);
    expect(found.sboms.map((each: { trusted: boolean }) => each.trusted).sort()).toEqual([false, true]);
  });

  test('of each platform, by the platform; --platform chooses', async () => {
    const { platforms } = await put({ index: {}, claims: [{ ...claim('a'), on: 'platforms' }, claim('whole')] });
    here.workspace.policies(imagePolicy());
    const { found } = await sbomJson('%/team/app:v1');
    expect(found.sboms.map((each: { platform?: string }) => each.platform)).toEqual([
      undefined,
      'linux/amd64',
      'linux/arm64',
    ]);
    const arm = await sbomJson('--platform=linux/arm64', '%/team/app:v1');
    expect(arm.found.sboms.map((each: { signed: string }) => each.signed)).toEqual([
      found.digest,
      platforms[1]?.digest,
    ]);
    expect((await sbom('--platform=linux/arm64', '%/team/app:v1')).out).toContain('sbom of linux/arm64: signed');
    expect(await sbom('--platform=linux/s390x', '%/team/app:v1')).toEqual({
      code: 2,
      out: '',
      err: 'tidewaiter: --platform: %/team/app:v1 has no platform linux/s390x; it has linux/amd64, linux/arm64\n',
    });
  });

  test.each([
    ['image', 'index'],
    ['attestation-manifests', 'attestation-manifest'],
    ['nothing', undefined],
  ] as const)('BuildKit: with a signature on %s, bound by that on the %s', async (signatureOn, object) => {
    const { digest, attestations } = await put({ signatureOn, buildkit: { claims: [claim('a')] } });
    here.workspace.policies(imagePolicy());
    const { code, found } = await sbomJson('--platform=linux/amd64', '%/team/app:v1');
    expect(code).toBe(object === undefined ? 1 : 0);
    const bound = { index: digest, 'attestation-manifest': attestations[0]?.digest };
    expect(found.sboms).toMatchObject([
      { format: 'statement', platform: 'linux/amd64', trusted: object !== undefined },
    ]);
    expect(found.sboms[0].signatures[0].boundBy).toEqual(object && { object, digest: bound[object] });
    const { out } = await sbom('--platform=linux/amd64', '%/team/app:v1');
    if (object === undefined) expect(out).toMatch(/refused by +release: it has no signature of its own, and nobody /);
    else expect(out).toContain(`bound by     signature on the ${object.replace('-', ' ')} sha256:`);
  });

  test.each(['fallback', 'legacy'] as const)('as %s', async (as) => {
    await put({ as, claims: [claim('a')] });
    here.workspace.policies(imagePolicy());
    const { code, found } = await sbomJson('%/team/app:v1');
    expect({ code, count: found.sboms.length }).toEqual({ code: 0, count: 1 });
  });
});

test('with no policy it is shown, and nobody vouches for it', async () => {
  await put({ claims: [claim('a')] });
  here.workspace.policies(imagePolicy({ images: ['elsewhere.test/**'] }));
  const { code, out } = await sbom('%/team/app:v1');
  expect(code).toBe(0);
  expect(out).toContain('sbom of the image: nobody verified it\n');
  expect(out).toContain('who signed was not looked at: no ImagePolicy names the image;');
});

test('by a key or an identity of the command line', async () => {
  const key = newKey();
  await put({ claims: [{ ...claim('a'), by: { key, log: [] } }] });
  here.workspace.policies(imagePolicy());
  here.workspace.write('key.pem', key.pem);
  here.workspace.write('other.pem', newKey().pem);
  here.workspace.write('root.json', here.world.trustRoot);
  const by = (name: string) =>
    sbom(`--key=@/${name}`, '--transparency=ignored', '--trusted-root=@/root.json', '%/team/app:v1');
  expect((await by('key.pem')).code).toBe(0);
  expect((await by('other.pem')).code).toBe(1);
});

describe('what is there and is not what is wanted', () => {
  test('nothing at all, or only other attestations: 1', async () => {
    await put({ claims: [githubProvenance()] });
    here.workspace.policies(imagePolicy());
    const { code, out } = await sbom('%/team/app:v1');
    expect({ code, end: out.split('\n').at(-2) }).toEqual({ code: 1, end: 'no SBOM was found' });
  });

  test('one that is signed and cannot be read: 1, with the reason', async () => {
    await put({ claims: [sbomClaim('spdx', hostileSbom('SPDX 3'))] });
    here.workspace.policies(imagePolicy());
    const { code, out } = await sbom('%/team/app:v1');
    expect(code).toBe(1);
    expect(out).toContain('  cannot be read: SPDX 3.0.1 is not supported yet');
  });

  test('one about another image', async () => {
    const { repository, descriptor } = await put();
    const about = { statement: { subject: [{ digest: { sha256: 'a'.repeat(64) } }] }, identity: RELEASE };
    await attest(here.world, repository, descriptor, claim('a'), about);
    here.workspace.policies(imagePolicy());
    const { code, found } = await sbomJson('%/team/app:v1');
    expect({ code, sboms: found.sboms }).toEqual({ code: 1, sboms: [] });
    expect(found.skipped.join()).toContain(`the signed digest "sha256:${'a'.repeat(64)}" is not that of the image`);
  });

  test('what stands beside the envelope of a bundle is not what was signed', async () => {
    const { repository, descriptor } = await put();
    const beside = sbomOf('cyclonedx', { parts: [part('smuggled')] });
    await attest(here.world, repository, descriptor, claim('signed'), {
      identity: RELEASE,
      change: ({ bundle }) => Buffer.from(JSON.stringify({ ...beside, ...bundle })),
    });
    here.workspace.policies(imagePolicy());
    const { out } = await sbom('%/team/app:v1');
    expect(out).toContain('\n  signed  1.0.0');
    expect(out).not.toContain('smuggled');
  });
});

describe('what could not be had', () => {
  test('the image: 3', async () => {
    here.workspace.policies(imagePolicy());
    const { code, out } = await sbom('%/team/none:v1');
    expect(code).toBe(3);
    expect(out).toContain('no SBOM was found, and not everything could be asked\n');
  });

  test('what lies beside it: 3', async () => {
    await put({ claims: [claim('a')] });
    here.workspace.registry.misbehave(status(500), { on: '/referrers/' });
    here.workspace.policies(imagePolicy());
    const { code, found } = await sbomJson('%/team/app:v1');
    expect(code).toBe(3);
    expect(found.gaps).toMatchObject([{ about: 'attestations' }]);
  });
});
