import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../../src/model/json.ts';
import { cyclonedx } from './read-sbom.ts';

const one = (component: JsonObject) => cyclonedx({ components: [component] }).components[0];
const metadata = (members: JsonObject) => cyclonedx({ metadata: members });

describe('the document', () => {
  test('a whole one', () => {
    const sbom = cyclonedx({
      metadata: {
        timestamp: '2026-11-01T12:00:00Z',
        tools: { components: [{ group: 'aquasecurity', name: 'trivy', version: '0.60.0' }] },
        authors: [{ name: 'Ann', email: 'ann@acme.example' }],
        component: { type: 'container', 'bom-ref': 'root', name: 'app' },
      },
      components: [
        {
          type: 'library',
          'bom-ref': 'a',
          group: 'org.acme',
          name: 'a',
          version: '1',
          purl: 'pkg:maven/org.acme/a@1',
          cpe: 'cpe:2.3:a:acme:a:1:*:*:*:*:*:*:*',
          swid: { tagId: 'acme-a-1', name: 'a' },
          supplier: { name: 'Acme' },
          licenses: [{ license: { id: 'MIT' } }],
        },
      ],
      dependencies: [{ ref: 'root', dependsOn: ['a'] }],
    });
    expect(sbom).toEqual({
      format: 'cyclonedx',
      version: '1.6',
      created: Date.parse('2026-11-01T12:00:00Z'),
      tools: ['aquasecurity/trivy@0.60.0'],
      authors: ['Ann', 'aquasecurity/trivy@0.60.0'],
      subject: { ref: 'root', name: 'app', version: '' },
      components: [
        {
          ref: 'a',
          name: 'org.acme/a',
          version: '1',
          purl: 'pkg:maven/org.acme/a@1',
          cpe: 'cpe:2.3:a:acme:a:1:*:*:*:*:*:*:*',
          swid: 'acme-a-1',
          supplier: 'Acme',
          license: 'MIT',
        },
      ],
      related: new Set(['a', 'root']),
      baseImages: [],
    });
  });

  test('an empty one', () => {
    expect(cyclonedx({})).toEqual({
      format: 'cyclonedx',
      version: '1.6',
      tools: [],
      authors: [],
      components: [],
      related: new Set(),
      baseImages: [],
    });
  });

  test.each<[unknown, readonly string[]]>([
    [[{ vendor: 'npm', name: 'cli', version: '11.6.2' }], ['npm/cli@11.6.2']],
    [[{ name: 'syft' }, { vendor: 'acme' }, {}], ['syft']],
    [
      { components: [{ name: '@cyclonedx/cyclonedx-npm', version: '2' }], services: [{ name: 'ci' }] },
      ['@cyclonedx/cyclonedx-npm@2', 'ci'],
    ],
    [null, []],
    [{}, []],
  ])('tools %j', (tools, expected) => {
    expect(metadata({ tools }).tools).toEqual(expected);
  });

  test.each<[JsonObject, readonly string[]]>([
    [{ authors: [{ email: 'ann@acme.example' }, { name: 'Bob' }, {}] }, ['ann@acme.example', 'Bob']],
    [{ manufacturer: { name: 'Acme' } }, ['Acme']],
    [{ manufacture: { name: 'Acme' } }, ['Acme']],
    [{ supplier: { name: 'Acme' } }, ['Acme']],
  ])('authors of %j', (members, expected) => {
    expect(metadata(members).authors).toEqual(expected);
  });

  test.each([['the day before yesterday'], [5], [null]])('%j is no time', (timestamp) => {
    expect(metadata({ timestamp }).created).toBeUndefined();
  });
});

