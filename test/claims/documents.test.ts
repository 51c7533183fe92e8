import { describe, expect, test } from '@jest/globals';
import { SBOM_FORMATS } from '../../src/model/attestation.ts';
import { predicateKind } from '../../src/parse/predicate-type.ts';
import { sbomClaim, wrapped } from '../support/attestations/claims.ts';
import {
  buildkitProvenance,
  buildkitProvenance02,
  githubProvenance,
  githubProvenance02,
} from '../support/attestations/provenance.ts';
import { cosignScan, inTotoScan, LOG4SHELL } from '../support/attestations/scans.ts';
import { cyclonedxVex, openVex } from '../support/attestations/vex.ts';
import { DPKG_STATUS, debianParts, debianSbom, readDpkgStatus, systemStatus } from '../support/sbom/debian.ts';
import { refOf, sbomOf } from '../support/sbom/document.ts';
import { HOSTILE_SBOMS, type HostileSbomName, hostileSbom } from '../support/sbom/hostile.ts';
import { largeParts, largeSbom, sbomChunks } from '../support/sbom/large.ts';
import { npmSbom } from '../support/sbom/npm.ts';

const read = (bytes: Buffer) => JSON.parse(bytes.toString());

/** What the tests claim, before anything that is under test reads it. */
describe('SBOMs of npm', () => {
  test.each(['own', 'made'] as const)('%s: both formats list the same packages', async (tree) => {
    const { specVersion, components } = read(await npmSbom(tree, 'cyclonedx'));
    const { spdxVersion, packages } = read(await npmSbom(tree, 'spdx'));
    expect([specVersion, spdxVersion]).toEqual(['1.5', 'SPDX-2.3']);
    const purls = components.map(({ purl }: { purl: string }) => purl);
    expect(purls.length).toBeGreaterThanOrEqual(8);
    const [, ...others] = packages.map(
      (each: { externalRefs: { referenceLocator: string }[] }) => each.externalRefs[0],
    );
    expect(new Set(others.map((each: { referenceLocator: string }) => each.referenceLocator))).toEqual(new Set(purls));
  });

  test('the made tree holds what policies refuse, and the own one is this project', async () => {
    const { components } = read(await npmSbom('made', 'cyclonedx'));
    expect(components).toContainEqual(expect.objectContaining({ purl: 'pkg:npm/lodash@4.17.15' }));
    expect(components).toContainEqual(
      expect.objectContaining({
        purl: 'pkg:npm/%40acme/report@2.3.0',
        licenses: [{ license: { id: 'AGPL-3.0-only' } }],
      }),
    );
    const { metadata } = read(await npmSbom('own', 'cyclonedx'));
    expect(metadata.component.purl).toMatch(/^pkg:npm\/tidewaiter@/);
  });
});

describe('SBOMs of Debian', () => {
  test('installed packages, with their purls, needs and suppliers', () => {
    const parts = debianParts(readDpkgStatus(DPKG_STATUS));
    expect(parts).toHaveLength(11);
    expect(parts.find(({ name }) => name === 'openssl')).toEqual({
      name: 'openssl',
      version: '3.0.11-1~deb12u2',
      purl: 'pkg:deb/debian/openssl@3.0.11-1~deb12u2?arch=amd64&distro=debian-12',
      license: 'Apache-2.0',
      supplier: 'Debian OpenSSL Team <pkg-openssl-devel@alioth-lists.debian.net>',
      needs: [
        'pkg:deb/debian/libc6@2.36-9%2Bdeb12u4?arch=amd64&distro=debian-12&upstream=glibc',
        'pkg:deb/debian/libssl3@3.0.11-1~deb12u2?arch=amd64&distro=debian-12&upstream=openssl',
      ],
    });
    expect(parts.find(({ name }) => name === 'libcrypt1')?.purl).toMatch(/@1%3A4\.4\.33-2\?/);
    expect(parts.find(({ name }) => name === 'tzdata')).toMatchObject({
      needs: [expect.stringContaining('/debconf@')],
    });
  });

  test('of this machine, where it is one', () => {
    const status = systemStatus();
    if (status === undefined) return;
    const { components } = debianSbom('cyclonedx', { status }) as { components: { version: string }[] };
    expect(components.length).toBeGreaterThan(50);
    for (const { version } of components) expect(version).toMatch(/^[0-9]/);
  });

  test.each(SBOM_FORMATS)('%s: all packages and what they need', (format) => {
    const document = debianSbom(format);
    const { components, dependencies, packages, relationships } = document as Record<string, object[]>;
    expect(components ?? packages).toHaveLength(format === 'spdx' ? 12 : 11);
    const needs = relationships?.filter((each) => !/DESCRIBES|CONTAINS/.test(JSON.stringify(each)));
    expect((needs ?? dependencies)?.length).toBe(12);
  });
});

