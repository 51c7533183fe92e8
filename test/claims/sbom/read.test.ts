import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ClaimError } from '../../../src/claims/claim.ts';
import { readSbom } from '../../../src/claims/sbom/read.ts';
import { summarizeSbom } from '../../../src/claims/sbom/summary.ts';
import type { SbomTerms } from '../../../src/model/attestation.ts';
import { HOSTILE_SBOMS, type HostileSbomName } from '../../support/sbom/hostile.ts';
import { judgeSbom } from './judge-sbom.ts';
import { cyclonedx, spdx } from './read-sbom.ts';

const GIVE = 'give CycloneDX 1.4 to 1.7 or SPDX 2.2 or 2.3, in JSON';

/** Everything at once. */
const TERMS: Partial<SbomTerms> = {
  formats: [{ format: 'spdx', minVersion: '2.3' }, { format: 'cyclonedx' }],
  maxAge: 1,
  minComponents: 1,
  denyPackages: [{ purl: 'pkg:npm/a@<2' }, { purl: 'pkg:npm/*' }],
  requirePackages: ['pkg:npm/a@<2'],
  denyLicenses: ['AGPL-*'],
  allowLicenses: ['MIT'],
  ntia: { minCoverage: 50 },
  suppliers: ['*'],
  tools: ['*'],
  baseImages: ['**'],
};

describe('versions', () => {
  test.each(['1.4', '1.5', '1.6', '1.7'])('CycloneDX %s', (specVersion) => {
    expect(cyclonedx({ specVersion }).version).toBe(specVersion);
  });

  test.each(['2.2', '2.3'])('SPDX %s', (version) => {
    expect(spdx({ spdxVersion: `SPDX-${version}` }).version).toBe(version);
  });
});

describe('documents that are refused by name', () => {
  test.each<[unknown, string]>([
    [{ bomFormat: 'CycloneDX', specVersion: '1.3' }, `CycloneDX 1.3 is not supported: ${GIVE}`],
    [{ bomFormat: 'CycloneDX', specVersion: '1.8' }, `CycloneDX 1.8 is not supported: ${GIVE}`],
    [{ bomFormat: 'CycloneDX', specVersion: 1.6 }, `CycloneDX without a version is not supported: ${GIVE}`],
    [{ specFormat: 'CycloneDX', specVersion: '2.0' }, `CycloneDX 2.0 is not supported: ${GIVE}`],
    [{ spdxVersion: 'SPDX-2.1' }, `SPDX 2.1 is not supported: ${GIVE}`],
    [{ spdxVersion: 'SPDX-2.3', bomFormat: 'CycloneDX' }, 'it is CycloneDX and SPDX at once: give one of them'],
    [{ spdxVersion: 'SPDX-3.0' }, 'SPDX 3.0 is not supported yet: give SPDX 2.3 or CycloneDX'],
    [
      { '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld', '@graph': [] },
      'SPDX 3.0.1 is not supported yet: give SPDX 2.3 or CycloneDX',
    ],
    [{ '@context': ['https://spdx.org/rdf/3'] }, 'SPDX 3 is not supported yet: give SPDX 2.3 or CycloneDX'],
    ['<bom xmlns="http://cyclonedx.org/schema/bom/1.5"/>', `it is CycloneDX in XML: ${GIVE}`],
    ['SPDXVersion: SPDX-2.3', `it is SPDX in tag-value form: ${GIVE}`],
    [{ artifacts: [], descriptor: {} }, `it is JSON of Syft: ${GIVE}`],
    ['<SoftwareIdentity/>', `it is a SWID tag: ${GIVE}`],
    [{ SchemaVersion: 2, Results: [] }, `it is a result of Trivy: ${GIVE}`],
    [null, `it is no document that is known: ${GIVE}`],
    [[], `it is no document that is known: ${GIVE}`],
  ])('%j', (document, reason) => {
    expect(() => readSbom(document)).toThrow(new ClaimError(reason));
    expect(judgeSbom(document).offences).toEqual([{ term: 'sbom', message: reason }]);
  });
});

