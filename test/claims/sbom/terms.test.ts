import { describe, expect, test } from '@jest/globals';
import type { SbomTerms } from '../../../src/model/attestation.ts';
import { type DocumentSpec, type Part, sbomOf } from '../../support/sbom/document.ts';
import { judgeSbom, offencesOf } from './judge-sbom.ts';

const PARTS: readonly Part[] = [
  {
    name: 'log4j-core',
    group: 'org.apache.logging.log4j',
    version: '2.14.1',
    purl: 'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1',
    license: 'Apache-2.0',
    supplier: 'The Apache Software Foundation',
  },
  { name: 'left-pad', version: '1.3.0', purl: 'pkg:npm/left-pad@1.3.0', license: 'WTFPL' },
  { name: 'secret', license: 'our own terms', supplier: 'Acme Ltd' },
];
const LOG4J = 'org.apache.logging.log4j/log4j-core 2.14.1 (pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1)';
const LEFT_PAD = 'left-pad 1.3.0 (pkg:npm/left-pad@1.3.0)';

/** Offences of both formats, which must be the same. */
function offences(terms: Partial<SbomTerms>, spec: Partial<DocumentSpec> = {}): readonly string[] {
  const [one, other] = (['cyclonedx', 'spdx'] as const).map((format) =>
    offencesOf(sbomOf(format, { parts: PARTS, ...spec }), terms),
  );
  expect(one).toEqual(other);
  return one ?? [];
}

test('an SBOM of which nothing is wanted', () => {
  expect(offences({})).toEqual([]);
});

describe('formats', () => {
  test.each<[SbomTerms['formats'], string | undefined]>([
    [[{ format: 'cyclonedx' }], undefined],
    [[{ format: 'cyclonedx', minVersion: '1.6' }], undefined],
    [[{ format: 'cyclonedx', minVersion: '1.5' }, { format: 'spdx' }], undefined],
    [[{ format: 'cyclonedx', minVersion: '1.7' }], 'it is CycloneDX 1.6, not CycloneDX 1.7 or later'],
    [[{ format: 'cyclonedx', minVersion: '1.10' }], 'it is CycloneDX 1.6, not CycloneDX 1.10 or later'],
    [
      [{ format: 'cyclonedx', minVersion: '2' }, { format: 'spdx' }],
      'it is CycloneDX 1.6, not CycloneDX 2 or later or SPDX',
    ],
    [[{ format: 'spdx', minVersion: '2.2' }], 'it is CycloneDX 1.6, not SPDX 2.2 or later'],
  ])('%j', (formats = [], message) => {
    const expected = message === undefined ? [] : [`sbom.formats: ${message}`];
    expect(offencesOf(sbomOf('cyclonedx', { parts: PARTS }), { formats })).toEqual(expected);
  });
});

test('the number of components, without the subject and those that have no name', () => {
  expect(offences({ minComponents: 3 })).toEqual([]);
  expect(offences({ minComponents: 4 })).toEqual(['sbom.minComponents: it lists 3 components: fewer than 4']);
  expect(offences({ minComponents: 1 }, { parts: [] })).toEqual([
    'sbom.minComponents: it lists 0 components: fewer than 1',
  ]);
  expect(offences({ minComponents: 2 }, { parts: [{ name: 'a' }, { name: ' ' }] })).toEqual([
    'sbom.minComponents: it lists 1 components, and 1 without a name: fewer than 2',
  ]);
});

