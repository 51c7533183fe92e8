import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/model/json.ts';
import { spdx } from './read-sbom.ts';

const one = (item: JsonObject) => spdx({ packages: [item] }).components[0];
const link = (spdxElementId: string, relationshipType: string, relatedSpdxElement: unknown) => ({
  spdxElementId,
  relationshipType,
  relatedSpdxElement,
});
const packages = (names: string) => [...names].map((name) => ({ name, SPDXID: name }));
const DOCUMENT = 'SPDXRef-DOCUMENT';

describe('the document', () => {
  test('a whole one', () => {
    const sbom = spdx({
      creationInfo: {
        created: '2026-11-01T12:00:00Z',
        creators: ['Tool: syft-1.30.0', 'Organization: Acme (it@acme.example)', 'Person: Ann ()', 5],
      },
      files: [{ SPDXID: 'SPDXRef-File' }],
      hasExtractedLicensingInfos: [{ licenseId: 'LicenseRef-own', extractedText: 'do as you like' }],
      packages: [
        { name: 'app', SPDXID: 'SPDXRef-app', versionInfo: 'v1', primaryPackagePurpose: 'CONTAINER' },
        {
          name: 'a',
          SPDXID: 'SPDXRef-a',
          versionInfo: '1.0',
          supplier: 'Organization: Acme',
          licenseConcluded: 'LicenseRef-own',
          licenseDeclared: 'MIT',
          externalRefs: [
            { referenceCategory: 'PACKAGE-MANAGER', referenceType: 'purl', referenceLocator: 'pkg:npm/a@1.0' },
            { referenceCategory: 'SECURITY', referenceType: 'cpe23Type', referenceLocator: 'cpe:2.3:a:acme:a:1.0' },
            { referenceCategory: 'SECURITY', referenceType: 'swid', referenceLocator: 'swid:acme-a' },
          ],
        },
      ],
      relationships: [link(DOCUMENT, 'DESCRIBES', 'SPDXRef-app'), link('SPDXRef-app', 'CONTAINS', 'SPDXRef-a')],
    });
    expect(sbom).toEqual({
      format: 'spdx',
      version: '2.3',
      created: Date.parse('2026-11-01T12:00:00Z'),
      tools: ['syft@1.30.0'],
      authors: ['Acme', 'Ann', 'syft@1.30.0'],
      subject: { ref: 'SPDXRef-app', name: 'app', version: 'v1' },
      components: [
        {
          ref: 'SPDXRef-a',
          name: 'a',
          version: '1.0',
          purl: 'pkg:npm/a@1.0',
          cpe: 'cpe:2.3:a:acme:a:1.0',
          swid: 'swid:acme-a',
          supplier: 'Acme',
          license: 'LicenseRef-own',
        },
      ],
      related: new Set(['SPDXRef-app', 'SPDXRef-a']),
      baseImages: [],
    });
  });

  test.each([
    ['syft-1.30.0', 'syft@1.30.0'],
    ['npm/cli-11.6.2', 'npm/cli@11.6.2'],
    ['spdx-sbom-generator-v0.0.15', 'spdx-sbom-generator@v0.0.15'],
    ['tool-12', 'tool@12'],
    ['tool-2-go-1.5-beta', 'tool-2-go@1.5-beta'],
    ['GitHub.com-Dependency-Graph', 'GitHub.com-Dependency-Graph'],
    ['-1.0', '-1.0'],
  ])('the tool %s', (text, tool) => {
    expect(spdx({ creationInfo: { creators: [`Tool: ${text}`, 'Tool:', 'NOASSERTION'] } }).tools).toEqual([tool]);
  });
});

