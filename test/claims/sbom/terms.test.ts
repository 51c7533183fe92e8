import { describe, expect, test } from '@jest/globals';
import type { SbomTerms } from '../../../src/model/attestation.ts';
import { type Part, sbomOf } from '../../support/sbom/document.ts';
import { judgeSbom, LEFT_PAD, offences, offencesOf, PARTS } from './judge-sbom.ts';

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

  test('a vendor is no version', () => {
    expect(offences({ tools: ['cyclonedx-npm'] }, { tools: ['@cyclonedx/cyclonedx-npm'] })).toEqual([]);
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
    ['Not An Image', [expect.stringContaining('the base image Not An Image cannot be read: ')]],
    ['', [expect.stringContaining('the base image without a name cannot be read: ')]],
    [
      'pkg:oci/debian',
      ['the base image pkg:oci/debian cannot be read: it has no repository_url, so that nobody knows its registry'],
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