describe('forbidden packages', () => {
  const deny = (...denyPackages: SbomTerms['denyPackages']) => ({ denyPackages });

  test('name the component, the entry and the reason', () => {
    const purl = 'pkg:maven/org.apache.logging.log4j/log4j-core@<2.17.1';
    const document = sbomOf('cyclonedx', { parts: PARTS });
    expect(judgeSbom(document, deny({ purl, reason: 'CVE-2021-44228' })).offences).toEqual([
      {
        term: 'sbom.deny.packages',
        message: `${LOG4J} is forbidden: 2.14.1 is in <2.17.1 (CVE-2021-44228)`,
        offender: {
          component: 'org.apache.logging.log4j/log4j-core',
          version: '2.14.1',
          purl: 'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1',
        },
      },
    ]);
  });

  test('each entry counts, in the order of the document and then of the policy', () => {
    const entries = [
      'pkg:npm/left-pad',
      'pkg:maven/*/log4j-core',
      'pkg:maven/*/log4j-core@<3',
      'pkg:npm/left-pad@>2.0.0',
    ];
    expect(offences(deny(...entries.map((purl) => ({ purl }))))).toEqual([
      `sbom.deny.packages: ${LOG4J} is forbidden: every version is meant`,
      `sbom.deny.packages: ${LOG4J} is forbidden: 2.14.1 is in <3`,
      `sbom.deny.packages: ${LEFT_PAD} is forbidden: every version is meant`,
    ]);
  });

  test('others may be there', () => {
    expect(offences(deny({ purl: 'pkg:npm/left-pad@<1.3.0' }, { purl: 'pkg:npm/log4j-core' }))).toEqual([]);
  });

  test('what cannot be told is forbidden', () => {
    expect(offences(deny({ purl: 'pkg:npm/secret@<2.0.0' }))).toEqual([
      'sbom.deny.packages: secret is forbidden: it has no version, so that it may be in <2.0.0 (by its name, as it has no package URL)',
    ]);
    expect(offencesOf(sbomOf('spdx', { parts: [{ name: '' }] }), deny({ purl: 'pkg:npm/x' }))).toEqual([
      'sbom.deny.packages: a component without a name (SPDXRef-Package-0) and without a purl that can be read may be forbidden',
    ]);
    expect(offences(deny({ purl: 'pkg:npm/x' }), { parts: [{ name: '', purl: 'pkg:npm/y@1' }] })).toEqual([]);
    expect(offences(deny({ purl: 'pkg:npm/x' }), { parts: [{ name: '', purl: 'y' }] })).toHaveLength(1);
  });

  test('the subject is no exception', () => {
    const subject = { name: 'log4j-core', version: '2.0', purl: 'pkg:maven/org.apache.logging.log4j/log4j-core@2.0' };
    expect(offences(deny({ purl: 'pkg:maven/*/log4j-core@<2.17.1' }), { parts: [], subject })).toHaveLength(1);
  });

  test('a package that goes by several purls is forbidden by any of them, once', () => {
    const externalRefs = ['pkg:npm/a@1', 'pkg:npm/b@1'].map((referenceLocator) => ({
      referenceType: 'purl',
      referenceLocator,
    }));
    const document = { ...sbomOf('spdx', { parts: [] }), packages: [{ name: 'b', versionInfo: '1', externalRefs }] };
    expect(offencesOf(document, deny({ purl: 'pkg:npm/b' }))).toEqual([
      'sbom.deny.packages: b 1 (pkg:npm/b@1) is forbidden: every version is meant',
    ]);
    expect(offencesOf(document, deny({ purl: 'pkg:npm/*' }))).toHaveLength(1);
  });

  test('an entry that is no pattern is a fault of ours', () => {
    expect(() => judgeSbom({}, deny({ purl: 'lodash' }))).toThrow('lodash is no pattern of packages');
  });
});

test('required packages', () => {
  const requirePackages = [
    'pkg:npm/left-pad@>=1.0.0',
    'pkg:npm/left-pad@<1.0.0',
    'pkg:npm/secret@1.0.0',
    'pkg:pypi/pip',
  ];
  expect(offences({ requirePackages })).toEqual([
    'sbom.require.packages: it does not list pkg:npm/left-pad@<1.0.0',
    'sbom.require.packages: it does not list pkg:npm/secret@1.0.0, though secret may be it: it has no version, so that it may be 1.0.0 (by its name, as it has no package URL)',
    'sbom.require.packages: it does not list pkg:pypi/pip',
  ]);
  const subject = { name: 'pip', purl: 'pkg:pypi/pip@24' };
  expect(offences({ requirePackages: ['pkg:pypi/pip@>=24'] }, { subject })).toEqual([]);
});

