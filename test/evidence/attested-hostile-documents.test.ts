import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { AttestationTerms, SbomTerms, VulnerabilityTerms } from '../../src/model/attestation.ts';
import { attest } from '../support/attestations/attest.ts';
import type { Claim } from '../support/attestations/claims.ts';
import { githubProvenance } from '../support/attestations/provenance.ts';
import { cosignScan } from '../support/attestations/scans.ts';
import { openVex } from '../support/attestations/vex.ts';
import { HOSTILE_SBOMS, type HostileSbomName, hostileSbom } from '../support/sbom/hostile.ts';
import { createWorld } from '../support/signing/index.ts';
import { CLEAN_SBOM, LOG4J_SBOM, NO_LOG4J, wanting } from './attesting.ts';
import { HostileScene, legacy, statementText } from './hostile-scene.ts';
import { BY_RELEASE } from './scene.ts';

/** Documents in honest statements, of the one whom the policy trusts: each is denied for a reason that is true. */

let hostile: HostileScene;

beforeAll(async () => {
  hostile = await HostileScene.open(await createWorld());
});
afterAll(() => hostile.close());

const LOG4J = (LOG4J_SBOM.predicate as { components: readonly object[] }).components[0];
const listing = (components: readonly object[]) => ({ bomFormat: 'CycloneDX', specVersion: '1.6', components });
const cyclonedx = (...components: readonly object[]) => listing(components);
const lib = (change: object) => ({ type: 'library', name: 'a', version: '1', ...change });
const STRICT: SbomTerms = { ...NO_LOG4J, denyLicenses: ['AGPL-3.0-only'], onUnknown: 'deny' };

/** What is said of an image because of one claim about it. */
function saidOf(claim: Claim, terms: AttestationTerms = STRICT, type: string = claim.predicateType) {
  const { predicateType, predicate } = claim;
  return hostile.signed(
    { as: 'attestation', statement: { predicateType, predicate } },
    wanting([{ name: 'wanted', type, terms }]),
  );
}

/** The document with log4j among its parts, where it has any. */
function withLog4j(document: Buffer): string {
  const text = document.toString();
  for (const list of ['"components":[', '"packages":[']) {
    const at = text.indexOf(list) + list.length;
    if (at < list.length) continue;
    const part = JSON.stringify({ ...LOG4J, SPDXID: 'x', versionInfo: '2.14.1' });
    return `${text.slice(0, at)}${part}${text[at] === ']' ? '' : ','}${text.slice(at)}`;
  }
  return text;
}