describe('components', () => {
  test('inside of others, in the order of the document; who is inside stands in a relation', () => {
    const { components, related, subject } = cyclonedx({
      metadata: { component: { name: 'app', 'bom-ref': 'app', components: [{ name: 'layer', 'bom-ref': 'layer' }] } },
      components: [
        {
          name: 'a',
          'bom-ref': 'a',
          components: [{ name: 'b', 'bom-ref': 'b', components: [{ name: 'c' }] }, { name: 'd' }],
        },
        { name: 'e', 'bom-ref': 'e' },
      ],
    });
    expect(components.map(({ name }) => name)).toEqual(['layer', 'a', 'b', 'c', 'd', 'e']);
    expect(related).toEqual(new Set(['app', 'layer', 'a', 'b']));
    expect(subject?.name).toBe('app');
  });

  test.each<[JsonObject, string | undefined]>([
    [{ supplier: { name: 'S' }, publisher: 'P' }, 'S'],
    [{ supplier: {}, manufacturer: { name: 'M' }, publisher: 'P' }, 'M'],
    [{ publisher: 'P', author: 'A' }, 'P'],
    [{ authors: [{ name: 'A' }, { name: 'B' }], author: 'C' }, 'A, B'],
    [{ author: 'A' }, 'A'],
    [{ publisher: ' ' }, undefined],
  ])('supplier of %j', (members, supplier) => {
    expect(one({ name: 'a', ...members })?.supplier).toBe(supplier);
  });

  test.each<[readonly unknown[] | null, string | undefined, readonly string[] | undefined]>([
    [null, undefined, undefined],
    [[], undefined, undefined],
    [[{ license: { id: 'MIT', name: 'The MIT License' } }], 'MIT', undefined],
    [[{ license: { name: 'see LICENSE' } }], 'see LICENSE', undefined],
    [[{ expression: 'MIT OR ISC' }], 'MIT OR ISC', undefined],
    [[{ license: { id: 'MIT' } }, { license: { id: 'ISC' } }], 'MIT AND ISC', ['MIT', 'ISC']],
    [[{ license: { id: 'MIT' } }, { expression: 'ISC OR 0BSD' }], 'MIT AND (ISC OR 0BSD)', ['MIT', 'ISC OR 0BSD']],
    [[{ expression: 'ISC', license: { id: 'MIT' } }], 'ISC AND MIT', ['ISC', 'MIT']],
    [[{ license: { id: 'MIT' } }, { license: {} }], 'MIT AND NOASSERTION', ['MIT', 'NOASSERTION']],
    [[{ license: 'MIT' }], undefined, undefined],
    [[{ license: { name: 'NOASSERTION' } }, { expression: 'NONE' }], undefined, undefined],
  ])('licences %j', (licenses, license, entries) => {
    const component = one({ name: 'a', licenses });
    expect([component?.license, component?.licenses]).toEqual([license, entries]);
  });

  test('texts of another type say nothing, and a group without a name names nothing', () => {
    expect(one({ name: 2, group: 'g', version: {}, purl: [], 'bom-ref': 1 })).toEqual({
      ref: '',
      name: '',
      version: '',
    });
  });

  test.each(['__proto__', 'constructor', 'toString'])('a component by the name of %s', (name) => {
    const { components, related } = cyclonedx({
      components: [
        { name, group: name, 'bom-ref': name },
        { name: 'b', 'bom-ref': 'b' },
      ],
      dependencies: [{ ref: name, dependsOn: ['b'] }],
    });
    expect(components[0]?.name).toBe(`${name}/${name}`);
    expect(related).toEqual(new Set([name, 'b']));
  });
});

describe('relations', () => {
  const refs = (names: string) => [...names].map((name) => ({ name, 'bom-ref': name }));

  test.each<[string, string, unknown, string]>([
    ['either side', 'abc', [{ ref: 'a', dependsOn: ['b'] }], 'ab'],
    [
      'a circle',
      'ab',
      [
        { ref: 'a', dependsOn: ['b'] },
        { ref: 'b', dependsOn: ['a'] },
      ],
      'ab',
    ],
    ['itself alone', 'a', [{ ref: 'a', dependsOn: ['a'] }], ''],
    ['nothing', 'a', [{ ref: 'a', dependsOn: [] }, { ref: 'a' }], ''],
    ['what is not there', 'a', [{ ref: 'a', dependsOn: ['z', null, 5] }], ''],
    ['a ref of two', 'aab', [{ ref: 'a', dependsOn: ['b'] }], 'b'],
  ])('to %s', (_, names, dependencies, related) => {
    expect(cyclonedx({ components: refs(names), dependencies }).related).toEqual(new Set(related));
  });
});

describe('base images', () => {
  const image = 'pkg:oci/debian?repository_url=docker.io/library/debian';

  test.each<[string, JsonObject, readonly string[]]>([
    ['ancestors', { component: { name: 'app', pedigree: { ancestors: [{ name: 'debian', purl: image }] } } }, [image]],
    [
      'ancestors without a purl',
      { component: { name: 'a', pedigree: { ancestors: [{ group: 'acme', name: 'base' }, {}] } } },
      ['acme/base', ''],
    ],
    ['a property', { properties: [{ name: 'org.opencontainers.image.base.name', value: 'debian:12' }] }, ['debian:12']],
    [
      'a property of the component',
      {
        component: {
          name: 'a',
          properties: [{ name: 'x:labels:org.opencontainers.image.base.name', value: 'debian' }],
        },
      },
      ['debian'],
    ],
    ['another property', { properties: [{ name: 'notorg.opencontainers.image.base.name', value: 'debian' }] }, []],
    ['no ancestors', { component: { name: 'a', pedigree: {} } }, []],
  ])('%s', (_, members, expected) => {
    expect(metadata(members).baseImages).toEqual(expected);
  });
});