describe('packages', () => {
  test.each(['PACKAGE-MANAGER', 'PACKAGE_MANAGER', 'PACKAGE MANAGER', undefined])(
    'a purl under %s',
    (referenceCategory) => {
      const component = one({
        externalRefs: [{ referenceCategory, referenceType: 'purl', referenceLocator: 'pkg:npm/a@1' }],
      });
      expect(component?.purl).toBe('pkg:npm/a@1');
    },
  );

  test('several purls are all kept, and one that is repeated is one', () => {
    const purl = (referenceLocator: string) => ({ referenceType: 'purl', referenceLocator });
    expect(one({ externalRefs: [purl('pkg:npm/a@1'), purl('pkg:npm/b@1'), purl('pkg:npm/a@1')] })).toMatchObject({
      purl: 'pkg:npm/a@1',
      purls: ['pkg:npm/a@1', 'pkg:npm/b@1'],
    });
    expect(one({ externalRefs: [purl('pkg:npm/a@1'), purl('pkg:npm/a@1'), purl('')] })).not.toHaveProperty('purls');
  });

  test('an older CPE, and a type written as a URI', () => {
    const externalRefs = [
      { referenceType: 'http://spdx.org/rdf/references/cpe22Type', referenceLocator: 'cpe:/a:acme:a:1' },
    ];
    expect(one({ externalRefs })?.cpe).toBe('cpe:/a:acme:a:1');
  });

  test.each<[JsonObject, string | undefined]>([
    [{ supplier: 'Organization: Acme (it@acme.example)' }, 'Acme'],
    [{ supplier: 'Person: Ann (at home)' }, 'Ann (at home)'],
    [{ supplier: 'NOASSERTION', originator: 'Person: Ann' }, 'Ann'],
    [{ supplier: 'NOASSERTION' }, undefined],
    [{ supplier: 'Organization: ' }, undefined],
    [{ supplier: 'Acme)' }, 'Acme)'],
    [{}, undefined],
  ])('supplier of %j', (members, supplier) => {
    expect(one(members)?.supplier).toBe(supplier);
  });

  test.each<[string, string, string | undefined]>([
    ['MIT', 'ISC', 'MIT'],
    ['NOASSERTION', 'ISC', 'ISC'],
    ['NONE', 'ISC', 'ISC'],
    ['', 'ISC OR MIT', 'ISC OR MIT'],
    ['NOASSERTION', 'NONE', undefined],
  ])('licence concluded %j, declared %j', (licenseConcluded, licenseDeclared, license) => {
    const component = one({ licenseConcluded, licenseDeclared });
    expect([component?.license, component?.licenses]).toEqual([license, undefined]);
  });
});

describe('relations', () => {
  test.each([
    ['DEPENDS_ON', true],
    ['DEPENDENCY_OF', true],
    ['BUILD_DEPENDENCY_OF', true],
    ['CONTAINS', true],
    ['CONTAINED_BY', true],
    ['STATIC_LINK', true],
    ['DESCRIBES', false],
    ['DESCENDANT_OF', false],
    ['OTHER', false],
  ])('%s: %s', (type, counts) => {
    const { related } = spdx({ packages: packages('ab'), relationships: [link('a', type, 'b')] });
    expect(related).toEqual(new Set(counts ? ['a', 'b'] : []));
  });

  test.each(['NONE', 'NOASSERTION', DOCUMENT, 'a', 'SPDXRef-File', null])('to %s does not count', (other) => {
    const relationships = [link('a', 'DEPENDS_ON', other)];
    expect(spdx({ packages: packages('a'), relationships }).related).toEqual(new Set());
  });
});

describe('what the document is about', () => {
  test.each<[string, JsonObject, string | undefined]>([
    ['a list', { documentDescribes: ['b'] }, 'b'],
    ['DESCRIBES', { relationships: [link(DOCUMENT, 'DESCRIBES', 'a')] }, 'a'],
    ['DESCRIBED_BY', { relationships: [link('a', 'DESCRIBED_BY', DOCUMENT)] }, 'a'],
    ['both ways', { documentDescribes: ['a'], relationships: [link(DOCUMENT, 'DESCRIBES', 'a')] }, 'a'],
    ['what another element describes', { relationships: [link('b', 'DESCRIBES', 'a')] }, undefined],
    ['several', { documentDescribes: ['a', 'b'] }, undefined],
    ['a file', { documentDescribes: ['SPDXRef-File'] }, undefined],
    ['nothing', {}, undefined],
  ])('%s', (_, members, subject) => {
    const sbom = spdx({ packages: packages('ab'), ...members });
    expect(sbom.subject?.name).toBe(subject);
    expect(sbom.components.map(({ name }) => name)).toEqual(['a', 'b'].filter((name) => name !== subject));
  });

  test('what it descends from is what it is built on', () => {
    const { baseImages } = spdx({
      packages: [
        { name: 'app', SPDXID: 'app' },
        { name: 'debian:12', SPDXID: 'base' },
        { name: 'other', SPDXID: 'other' },
      ],
      documentDescribes: ['app'],
      relationships: [
        link('app', 'DESCENDANT_OF', 'base'),
        link('DocumentRef-x:SPDXRef-y', 'ANCESTOR_OF', 'app'),
        link('other', 'DESCENDANT_OF', 'app'),
      ],
    });
    expect(baseImages).toEqual(['debian:12', 'DocumentRef-x:SPDXRef-y']);
  });

  test('nothing is built on anything where the document is about nothing', () => {
    expect(spdx({ packages: packages('ab'), relationships: [link('a', 'DESCENDANT_OF', 'b')] }).baseImages).toEqual([]);
  });
});