describe('an SBOM with', () => {
  test.each(Object.keys(HOSTILE_SBOMS) as HostileSbomName[])('%s', async (name) => {
    const type = /SPDX|packages/.test(name) ? 'https://spdx.dev/Document' : CLEAN_SBOM.predicateType;
    const document = withLog4j(hostileSbom(name));
    const said = await hostile.signed(
      (digest) => legacy(statementText(digest, document, type)),
      wanting([{ type: 'sbom', terms: STRICT }]),
    );
    expect(said.admitted).toBe(false);
    expect(said.why).toMatch(/breaks the policy: .{8}|does not count: .{8}/);
    expect(said.why).not.toContain('it cannot be read (');
    expect(said.why).not.toContain('unexpected');
  });

  const big = 'a'.repeat(1_000_000);
  test.each<[string, object, string]>([
    ['a version of a megabyte', lib({ version: `1.${big}` }), 'a version is longer than 4096 characters: 1.aaa'],
    ['a purl of a megabyte', lib({ purl: `pkg:npm/${big}@1` }), 'a purl is longer than 4096 characters'],
    ['a name of a megabyte', lib({ name: big }), 'a name is longer than 4096 characters'],
    [
      'a licence of a megabyte',
      lib({ licenses: [{ expression: `MIT OR ${big}` }] }),
      'has a licence that is not known',
    ],
    ['a supplier of a megabyte', lib({ supplier: { name: big } }), 'has no licence'],
    ['components of infinite number', lib({ components: Number.MAX_VALUE }), 'components is not a list'],
  ])('%s', async (_name, component, reason) => {
    const said = await saidOf({ ...CLEAN_SBOM, predicate: cyclonedx(component) });
    expect(said).toMatchObject({ admitted: false, why: expect.stringContaining(reason) });
    expect(said.why.length).toBeLessThan(4_000);
    expect(JSON.stringify(said.verdict).length).toBeLessThan(30_000);
  });

  test('a version that nobody can compare', async () => {
    const versions = ['latest', '2.14.1-', '', '@project.version@', '2.14.1\u200b', '9'.repeat(400)];
    for (const version of versions) {
      const said = await saidOf({
        ...CLEAN_SBOM,
        predicate: cyclonedx({ ...LOG4J, version, purl: undefined, group: 'org.apache.logging.log4j' }),
      });
      expect([version, said.admitted]).toEqual([version, false]);
    }
  });

  test('1e999 where a list is expected', async () => {
    const text = '{"bomFormat":"CycloneDX","specVersion":"1.6","components":1e999}';
    const said = await hostile.signed((digest) => legacy(statementText(digest, text)));
    expect(said).toMatchObject({ admitted: false, why: expect.stringContaining('components is not a list') });
  });

  test('two formats at once', async () => {
    const predicate = { ...cyclonedx(lib({})), spdxVersion: 'SPDX-2.3', packages: [] };
    const said = await saidOf({ ...CLEAN_SBOM, predicate });
    expect(said).toMatchObject({ admitted: false, why: expect.stringContaining('CycloneDX and SPDX at once') });
  });

  test('400,000 components', async () => {
    const said = await saidOf({ ...CLEAN_SBOM, predicate: listing(Array(400_000).fill(lib({}))) });
    expect(said).toMatchObject({ admitted: false, why: expect.stringContaining('more than 200000') });
    expect(await hostile.stillWorks()).toBe(true);
  });

  test('1,000,000 components', async () => {
    const text = `{"bomFormat":"CycloneDX","specVersion":"1.6","components":[${'{"name":"a"},'.repeat(999_999)}{}]}`;
    const said = await hostile.signed((digest) => legacy(statementText(digest, text)));
    expect(said).toMatchObject({ admitted: false, why: expect.stringContaining('more than 500000 objects') });
    expect(await hostile.stillWorks()).toBe(true);
  });

  test('199,000 forbidden components says of which there are how many, and no more', async () => {
    const said = await saidOf({ ...CLEAN_SBOM, predicate: listing(Array(199_000).fill(LOG4J)) }, NO_LOG4J);
    expect(said.admitted).toBe(false);
    expect(said.why).toContain('and 198980 more');
    expect(JSON.stringify(said.verdict).length).toBeLessThan(4_000_000);
  });
});

describe('a scan with', () => {
  const terms: VulnerabilityTerms = {
    kind: 'vulnerabilities',
    maxSeverity: 'high',
    onUnknownSeverity: 'deny',
    fixableOnly: false,
    graceDays: {},
    ignore: [],
    vex: { signedBy: ['release'] },
  };
  const scan = (id: string) => ({ id, package: 'a', version: '1', purl: 'pkg:npm/a@1', severity: 'critical' as const });

  test.each([
    [400_000, 'more than 200000 vulnerabilities'],
    [1_000_000, 'more than 500000 objects and lists'],
  ])('%d vulnerabilities', async (count, reason) => {
    const result = `{"scanner":{"uri":"x","result":[${'{"id":"a"},'.repeat(count - 1)}{"id":"a"}]}}`;
    const said = await hostile.signed(
      (digest) => legacy(statementText(digest, result, 'https://in-toto.io/attestation/vulns/v0.1')),
      wanting([{ name: 'scan', type: 'vulnerabilities', terms }]),
    );
    expect(said).toMatchObject({ admitted: false, why: expect.stringContaining(reason) });
  });

  test.each<[string, number, number, string]>([
    ['100,000 statements', 100_000, 0, 'more than 5000 statements'],
    ['10 statements about 10,000 products', 10, 10_000, 'more than 25000 pairs'],
  ])('VEX of %s', async (_name, statements, products, reason) => {
    const { repository, descriptor, reference } = hostile.bare();
    const entries = Array.from({ length: statements }, (_, at) => ({
      vulnerability: `CVE-1-${at}`,
      status: 'not_affected' as const,
      justification: 'component_not_present',
      ...(products > 0 && { products: Array.from({ length: products }, (__, to) => ({ id: `pkg:npm/a${to}` })) }),
    }));
    await attest(hostile.world, repository, descriptor, cosignScan('trivy', { found: [scan('CVE-1-1')] }), BY_RELEASE);
    await attest(hostile.world, repository, descriptor, openVex(entries), BY_RELEASE);
    const said = await hostile.ask(reference, wanting([{ name: 'scan', type: 'vulnerabilities', terms }]));
    expect(said).toMatchObject({ admitted: false, why: expect.stringContaining('CVE-1-1 (critical) in a 1') });
    expect(said.why).toContain(reason);
  });

  test('several documents of VEX that say too much together', async () => {
    const { repository, descriptor, reference } = hostile.bare();
    await attest(hostile.world, repository, descriptor, cosignScan('trivy', { found: [scan('CVE-1-1')] }), BY_RELEASE);
    for (const author of ['a', 'b', 'c']) {
      const entry = { vulnerability: 'CVE-1-2', status: 'fixed' as const };
      const products = Array.from({ length: 10_000 }, (_, at) => ({ id: `pkg:npm/${author}${at}` }));
      await attest(hostile.world, repository, descriptor, openVex([{ ...entry, products }], { author }), BY_RELEASE);
    }
    const said = await hostile.ask(reference, wanting([{ name: 'scan', type: 'vulnerabilities', terms }]));
    expect(said).toMatchObject({ admitted: false, why: expect.stringContaining('say too much together') });
  });
});

