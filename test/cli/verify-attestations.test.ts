import { describe, expect, test } from '@jest/globals';
import { attestedImage } from '../support/attestations/attest.ts';
import { sbomClaim } from '../support/attestations/claims.ts';
import { githubProvenance } from '../support/attestations/provenance.ts';
import { cosignScan, LOG4SHELL } from '../support/attestations/scans.ts';
import { shopClaims } from '../support/attestations/shop.ts';
import { openVex } from '../support/attestations/vex.ts';
import { imagePolicy, RELEASE, RELEASE_AUTHORITY } from '../support/image-policies.ts';
import { status } from '../support/registry/misdeeds.ts';
import { sbomOf } from '../support/sbom/document.ts';
import { useRegistryWorkspace } from './use-registry-workspace.ts';

const here = useRegistryWorkspace();

const LOG4J = { purl: 'pkg:maven/org.apache.logging.log4j/log4j-core@<2.17.1', reason: 'Log4Shell' };
const SBOM = { name: 'sbom', type: 'cyclonedx', signedBy: ['release'], sbom: { deny: { packages: [LOG4J] } } };
const BUILT = {
  name: 'built',
  type: 'provenance',
  signedBy: ['release'],
  provenance: { sources: [{ repository: 'https://github.com/acme/shop' }] },
};
const SCANNED = {
  name: 'scanned',
  type: 'vulnerabilities',
  signedBy: ['release'],
  vulnerabilities: { maxSeverity: 'high' },
};

const wanting = (...attestations: object[]) =>
  imagePolicy({ authorities: [RELEASE_AUTHORITY], require: { digest: 'ignore', attestations } }, 'shop');
const verify = (...args: readonly string[]) => here.workspace.run('verify', args);
const verifyJson = async (...args: readonly string[]) => {
  const { code, out, err } = await verify('--format=json', ...args);
  return { code, err, found: JSON.parse(out) };
};
const put = (spec: object = {}) =>
  attestedImage(here.world, here.workspace.content, { repository: 'team/shop', identity: RELEASE, ...spec });

describe('what must be attested', () => {
  test('and is, as wanted: 0, with what counted', async () => {
    await put({ claims: shopClaims() });
    here.workspace.policies(wanting(SBOM, BUILT, SCANNED));
    const { code, out, err } = await verify('%/team/shop:v1');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(
      /policy shop: proved\n {2}attestation sbom \(cyclonedx\): attested as wanted\n {4}wanted of: release\n {4}counts: referrer sha256:[0-9a-f]{64}, signed by https:\/\/ci\.test\/release /,
    );
    expect(out).toContain('\n  attestation built (provenance): attested as wanted\n');
    expect(out).toContain('\nverdict: proved\n');
    const { found } = await verifyJson('%/team/shop:v1');
    expect(found.policies[0].attestations).toMatchObject({
      state: 'met',
      requirements: [
        { name: 'sbom', type: 'cyclonedx', met: true, signedBy: ['release'], atLeast: 1, complaints: [] },
        { name: 'built', met: true },
        { name: 'scanned', met: true, outcomes: [{ offences: [], superseded: false, accepted: ['release'] }] },
      ],
    });
  });

  test('and is not: 1, with component, vulnerability and why', async () => {
    await put({ claims: shopClaims({ log4j: '2.14.1' }) });
    here.workspace.policies(wanting(SBOM, SCANNED));
    const { code, out } = await verify('%/team/shop:v1');
    expect(code).toBe(1);
    expect(out).toContain('policy shop: NOT PROVED\n  attestation sbom (cyclonedx): NOT ATTESTED AS WANTED\n');
    expect(out).toMatch(
      / {6}sbom\.deny\.packages: org\.apache\.logging\.log4j\/log4j-core 2\.14\.1 [^\n]*<2\.17\.1 \(Log4Shell\)\n/,
    );
    expect(out).toContain('      vulnerabilities.maxSeverity: CVE-2021-44228 (critical)');
    const { found } = await verifyJson('%/team/shop:v1');
    expect(found.verdict).toBe('not proved');
    expect(found.policies[0].attestations.requirements[0].outcomes[0].offences).toMatchObject([
      { term: 'sbom.deny.packages', component: 'org.apache.logging.log4j/log4j-core', version: '2.14.1' },
    ]);
  });

  test('with 50 offences: 20 and a count in words, all in JSON', async () => {
    const parts = Array.from({ length: 50 }, (_, at) => ({ name: `p${at}`, license: 'AGPL-3.0-only' }));
    await put({ claims: [sbomClaim('spdx', sbomOf('spdx', { parts }))] });
    here.workspace.policies(wanting({ type: 'spdx', signedBy: ['release'], sbom: { deny: { licenses: ['AGPL-*'] } } }));
    const { out } = await verify('%/team/shop:v1');
    expect(out.match(/^ {6}sbom\.deny\.licenses: /gm)).toHaveLength(20);
    expect(out).toContain('\n      and 30 more\n');
    const { found } = await verifyJson('%/team/shop:v1');
    expect(found.policies[0].attestations.requirements[0].outcomes[0].offences).toHaveLength(50);
  });

  test('and is by somebody else, or not at all', async () => {
    await put({ claims: [{ ...githubProvenance(), by: { identity: 'https://ci.test/fork' } }] });
    here.workspace.policies(wanting(BUILT, SBOM));
    const { code, out } = await verify('%/team/shop:v1');
    expect(code).toBe(1);
    expect(out).toContain(
      'attestation built (provenance): NOT ATTESTED AS WANTED\n    wanted of: release\n    because: there is none by release that the policy accepts',
    );
    expect(out).toMatch(/does not count: release: [^\n]*"https:\/\/ci\.test\/fork"/);
    expect(out).toContain(
      'attestation sbom (cyclonedx): NOT ATTESTED AS WANTED\n    wanted of: release\n    because: there is none by',
    );
  });

  test('beside signatures: both must be there', async () => {
    const both = imagePolicy({ require: { digest: 'ignore', signatures: [RELEASE_AUTHORITY], attestations: [BUILT] } });
    await put({ claims: [githubProvenance()], signatureOn: 'nothing' });
    here.workspace.policies(both);
    const unsigned = await verifyJson('%/team/shop:v1');
    expect(unsigned).toMatchObject({
      code: 1,
      found: { policies: [{ missing: ['release'], attestations: { state: 'met' } }] },
    });
    expect((await verify('%/team/shop:v1')).out).toContain('  found no signature\n  attestation built');
    await put({ tag: 'v2', image: { content: 'two' }, claims: [githubProvenance()] });
    expect((await verify('%/team/shop:v2')).code).toBe(0);
  });
});

