import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { sbomClaim } from '../support/attestations/claims.ts';
import { openVex } from '../support/attestations/vex.ts';
import { sbomOf } from '../support/sbom/document.ts';
import { hostileSbom } from '../support/sbom/hostile.ts';
import { npmSbom } from '../support/sbom/npm.ts';
import { IN_TOTO, STATEMENT_V1 } from '../support/signing/payloads.ts';
import { documentWorkspace } from './document-workspace.ts';

const PARTS = [
  { name: 'a', version: '1.0.0', purl: 'pkg:npm/a@1.0.0', license: 'MIT', supplier: 'Acme' },
  { name: 'b', version: '2', purl: 'pkg:deb/debian/b@2', license: 'GPLv2 or so' },
  { name: 'c' },
];
const SBOM = sbomOf('cyclonedx', { parts: PARTS });

const showing = async (document: string | Buffer | object, ...flags: string[]) =>
  documentWorkspace({ 'sbom.json': document }).run('sbom', [...flags, '@/sbom.json']);
const dataOf = async (document: string | Buffer | object) => {
  const { code, out, err } = await showing(document, '--format=json');
  return { code, err, found: JSON.parse(out) };
};

describe('a document', () => {
  test('in words: what it says of itself, sums, and a table', async () => {
    const { code, out, err } = await showing(SBOM);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const lines = out.split('\n').map((line) => line.replaceAll(/ +/g, ' ').trim());
    expect(lines).toEqual([
      'file sbom.json',
      expect.stringMatching(
        /^document CycloneDX 1\.6, made 2026-11-01T12:00:00\.000Z, \d+ (?:days|hours) (?:ago|from now)$/,
      ),
      'tools syft@1.30.0',
      'authors syft@1.30.0',
      'about registry.test/app v1',
      'components 3: deb 1, no purl 1, npm 1',
      'licences MIT 1; not known: GPLv2 or so 1, no licence 1',
      'NTIA author, time; 33 % of 3 components have all elements: supplier 33 %, name 100 %, version 66 %, unique id 66 %, relation 100 %',
      'no signature was checked: nobody vouches for what the file says',
      '',
      'name version type licence supplier',
      'a 1.0.0 npm MIT Acme',
      'b 2 deb GPLv2 or so -',
      'c - no purl - -',
      '',
    ]);
  });

  test('with fewer rows than components', async () => {
    const { out } = await showing(SBOM, '--components=1');
    expect(out).toContain('\n  and 2 more; --components 3 shows all, and --format json has them\n');
    expect(out).not.toContain('GPLv2 or so  -');
    expect((await showing(SBOM, '--components=0')).out).not.toContain('name  ');
  });

  test('as data, with all components', async () => {
    const { code, found } = await dataOf(SBOM);
    expect(code).toBe(0);
    expect(found).toMatchObject({
      wrappers: [],
      sbom: {
        format: 'cyclonedx',
        version: '1.6',
        created: '2026-11-01T12:00:00.000Z',
        tools: ['syft@1.30.0'],
        subject: { name: 'registry.test/app', version: 'v1' },
        licenses: [
          { name: 'GPLv2 or so', count: 1, known: false },
          { name: 'MIT', count: 1, known: true },
          { name: 'no licence', count: 1, known: false },
        ],
        ntia: { author: true, timestamp: true, components: 3, complete: 1, having: { supplier: 1, version: 2 } },
        components: [
          { name: 'a', version: '1.0.0', type: 'npm', purl: 'pkg:npm/a@1.0.0', license: 'MIT', supplier: 'Acme' },
          { name: 'b', version: '2', type: 'deb', purl: 'pkg:deb/debian/b@2', license: 'GPLv2 or so' },
          { name: 'c', version: '', type: 'no purl' },
        ],
      },
    });
  });

  test.each(['cyclonedx', 'spdx'] as const)('of npm itself, in %s', async (format) => {
    const { code, found } = await dataOf(await npmSbom('own', format));
    expect({ code, format: found.sbom.format }).toEqual({ code: 0, format });
    expect(found.sbom.components.length).toBeGreaterThan(300);
    expect(found.sbom.components).toContainEqual(
      expect.objectContaining({ name: 'undici', type: 'npm', license: 'MIT' }),
    );
  });

  test('on standard input', async () => {
    const { code, out } = await documentWorkspace({}).run('sbom', ['-'], { stdin: JSON.stringify(SBOM) });
    expect(code).toBe(0);
    expect(out).toMatch(/^file {8}-\n/);
  });
});

