import { type DocumentSpec, type Part, sbomOf } from './document.ts';

const cyclonedx = (parts: readonly Part[], spec: Partial<DocumentSpec> = {}) => sbomOf('cyclonedx', { parts, ...spec });
const spdx = (parts: readonly Part[], spec: Partial<DocumentSpec> = {}) => sbomOf('spdx', { parts, ...spec });
const lib = (name: string, change: Partial<Part> = {}): Part => ({
  name,
  version: '1.0.0',
  purl: `pkg:npm/${name}@1.0.0`,
  ...change,
});

const PROTOTYPE_NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'];
const ODD_LICENSES = [
  'NOASSERTION',
  'NONE',
  '',
  ' ',
  'GPLv2',
  'Apache 2.0',
  'mit',
  'see the file LICENSE',
  'MPL-2.0 AND LicenseRef-AND AND MIT',
  'MIT AND',
  'OR MIT',
  '((MIT)',
  'MIT WITH',
  'MIT WITH MIT',
  'LicenseRef-',
  'GPL-2.0+ +',
  '__proto__',
  '\u0000',
  '\u202eTIM',
];
const ODD_VERSIONS = [
  '',
  ' ',
  'latest',
  'v',
  '1..2',
  '-1',
  '1.0.0.0.0.0.0.0',
  '1:1:1',
  '~',
  `${'9'.repeat(400)}.0.0`,
  '1.'.repeat(5_000),
  '1.0.0-'.padEnd(5_000, 'a'),
  '\ud800',
  '__proto__',
];
const DEPTH = 20_000;