describe('licences', () => {
  const licensed = (...licenses: (string | undefined)[]) => ({
    parts: licenses.map((license, at) => ({ name: `p${at}`, version: '1', ...(license !== undefined && { license }) })),
  });

  test('that are denied', () => {
    const spec = licensed('MIT', 'AGPL-3.0-only', 'MIT OR AGPL-3.0-only', 'MIT AND AGPL-3.0-or-later');
    expect(offences({ denyLicenses: ['AGPL-*'] }, spec)).toEqual([
      'sbom.deny.licenses: p1 1 is under AGPL-3.0-only: AGPL-* is denied',
      'sbom.deny.licenses: p3 1 is under MIT AND AGPL-3.0-or-later: AGPL-* is denied',
    ]);
    const [offence] = judgeSbom(sbomOf('spdx', spec), { denyLicenses: ['AGPL-*'] }).offences;
    expect(offence?.offender).toEqual({ component: 'p1', version: '1', license: 'AGPL-3.0-only' });
  });

  test('that are not allowed', () => {
    const spec = licensed('MIT', 'ISC', 'MIT OR ISC', 'MIT AND ISC');
    expect(offences({ allowLicenses: ['MIT'] }, spec)).toEqual([
      'sbom.allow.licenses: p1 1 is under ISC: ISC is not allowed',
      'sbom.allow.licenses: p3 1 is under MIT AND ISC: ISC is not allowed',
    ]);
    expect(offences({ allowLicenses: [] }, licensed('MIT'))).toHaveLength(1);
    expect(offences({ allowLicenses: ['ISC'], denyLicenses: ['ISC'] }, licensed('ISC'))).toEqual([
      'sbom.deny.licenses: p0 1 is under ISC: ISC is denied',
    ]);
  });

  test.each(['deny', 'warn', 'allow'] as const)('that are not known, %s', (onUnknown) => {
    const spec = licensed(
      'NOASSERTION',
      undefined,
      'do as you like',
      'LicenseRef-own',
      'MIT AND Own-1.0',
      `${'MIT OR '.repeat(9999)}MIT`,
    );
    const { offences: found } = judgeSbom(sbomOf('cyclonedx', spec), { denyLicenses: ['AGPL-*'], onUnknown });
    expect(found.map(({ term, atMost }) => [term, atMost])).toEqual(
      Array(onUnknown === 'allow' ? 0 : 5).fill(['sbom.onUnknown', onUnknown === 'warn' ? 'Warn' : undefined]),
    );
    if (onUnknown === 'allow') return;
    expect(found.map(({ message }) => message)).toEqual([
      'p0 1 has no licence',
      'p1 1 has no licence',
      expect.stringMatching(/^p2 1 has a licence that is not known, do as you like: /),
      'p4 1 has a licence that is not known, MIT AND Own-1.0: nobody can tell what Own-1.0 means',
      expect.stringMatching(/^p5 1 has a licence that is not known, MIT OR .{1,130}: .* at most 8192 characters/),
    ]);
  });

  test('several entries: the worst of them counts', () => {
    const component = (...names: string[]) => ({
      ...sbomOf('cyclonedx', { parts: [] }),
      components: [{ name: 'a', licenses: names.map((name) => ({ license: { name } })) }],
    });
    const terms = { denyLicenses: ['AGPL-*'], allowLicenses: ['MIT'], onUnknown: 'warn' } as const;
    expect(offencesOf(component('MIT', 'whatever', 'ISC', 'AGPL-3.0-only'), terms)).toEqual([
      'sbom.deny.licenses: a is under AGPL-3.0-only: AGPL-* is denied',
    ]);
    expect(offencesOf(component('MIT', 'whatever', 'ISC'), terms)).toEqual([
      'sbom.allow.licenses: a is under ISC: ISC is not allowed',
    ]);
    expect(offencesOf(component('MIT', 'whatever'), terms)).toEqual([expect.stringContaining('sbom.onUnknown: a has')]);
    expect(offencesOf(component('MIT', 'MIT'), terms)).toEqual([]);
  });

  test('of the subject count where it has one', () => {
    const terms = { denyLicenses: ['AGPL-*'], onUnknown: 'deny' } as const;
    const subject = { name: 'app', version: '1' };
    expect(offences(terms, { parts: [], subject })).toEqual([]);
    expect(offences(terms, { parts: [], subject: { ...subject, license: 'as we please' } })).toEqual([]);
    expect(offences(terms, { parts: [], subject: { ...subject, license: 'AGPL-3.0-only' } })).toEqual([
      'sbom.deny.licenses: app 1 is under AGPL-3.0-only: AGPL-* is denied',
    ]);
  });

  test('do not matter where none is denied and none is allowed', () => {
    expect(offences({ onUnknown: 'deny' }, licensed(undefined))).toEqual([]);
  });
});

test('suppliers', () => {
  expect(offences({ suppliers: ['The Apache*', 'Acme'] })).toEqual([
    `sbom.suppliers: ${LEFT_PAD} names no supplier: wanted is any of The Apache*, Acme`,
    'sbom.suppliers: secret comes from Acme Ltd: wanted is any of The Apache*, Acme',
  ]);
  expect(offences({ suppliers: ['*'] }, { parts: [{ name: 'a', supplier: 'x'.repeat(1025) }] })).toEqual([
    expect.stringMatching(/^sbom.suppliers: a comes from x+…: wanted is \*$/),
  ]);
  const twice = ['a', 'b'].map((name) => ({ name, supplier: 'Acme' }));
  expect(offences({ suppliers: ['Acme'] }, { parts: twice })).toEqual([]);
  const many = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  expect(offences({ suppliers: many }, { parts: [{ name: 'a' }] })).toEqual([
    'sbom.suppliers: a names no supplier: wanted is any of a, b, c, d, e and 2 more',
  ]);
});