describe('documents that cannot be read', () => {
  const deep = (levels: number): object =>
    levels === 0 ? { name: 'a' } : { name: 'a', components: [deep(levels - 1)] };
  const million = Array(1_000_000).fill(null);

  test.each<[string, () => unknown, string]>([
    ['components no list', () => cyclonedx({ components: {} }), 'components is not a list'],
    ['a component no object', () => cyclonedx({ components: [{}, 'a'] }), 'item 2 of components is not an object'],
    ['metadata no object', () => cyclonedx({ metadata: [] }), 'metadata is not an object'],
    ['licences no list', () => cyclonedx({ components: [{ licenses: 'MIT' }] }), 'licenses is not a list'],
    ['dependencies no list', () => cyclonedx({ dependencies: 'none' }), 'dependencies is not a list'],
    ['inner components no list', () => cyclonedx({ components: [{ components: 1 }] }), 'components is not a list'],
    [
      'a nesting without end',
      () => cyclonedx({ components: [deep(32)] }),
      'components are nested more than 32 levels deep',
    ],
    ['too many', () => cyclonedx({ components: million }), 'components holds 1000000 items, more than 200000'],
    [
      'too many inside',
      () => cyclonedx({ components: [{ components: Array(200_000).fill({}) }] }),
      'it lists more than 200000 components',
    ],
    [
      'too many relations',
      () => cyclonedx({ dependencies: Array(3).fill({ dependsOn: million }) }),
      'it has more than 2000000 relations',
    ],
    [
      'a purl without end',
      () => cyclonedx({ components: [{ purl: 'x'.repeat(4097) }] }),
      `a purl is longer than 4096 characters: ${'x'.repeat(63)}…`,
    ],
    ['packages no list', () => spdx({ packages: 'all' }), 'packages is not a list'],
    ['a package no object', () => spdx({ packages: [null] }), 'item 1 of packages is not an object'],
    ['too many packages', () => spdx({ packages: million }), 'packages holds 1000000 items, more than 200000'],
    ['creationInfo no object', () => spdx({ creationInfo: 'me' }), 'creationInfo is not an object'],
    ['references no list', () => spdx({ packages: [{ externalRefs: 'purl' }] }), 'externalRefs is not a list'],
    ['relationships no list', () => spdx({ relationships: {} }), 'relationships is not a list'],
  ])('%s', (_, read, reason) => {
    expect(read).toThrow(new ClaimError(reason));
  });

  test('levels up to the limit', () => {
    expect(cyclonedx({ components: [deep(31)] }).components).toHaveLength(32);
  });
});

describe('whatever comes', () => {
  test.each(Object.keys(HOSTILE_SBOMS) as HostileSbomName[])('%s', (name) => {
    const document: object = HOSTILE_SBOMS[name]();
    if (Buffer.isBuffer(document)) {
      expect(judgeSbom(document.toString(), TERMS).offences).toMatchObject([{ term: 'sbom' }]);
    } else {
      expect(judgeSbom(document, TERMS).offences).not.toEqual([]);
    }
  });

  test('JSON of any kind', () => {
    const known = fc.constantFrom(
      'MIT',
      'pkg:npm/a@1',
      'SPDXRef-DOCUMENT',
      '__proto__',
      'NOASSERTION',
      'DESCRIBES',
      'a',
    );
    const names = fc.constantFrom(
      ...['components', 'packages', 'metadata', 'component', 'licenses', 'license', 'expression', 'id', 'name'],
      ...['version', 'purl', 'bom-ref', 'SPDXID', 'supplier', 'tools', 'authors', 'dependencies', 'dependsOn', 'ref'],
      ...['relationships', 'relationshipType', 'externalRefs', 'creationInfo', 'creators', 'pedigree', 'ancestors'],
      ...['properties', 'documentDescribes', 'swid', '__proto__', 'constructor', 'Data', 'licenseDeclared'],
    );
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 8, withCrossShrink: true },
        fc.oneof(known, fc.jsonValue({ maxDepth: 1 })),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(names, tie('value'), { maxKeys: 6 }),
      ),
    }));
    const frame = fc.constantFrom(
      {},
      { bomFormat: 'CycloneDX', specVersion: '1.6' },
      { spdxVersion: 'SPDX-2.3', SPDXID: 'SPDXRef-DOCUMENT' },
    );
    void fc.assert(
      fc.property(frame, fc.dictionary(names, value, { maxKeys: 8 }), (head, members) => {
        const document: unknown = JSON.parse(JSON.stringify({ ...members, ...head }));
        const reading = judgeSbom(document, TERMS);
        for (const { message } of reading.offences) expect(message).not.toContain('it cannot be read (');
        expect(judgeSbom(document, TERMS)).toEqual(reading);
        try {
          summarizeSbom(readSbom(document));
        } catch (error) {
          expect(error).toBeInstanceOf(ClaimError);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
