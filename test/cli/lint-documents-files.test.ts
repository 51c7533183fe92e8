import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { githubProvenance } from '../support/attestations/provenance.ts';
import { openVex } from '../support/attestations/vex.ts';
import { sbomOf } from '../support/sbom/document.ts';
import { HOSTILE_SBOMS, type HostileSbomName, hostileSbom } from '../support/sbom/hostile.ts';
import { documentWorkspace, wanting } from './document-workspace.ts';

const POLICY = wanting([
  {
    type: 'sbom',
    sbom: {
      minComponents: 1,
      deny: { packages: [{ purl: 'pkg:npm/evil' }], licenses: ['AGPL-*'] },
      onUnknown: 'allow',
    },
  },
]);
const SBOM = sbomOf('cyclonedx', { parts: [{ name: 'a', version: '1', purl: 'pkg:npm/a@1', license: 'MIT' }] });
const DECEPTIVE = ['\u001b', '\u202e', '\u0000'];
const POD = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' }, spec: {} };

describe('folders', () => {
  test('documents are found, everything else is left out and counted', async () => {
    const { run } = documentWorkspace(
      {
        'd/a.cdx.json': SBOM,
        'd/deep/b.json': SBOM,
        'd/package.json': { name: 'x' },
        'd/trivy.json': { SchemaVersion: 2, Results: [] },
        'd/vex.json': openVex([]).predicate as object,
        'd/pod.yaml': 'kind: Pod',
        'd/.hidden.json': '{',
        'd/node_modules/x.json': '{',
      },
      POLICY,
    );
    const { code, out, err } = await run('lint', ['@/d']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toBe(
      'allowed CycloneDX (d/a.cdx.json)\nallowed CycloneDX (d/deep/b.json)\n2 documents judged: 2 allowed, 0 denied; ' +
        '2 files left out: nothing that attestations hold; 1 document not checked: no policy asks for such; ' +
        'signatures were not looked at\n',
    );
  });

  test('in which nothing is judged are not green', async () => {
    const { run } = documentWorkspace({ 'd/package.json': { name: 'x' }, 'e/a.txt': '' }, POLICY);
    expect(await run('lint', ['@/d'])).toMatchObject({ code: 2, err: 'tidewaiter: nothing was checked\n' });
    expect((await run('lint', ['@/e'])).err).toContain('no *.json file in or below this folder');
  });

  test('with JSON that cannot be read are an error: it may have been a document', async () => {
    const { run } = documentWorkspace({ 'd/a.json': SBOM, 'd/b.json': hostileSbom('half a document') }, POLICY);
    const { code, out, err } = await run('lint', ['@/d']);
    expect(code).toBe(2);
    expect(out).toContain('allowed CycloneDX (d/a.json)\n');
    expect(err).toContain('error: d/b.json:1:1: the document is not the JSON that is wanted');
  });

  test.each([
    ['UTF-8', Buffer.from(`\u{feff}${JSON.stringify(SBOM)}`)],
    ['UTF-16', Buffer.from(`\u{feff}${JSON.stringify(SBOM)}`, 'utf16le')],
  ])('with a byte order mark, in %s, is an error: it is not left out', async (_, content) => {
    const { run } = documentWorkspace({ 'd/a.json': SBOM, 'd/b.json': content }, POLICY);
    const { code, err } = await run('lint', ['@/d']);
    expect({ code, err }).toEqual({
      code: 2,
      err: 'error: d/b.json:1:1: it begins with a byte order mark: write it in UTF-8 without one\n',
    });
  });
});

describe('files that are named and cannot be judged end with 2, and say what to do', () => {
  const cases: readonly (readonly [string, string | Buffer | object, string])[] = [
    [
      'a.yaml',
      'apiVersion: v1\nkind: Pod\n',
      'it is a text: give an SBOM, a scan, VEX, provenance or a statement, in JSON; manifests and Dockerfiles are judged by `tidewaiter review`',
    ],
    ['pod.json', POD, 'it is no document that is known: give an SBOM, a scan, VEX, provenance or a statement, in JSON'],
    ['Dockerfile', 'FROM scratch\n', 'manifests and Dockerfiles are judged by `tidewaiter review`'],
    ['a.xml', hostileSbom('XML'), 'it is CycloneDX in XML: give CycloneDX as JSON'],
    ['a.spdx', 'SPDXVersion: SPDX-2.3\n', 'it is SPDX in tag-value form: give SPDX as JSON'],
    [
      'trivy.json',
      { SchemaVersion: 2, Results: [] },
      'it is a result of Trivy: write a scan with `trivy image --format cosign-vuln`, an SBOM with `--format cyclonedx`',
    ],
    ['grype.json', { matches: [], descriptor: {} }, 'it is a result of Grype: give the predicate about it'],
    ['syft.json', { artifacts: [], descriptor: {} }, 'it is JSON of Syft: write it with `syft -o cyclonedx-json`'],
    ['empty.json', '', 'there is nothing in it'],
    ['list.json', '[]', 'it is no document that is known'],
    [
      'p.json',
      githubProvenance().predicate as object,
      'nothing was checked: no policy says what a document of type https://slsa.dev/provenance/v1 must be like',
    ],
  ];
  test.each(cases)('%s', async (name, content, reason) => {
    const flags = ['--image=registry.test/app', `@/${name}`];
    const { code, err } = await documentWorkspace({ [name]: content }, POLICY).run('lint', flags);
    expect(code).toBe(2);
    expect(err).toContain(reason);
    expect(err).toContain('tidewaiter: nothing was checked\n');
  });

  test('what is not there, and nothing at all', async () => {
    const { run } = documentWorkspace({}, POLICY);
    expect((await run('lint', ['@/none.json'])).err).toContain('error: none.json:1:1: no such file or folder\n');
    const what = 'tidewaiter: lint what? Name files or folders, or - for standard input\n';
    expect((await run('lint', ['--image=registry.test/app'])).err).toBe(what);
    const empty = await run('lint', ['--image=registry.test/app', '-']);
    expect(empty.err).toContain('error: -:1:1: there is nothing in it\n');
    expect((await run('lint', ['-'], { stdin: JSON.stringify(SBOM) })).code).toBe(0);
  });

  test('200 MB, of which next to nothing is read', async () => {
    const { root, run } = documentWorkspace({}, POLICY);
    writeFileSync(join(root, 'big.json'), '{');
    truncateSync(join(root, 'big.json'), 200e6);
    const before = process.memoryUsage().rss;
    expect((await run('lint', ['@/big.json'])).err).toContain('error: big.json:1:1: larger than 32 MiB\n');
    expect(process.memoryUsage().rss - before).toBeLessThan(64e6);
  });
});

describe('hostile SBOMs never end a review with a fault', () => {
  test.each(Object.keys(HOSTILE_SBOMS) as HostileSbomName[])('%s', async (name) => {
    const { code, out, err } = await documentWorkspace({ 'a.json': hostileSbom(name) }, POLICY).run('lint', [
      '@/a.json',
    ]);
    expect([0, 1, 2]).toContain(code);
    expect(out + err).not.toContain('internal error');
    for (const character of DECEPTIVE) expect(out + err).not.toContain(character);
  });

  test.each([
    [600_000, 2, 'error: a.json:1:1: the document is not the JSON that is wanted: '],
    [250_000, 1, 'Deny sbom: components holds 250000 items, more than 200000'],
  ])('with %i components', async (count, expected, reason) => {
    const components = Array(count).fill('{"name":"a"}').join();
    const document = `{"bomFormat":"CycloneDX","specVersion":"1.6","components":[${components}]}`;
    const { code, out, err } = await documentWorkspace({ 'a.json': document }, POLICY).run('lint', ['@/a.json']);
    expect(code).toBe(expected);
    expect(out + err).toContain(reason);
  });

  test('names cannot deceive a terminal', async () => {
    const evil = sbomOf('cyclonedx', {
      parts: [{ name: 'evil\u001b[2K\u202e\nallowed', purl: 'pkg:npm/evil@1', license: 'AGPL-3.0-only' }],
    });
    for (const format of ['text', 'json', 'jsonl']) {
      const { code, out } = await documentWorkspace({ 'a.json': evil }, POLICY).run('lint', [
        `--format=${format}`,
        '@/a.json',
      ]);
      expect(code).toBe(1);
      for (const text of [...DECEPTIVE, '\nallowed']) expect(out).not.toContain(text);
    }
  });
});