describe('other SBOMs', () => {
  test('tools are written as each version of CycloneDX wants them', () => {
    const tools = (version: string) => {
      const { metadata } = sbomOf('cyclonedx', { parts: [], version, tools: ['trivy@0.67.2', 'npm'] });
      return (metadata as { tools: unknown }).tools;
    };
    const named = [{ name: 'trivy', version: '0.67.2' }, { name: 'npm' }];
    expect(tools('1.4')).toEqual(named);
    expect(tools('1.5')).toEqual({ components: named.map((tool) => ({ type: 'application', ...tool })) });
  });

  test.each(SBOM_FORMATS)('%s of 5,000 parts are some 5 MB, in pieces the same as whole', (format) => {
    const bytes = largeSbom(format, 5_000);
    expect(bytes.length / 2 ** 20).toBeGreaterThan(4);
    expect(bytes.length / 2 ** 20).toBeLessThan(7);
    expect(read(bytes)).toEqual(JSON.parse(JSON.stringify(sbomOf(format, { parts: [...largeParts(5_000)] }))));
    expect(Math.max(...[...sbomChunks(format, 5_000)].map(({ length }) => length))).toBeLessThan(2 ** 21);
  });

  test('the last parts of a large one may be chosen', () => {
    const log4j = { group: 'org.apache.logging.log4j', name: 'log4j-core', version: '2.14.1' };
    const { components } = read(largeSbom('cyclonedx', 20_000, { detailed: false, last: [log4j] }));
    expect(components).toHaveLength(20_000);
    expect(components.at(-1)).toMatchObject({ ...log4j, 'bom-ref': refOf(log4j) });
  });

  test.each(Object.keys(HOSTILE_SBOMS) as HostileSbomName[])('hostile: %s', (name) => {
    expect(Buffer.isBuffer(hostileSbom(name))).toBe(true);
    expect(hostileSbom(name).equals(hostileSbom(name))).toBe(true);
  });

  test('hostile names of members stay names', () => {
    expect(Object.getPrototypeOf(read(hostileSbom('members of prototypes')))).toBe(Object.prototype);
    expect(Object.hasOwn(read(hostileSbom('members of prototypes')), '__proto__')).toBe(true);
    const { components } = read(hostileSbom('names of prototypes'));
    expect(components[0]).toMatchObject({ name: '__proto__', group: '__proto__', supplier: { name: '__proto__' } });
  });
});