/** SBOMs that a reader must survive and may not take for harmless ones, each made when it is needed. */
export const HOSTILE_SBOMS = {
  'two parts that need each other': () =>
    cyclonedx([lib('a', { needs: ['pkg:npm/b@1.0.0'] }), lib('b', { needs: ['pkg:npm/a@1.0.0'] })]),
  'a part that needs itself': () => cyclonedx([lib('a', { needs: ['pkg:npm/a@1.0.0'] })]),
  'two SPDX packages that need each other': () =>
    spdx([lib('a', { needs: ['pkg:npm/b@1.0.0'] }), lib('b', { needs: ['pkg:npm/a@1.0.0'] })]),
  'a part that needs what is not there': () => cyclonedx([lib('a', { needs: ['pkg:npm/gone@1.0.0'] })]),
  'parts with one ref': () => cyclonedx([lib('a'), lib('a', { license: 'AGPL-3.0-only' })]),
  'names of prototypes': () =>
    cyclonedx(PROTOTYPE_NAMES.map((name) => lib(name, { group: name, needs: [name], supplier: name }))),
  'names of prototypes in SPDX': () =>
    spdx(PROTOTYPE_NAMES.map((name) => lib(name, { supplier: name, license: name }))),
  'members of prototypes': () =>
    Buffer.from(
      '{"__proto__":{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{"type":"library","name":"a"}]}}',
    ),
  'odd licences': () => cyclonedx(ODD_LICENSES.map((license, at) => lib(`a${at}`, { license }))),
  'odd licences in SPDX': () => spdx(ODD_LICENSES.map((license, at) => lib(`a${at}`, { license }))),
  'a licence without end': () => cyclonedx([lib('a', { license: `${'MIT OR '.repeat(200_000)}MIT` })]),
  'a licence of parentheses': () =>
    cyclonedx([lib('a', { license: `${'('.repeat(100_000)}MIT AND ISC${')'.repeat(100_000)}` })]),
  'odd versions': () => cyclonedx(ODD_VERSIONS.map((version, at) => lib(`a${at}`, { version }))),
  'odd versions in SPDX': () => spdx(ODD_VERSIONS.map((version, at) => lib(`a${at}`, { version }))),
  'odd purls': () =>
    cyclonedx(
      ['', 'pkg:', 'pkg:npm', 'npm/a@1', 'pkg:npm/%zz@1', 'pkg://npm//a@1', `pkg:npm/${'a'.repeat(100_000)}@1`].map(
        (purl, at) => lib(`a${at}`, { purl }),
      ),
    ),
  'a name without end': () => cyclonedx([lib('a'.repeat(1_000_000))]),
  'control characters in names': () => cyclonedx([lib('a\u0000b\u001b[31mc\nd\u202ee')]),
  'components in components': () => nested(DEPTH),
  'no components': () => cyclonedx([]),
  'no packages': () => ({ ...spdx([]), packages: [] }),
  'components that are no list': () => ({
    ...cyclonedx([]),
    components: { length: 1, 0: { type: 'library', name: 'a' } },
  }),
  'components that are no objects': () => ({ ...cyclonedx([]), components: [null, 1, 'a', [], true] }),
  'members of the wrong kind': () => ({
    ...cyclonedx([]),
    metadata: [],
    components: [
      { type: 1, name: 2, version: {}, purl: [], licenses: 'MIT', supplier: 'me', 'bom-ref': {}, components: 1 },
    ],
    dependencies: 'none',
  }),
  'packages with members of the wrong kind': () => ({
    ...spdx([]),
    creationInfo: 'me',
    packages: [{ name: 1, SPDXID: [], versionInfo: {}, supplier: 3, licenseDeclared: {}, externalRefs: 'purl' }],
    relationships: { DESCRIBES: 'all' },
  }),
  'a time that is none': () => cyclonedx([lib('a')], { created: 'the day before yesterday' }),
  'a time to come': () => cyclonedx([lib('a')], { created: '9999-12-31T23:59:59Z' }),
  'no time': () => cyclonedx([lib('a')], { created: null }),
  'an unknown version': () => cyclonedx([lib('a')], { version: '9.9' }),
  'no version': () => ({ ...cyclonedx([lib('a')]), specVersion: undefined }),
  'both formats in one': () => ({ ...spdx([lib('a')]), ...cyclonedx([lib('b')]) }),
  'SPDX 3': () => ({
    '@context': 'https://spdx.org/rdf/3.0.1/spdx-context.jsonld',
    '@graph': [
      { type: 'CreationInfo', '@id': '_:creationinfo', specVersion: '3.0.1', created: '2026-11-01T12:00:00Z' },
      { type: 'SpdxDocument', spdxId: 'https://sbom.test/document', creationInfo: '_:creationinfo', rootElement: [] },
      { type: 'software_Package', spdxId: 'https://sbom.test/a', creationInfo: '_:creationinfo', name: 'a' },
    ],
  }),
  'SPDX tag-value': () =>
    Buffer.from(
      JSON.stringify('SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\nPackageName: a\n'),
    ),
  XML: () =>
    Buffer.from(
      '<?xml version="1.0"?>\n<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1"><components/></bom>\n',
    ),
  'XML in a JSON string': () =>
    Buffer.from(JSON.stringify('<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1"/>')),
  'no bytes': () => Buffer.of(),
  'an empty object': () => ({}),
  'an empty list': () => Buffer.from('[]'),
  null: () => Buffer.from('null'),
  'a number': () => Buffer.from('1e999'),
  'half a document': () => Buffer.from(JSON.stringify(cyclonedx([lib('a')])).slice(0, -40)),
  'no UTF-8': () => Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
} as const satisfies Readonly<Record<string, () => object>>;

export type HostileSbomName = keyof typeof HOSTILE_SBOMS;

/** The bytes of a hostile SBOM: most are JSON of a known format, some are no JSON at all. */
export function hostileSbom(name: HostileSbomName): Buffer {
  const document: object = HOSTILE_SBOMS[name]();
  return Buffer.isBuffer(document) ? document : Buffer.from(JSON.stringify(document));
}

/** As text, because no serialiser goes so deep. */
function nested(depth: number): Buffer {
  const open = '{"type":"library","name":"a","version":"1","components":[';
  const frame = JSON.stringify(cyclonedx([]));
  return Buffer.from(
    frame.replace('"components":[]', () => `"components":[${open.repeat(depth)}${']}'.repeat(depth)}]`),
  );
}