describe('tools', () => {
  test.each<[string, boolean]>([
    ['npm/cli', true],
    ['cli', true],
    ['npm/cli@11.*', true],
    ['cli@11.6.2', true],
    ['npm', false],
    ['npm/cli@10.*', false],
  ])('%s: %s', (tool, fits) => {
    const expected = fits ? [] : [`sbom.tools: it was made by npm/cli@11.6.2, not by ${tool}`];
    expect(offences({ tools: [tool] }, { tools: ['npm/cli@11.6.2'] })).toEqual(expected);
  });

  test('every one must be wanted, and one must be named', () => {
    expect(offences({ tools: ['syft'] }, { tools: ['syft', 'evil'] })).toEqual([
      'sbom.tools: it was made by evil, not by syft',
    ]);
    expect(offences({ tools: ['syft'] }, { tools: [] })).toEqual([
      'sbom.tools: it does not name the tool that made it: wanted is syft',
    ]);
  });
});

describe('base images', () => {
  const built = (...values: string[]) => ({
    ...sbomOf('cyclonedx', { parts: PARTS }),
    metadata: { properties: values.map((value) => ({ name: 'org.opencontainers.image.base.name', value })) },
  });

  test.each<[string, readonly unknown[]]>([
    ['debian:12', []],
    ['pkg:oci/static?repository_url=gcr.io/distroless/static', []],
    ['alpine', ['the base image alpine is not any of debian, gcr.io/distroless/*']],
    ['Not An Image', [expect.stringContaining('the base image Not An Image is none: ')]],
    ['', [expect.stringContaining('the base image without a name is none: ')]],
    [
      'pkg:oci/debian',
      ['the base image pkg:oci/debian is none: it has no repository_url, so that nobody knows its registry'],
    ],
  ])('%j', (image, expected) => {
    const { offences: found } = judgeSbom(built(image), { baseImages: ['debian', 'gcr.io/distroless/*'] });
    expect(found.map(({ message }) => message)).toEqual(expected);
    expect(found.every(({ term }) => term === 'sbom.baseImages')).toBe(true);
  });

  test('one must be named, and each counts', () => {
    expect(offencesOf(built(), { baseImages: ['debian'] })).toEqual([
      'sbom.baseImages: it names no base image: wanted is debian',
    ]);
    expect(offencesOf(built('debian', 'alpine'), { baseImages: ['debian'] })).toHaveLength(1);
  });
});

describe('minimum elements', () => {
  const whole = (name: string, needs: readonly string[] = []): Part => ({
    name,
    version: '1',
    purl: `pkg:npm/${name}@1`,
    supplier: 'Acme',
    needs,
  });

  test('all there', () => {
    const parts = [whole('a', ['pkg:npm/b@1']), whole('b')];
    expect(offences({ ntia: { minCoverage: 100 } }, { parts })).toEqual([]);
  });

  test('what is missing is counted, one by one', () => {
    const { ...swid } = { name: 'c', 'bom-ref': 'c', version: '1', swid: { tagId: 'c' }, supplier: { name: 'x' } };
    const document = sbomOf('cyclonedx', { parts: [whole('a'), { ...whole('b'), supplier: '' }] });
    const components = [...(document.components as object[]), swid, { version: '1' }];
    const expected =
      'sbom.ntia: 25 % of 4 components have all minimum elements, less than 26 %: supplier 50 %, name 75 %, version 100 %, unique id 75 %, relation 50 %';
    expect(offencesOf({ ...document, components }, { ntia: { minCoverage: 26 } })).toEqual([expected]);
    expect(offencesOf({ ...document, components }, { ntia: { minCoverage: 25 } })).toEqual([]);
  });

  test('almost all is not all', () => {
    const parts = Array.from({ length: 1000 }, (_, at) => whole(`p${at}`));
    const document = sbomOf('cyclonedx', { parts: [...parts, { ...whole('x'), supplier: '' }] });
    expect(offencesOf(document, { ntia: { minCoverage: 100 } })).toEqual([
      expect.stringMatching(/^sbom.ntia: 99 % of 1001 components .* less than 100 %: supplier 99 %, name 100 %/),
    ]);
  });

  test('author and time', () => {
    const found = offences({ ntia: { minCoverage: 0 } }, { created: null, tools: [] });
    expect(found).toEqual(['sbom.ntia: it names no author', 'sbom.ntia: it does not say when it was made']);
  });
});