describe('claims', () => {
  test.each([
    ['cyclonedx', sbomClaim('cyclonedx', debianSbom('cyclonedx'))],
    ['spdx', sbomClaim('spdx', Buffer.from(JSON.stringify(debianSbom('spdx'))))],
    ['spdx', wrapped('string', sbomClaim('spdx', debianSbom('spdx')))],
    ['cyclonedx', wrapped('data', sbomClaim('cyclonedx', debianSbom('cyclonedx')))],
    ['cosign-custom', wrapped('custom', sbomClaim('cyclonedx', debianSbom('cyclonedx')))],
    ['slsa-1', githubProvenance()],
    ['slsa-0.2', githubProvenance02()],
    ['slsa-1', buildkitProvenance()],
    ['slsa-0.2', buildkitProvenance02()],
    ['cosign-vuln', cosignScan('trivy')],
    ['cosign-vuln', cosignScan('grype')],
    ['in-toto-vulns', inTotoScan('0.1')],
    ['in-toto-vulns', inTotoScan('0.2')],
    ['openvex', openVex([])],
    ['openvex', openVex([], { old: true })],
    ['cyclonedx', cyclonedxVex([])],
  ])('%s is known by its type', (kind, { predicateType, predicate }) => {
    expect(predicateKind(predicateType)).toBe(kind);
    expect(JSON.stringify(predicate).length).toBeGreaterThan(50);
  });

  test('scans say what was found, in the words of each scanner', () => {
    const found = [LOG4SHELL, { id: 'CVE-2026-1', package: 'libc6', version: '2.36', severity: 'negligible' } as const];
    const result = (claim: { predicate: unknown }) =>
      (claim.predicate as { scanner: { result: unknown } }).scanner.result;
    expect(result(cosignScan('trivy', { found }))).toMatchObject({
      Results: [
        {
          Vulnerabilities: [
            { VulnerabilityID: 'CVE-2021-44228', FixedVersion: '2.15.0', Severity: 'CRITICAL' },
            { VulnerabilityID: 'CVE-2026-1', PkgName: 'libc6', InstalledVersion: '2.36', Status: 'affected' },
          ],
        },
      ],
    });
    expect(result(cosignScan('grype', { found }))).toMatchObject({
      matches: [
        { vulnerability: { severity: 'Critical', fix: { state: 'fixed', versions: ['2.15.0'] } } },
        { vulnerability: { severity: 'Negligible', fix: { state: 'not-fixed', versions: [] } } },
      ],
    });
    expect(result(inTotoScan('0.2', { found }))).toMatchObject([{ id: 'CVE-2021-44228' }, { id: 'CVE-2026-1' }]);
    expect(result(inTotoScan('0.1', { found, nested: true }))).toMatchObject([
      { vulnerability: { severity: [{ method: 'nvd', score: 'critical' }] } },
      {},
    ]);
    expect(result(inTotoScan('0.1'))).toEqual([]);
  });

  test('VEX says which products and parts are meant', () => {
    const entry = {
      vulnerability: 'CVE-2021-44228',
      status: 'not_affected',
      justification: 'vulnerable_code_not_present',
      products: [{ id: 'pkg:oci/shop', parts: ['pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1'] }],
    } as const;
    const [part] = entry.products[0].parts;
    expect(openVex([entry]).predicate).toMatchObject({
      statements: [{ products: [{ '@id': 'pkg:oci/shop', subcomponents: [{ '@id': part }] }] }],
    });
    expect(openVex([entry], { old: true }).predicate).toMatchObject({
      statements: [{ vulnerability: entry.vulnerability, products: ['pkg:oci/shop'], subcomponents: [part] }],
    });
    expect(cyclonedxVex([entry]).predicate).toMatchObject({
      vulnerabilities: [{ analysis: { state: 'not_affected' }, affects: [{ ref: part }] }],
    });
  });

  test('provenance names source, builder and base image', () => {
    const images = [{ name: 'registry.test/base@v1', digest: `sha256:${'1'.repeat(64)}`, type: 'oci' }] as const;
    for (const claim of [githubProvenance, githubProvenance02, buildkitProvenance, buildkitProvenance02]) {
      const text = JSON.stringify(claim({ images, builder: 'https://builder.test/1', parameters: { speed: 'fast' } }));
      expect(text).toContain('https://github.com/acme/shop');
      expect(text).toContain('"id":"https://builder.test/1"');
      expect(text).toContain(`pkg:oci/base@sha256%3A${'1'.repeat(64)}?repository_url=registry.test/base&tag=v1`);
      expect(text).toMatch(/"(?:build-arg:)?speed":"fast"/);
    }
  });
});