test.each([
  ['image', 'index'],
  ['attestation-manifests', 'attestation manifest'],
] as const)('what BuildKit attached counts for who signed the %s, and it is said', async (signatureOn, object) => {
  await put({ signatureOn, buildkit: { claims: shopClaims() } });
  here.workspace.policies(wanting(SBOM, BUILT));
  const { code, out } = await verify('%/team/shop:v1');
  expect(code).toBe(0);
  expect(out).toMatch(
    new RegExp(` {4}counts: attestation manifest sha256:[^\n]* bound by the signature on the ${object} sha256:`),
  );
  expect(out).toMatch(new RegExp(`\n {4}bound by +signature on the ${object} sha256:`));
});

test('vulnerabilities that VEX takes out are named', async () => {
  const vex = openVex([
    { vulnerability: LOG4SHELL.id, status: 'not_affected', justification: 'vulnerable_code_not_present' },
  ]);
  await put({ claims: [cosignScan('trivy', { found: [LOG4SHELL] }), vex] });
  here.workspace.policies(
    wanting({ ...SCANNED, vulnerabilities: { ...SCANNED.vulnerabilities, vex: { signedBy: ['release'] } } }),
  );
  const { code, out } = await verify('%/team/shop:v1');
  expect(code).toBe(0);
  expect(out).toContain(
    '    left out: CVE-2021-44228 in org.apache.logging.log4j:log4j-core: not_affected (vulnerable_code_not_present)\n',
  );
});

test('what could not be asked: nobody can say, and 3', async () => {
  await put({ claims: [] });
  here.workspace.policies(wanting(BUILT));
  here.workspace.registry.misbehave(status(500), { on: '/referrers/' });
  const { code, found } = await verifyJson('%/team/shop:v1');
  expect({ code, verdict: found.verdict }).toEqual({ code: 3, verdict: 'unknown' });
  expect(found.policies[0].attestations).toMatchObject({ state: 'unknown', reason: expect.stringContaining('%') });
  expect((await verify('%/team/shop:v1')).out).toContain('  attestations: UNKNOWN\n    because: ');
});