describe('provenance with', () => {
  test.each<[number, string]>([
    [20_000, 'more than 10000'],
    [400_000, 'more than 10000'],
    [1_000_000, 'more than 500000 objects'],
  ])('%d materials', async (count, reason) => {
    const claim = githubProvenance({ more: Array(count).fill({}) });
    const said = await saidOf(claim, { kind: 'provenance', dependencies: { requireDigests: true } });
    expect(said).toMatchObject({ admitted: false, why: expect.stringContaining(reason) });
  });
});

describe('a predicate of its own with', () => {
  const rule = { id: 'none', message: 'bad', assert: { path: '$..b', absent: true } };

  test.each<[string, unknown]>([
    ['100,000 paths', { Data: Array.from({ length: 100_000 }, () => ({ a: { c: { b: 1 } } })) }],
    ['60 levels of them', { Data: JSON.parse(`${'{"a":'.repeat(55)}{"b":1}${'}'.repeat(55)}`) }],
  ])('%s', async (_name, predicate) => {
    const claim = { predicateType: 'https://example.test/own', predicate };
    const said = await saidOf(claim, { kind: 'custom', rules: [rule] });
    expect(said.admitted).toBe(false);
    expect(await hostile.stillWorks()).toBe(true);
  });
});

describe('times', () => {
  const at = (seconds: number) => new Date(hostile.world.clock.getTime() + seconds * 1_000);

  test('that are equal make neither the newer one', async () => {
    const { repository, descriptor, reference } = hostile.bare();
    for (const claim of [CLEAN_SBOM, LOG4J_SBOM]) {
      await attest(hostile.world, repository, descriptor, claim, { ...BY_RELEASE, at: at(1) });
    }
    const said = await hostile.ask(reference);
    expect(said).toMatchObject({ admitted: false, why: expect.stringContaining('log4j-core 2.14.1') });
  });

  test('far in the future are no reason to believe anybody', async () => {
    const { repository, descriptor, reference } = hostile.bare();
    await attest(hostile.world, repository, descriptor, LOG4J_SBOM, BY_RELEASE);
    await attest(hostile.world, repository, descriptor, CLEAN_SBOM, { ...BY_RELEASE, at: at(50 * 365 * 86_400) });
    expect(await hostile.ask(reference)).toMatchObject({ admitted: false });
  });

  test('that a document claims to be of the year 9999 are refused where its age matters', async () => {
    const predicate = { ...cyclonedx(lib({})), metadata: { timestamp: '9999-12-31T23:59:59Z' } };
    const said = await saidOf({ ...CLEAN_SBOM, predicate }, { ...NO_LOG4J, maxAge: 86_400_000 });
    expect(said).toMatchObject({ admitted: false, why: expect.stringContaining('made in the future') });
  });
});