describe('what is around a document is taken off', () => {
  const { predicateType, predicate } = sbomClaim('cyclonedx', SBOM);
  const statement = {
    _type: STATEMENT_V1,
    subject: [{ digest: { sha256: 'a'.repeat(64) } }],
    predicateType,
    predicate,
  };
  const envelope = {
    payloadType: IN_TOTO,
    payload: Buffer.from(JSON.stringify(statement)).toString('base64'),
    signatures: [{ sig: 'AA==', keyid: '' }],
  };
  const bundle = { mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json', dsseEnvelope: envelope };
  const cases: readonly (readonly [object, readonly string[], string])[] = [
    [statement, ['statement'], 'file        sbom.json in an in-toto statement\n'],
    [envelope, ['envelope', 'statement'], 'file        sbom.json in an in-toto statement in a DSSE envelope\n'],
    [bundle, ['bundle', 'envelope', 'statement'], ' in an in-toto statement in a DSSE envelope in a Sigstore bundle\n'],
    [{ ...statement, predicate: JSON.stringify(predicate) }, ['statement'], ' in an in-toto statement\n'],
    [{ ...statement, predicate: { Data: predicate } }, ['statement'], ' in an in-toto statement\n'],
  ];
  test.each(cases)('%# ', async (document, wrappers, line) => {
    const { code, found } = await dataOf(document);
    expect({ code, wrappers: found.wrappers }).toEqual({ code: 0, wrappers });
    expect(found.sbom.components).toHaveLength(3);
    const { out } = await showing(document);
    expect(out).toContain(line);
    expect(out).toContain('no signature was checked');
  });
});

describe('what is no SBOM that can be read ends with 2 and says why', () => {
  const cases: readonly (readonly [string, string | Buffer | object, string])[] = [
    ['XML', hostileSbom('XML'), 'it is CycloneDX in XML: give CycloneDX as JSON'],
    ['SPDX 3', hostileSbom('SPDX 3'), 'SPDX 3.0.1 is not supported yet'],
    ['nothing', '', 'there is nothing in it'],
    ['white space', ' \n\n', 'there is nothing in it'],
    ['half a document', hostileSbom('half a document'), 'the document is not the JSON that is wanted'],
    ['a manifest', 'apiVersion: v1\nkind: Pod\n', 'manifests and Dockerfiles are judged by `tidewaiter review`'],
    ['members of prototypes', hostileSbom('members of prototypes'), 'it is no document that is known'],
    ['both formats', hostileSbom('both formats in one'), 'CycloneDX and SPDX at once'],
    ['deep nesting', hostileSbom('components in components'), 'the document is not the JSON that is wanted'],
    ['an unknown version', hostileSbom('an unknown version'), 'CycloneDX 9.9 is not supported'],
    ['no UTF-8', hostileSbom('no UTF-8'), 'not valid UTF-8'],
    [
      'a key twice',
      '{"bomFormat": "CycloneDX", "bomFormat": "CycloneDX"}',
      'the document is not the JSON that is wanted',
    ],
    ['a statement without a type', { _type: STATEMENT_V1, subject: [] }, 'predicateType of the statement is missing'],
    ['a bundle over a file', { mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json' }, 'a signature over a file'],
  ];
  test.each(cases)('%s', async (_, document, reason) => {
    const { code, out, err } = await showing(document);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(reason);
    expect(err).toMatch(/^error: sbom\.json:1:1: [^\n]*\n$/);
  });

  test('a file of 200 MB, of which next to nothing is read', async () => {
    const { root, run } = documentWorkspace({});
    writeFileSync(join(root, 'big.json'), '{');
    truncateSync(join(root, 'big.json'), 200e6);
    const before = process.memoryUsage().rss;
    expect(await run('sbom', ['@/big.json'])).toEqual({
      code: 2,
      out: '',
      err: 'error: big.json:1:1: larger than 32 MiB\n',
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(64e6);
    const stdin = Buffer.alloc(33 * 2 ** 20, 0x20);
    expect((await run('sbom', ['-'], { stdin })).err).toBe('error: -:1:1: larger than 32 MiB\n');
  });

  test('a folder', async () => {
    expect(await documentWorkspace({}).run('sbom', ['@/policies'])).toEqual({
      code: 2,
      out: '',
      err: 'tidewaiter: policies is a folder: name a file in it; of an image of that name, write the registry as well\n',
    });
  });

  test.each([
    ['--key=@/key.pem'],
    ['--certificate-identity=me@acme.test', '--certificate-oidc-issuer=https://id.test'],
  ])('a file of which a signature is asked for: %s', async (...flags) => {
    const { run } = documentWorkspace({ 'sbom.json': SBOM });
    for (const name of ['@/sbom.json', '-']) {
      const { code, out, err } = await run('sbom', [...flags, name], { stdin: JSON.stringify(SBOM) });
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toContain('tidewaiter: no signature of a file is checked: leave --key, ');
    }
  });

  test.each([
    [['bom.cdx.json'], 'tidewaiter: there is no file "bom.cdx.json"\n'],
    [['./nowhere'], 'tidewaiter: there is no file "./nowhere", and it is no image reference: '],
    [[], 'tidewaiter: name one image, as pods name it, or one file, or - for standard input\n'],
    [['a', 'b'], 'tidewaiter: name one image, '],
  ])('%j', async (args, reason) => {
    const { code, err } = await documentWorkspace({}).run('sbom', args);
    expect(code).toBe(2);
    expect(err).toContain(reason);
  });
});

test('what lists no components is none, and ends with 1', async () => {
  const { code, out, err } = await showing(
    openVex([{ vulnerability: 'CVE-2026-1', status: 'fixed' }]).predicate as object,
  );
  expect({ code, out, err }).toEqual({
    code: 1,
    out: '',
    err: 'sbom.json: it is OpenVEX, which lists no components\n',
  });
});

test('names cannot deceive a terminal, and cycles and prototypes do no harm', async () => {
  const evil = 'a\u001b[31mb\nc\u202ed';
  const deceptive = sbomOf('cyclonedx', { parts: [{ name: evil, license: evil, supplier: evil }], tools: [evil] });
  for (const format of ['text', 'json'] as const) {
    const { code, out } = await showing(deceptive, `--format=${format}`);
    expect(code).toBe(0);
    for (const character of ['\u001b', '\u202e']) expect(out).not.toContain(character);
  }
  for (const name of ['two parts that need each other', 'names of prototypes', 'a licence without end'] as const) {
    expect((await showing(hostileSbom(name))).code).toBe(0);
  }
  expect((await showing(hostileSbom('names of prototypes'))).out).toContain('__proto__');
});
