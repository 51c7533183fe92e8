import { afterEach, expect, test } from '@jest/globals';
import { folderWith, tidewaiter } from './command-line.ts';

/** `tidewaiter test` over policies that ask for attestations: what cases state of them is judged. */

const DIGEST = `sha256:${'a'.repeat(64)}`;
const IMAGE = `registry.example.com/app@${DIGEST}`;
const HEAD = { apiVersion: 'tidewaiter.dev/v1alpha1' };
const keyless = { issuer: 'https://ci.example.com', subject: 'https://ci.example.com/release' };

const folders: { remove(): void }[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

function policy(...attestations: readonly object[]): string {
  const authorities = ['release', 'security'].map((name) => ({ name, keyless: { ...keyless, subject: name } }));
  const spec = { images: ['registry.example.com/**'], authorities, require: { digest: 'ignore', attestations } };
  return JSON.stringify({ ...HEAD, kind: 'ImagePolicy', metadata: { name: 'attested' }, spec });
}

interface Case {
  readonly attestations: readonly object[];
  readonly expect: readonly object[];
  readonly today?: string;
}

function tests(...cases: readonly Case[]): string {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'a' },
    spec: { containers: [{ name: 'app', image: IMAGE }] },
  };
  const written = cases.map(({ attestations, ...rest }, index) => ({
    name: String(index),
    images: { [IMAGE]: { digest: DIGEST, attestations } },
    resource: pod,
    ...rest,
  }));
  return JSON.stringify({ ...HEAD, kind: 'PolicyTest', metadata: { name: 't' }, spec: { cases: written } });
}

async function run(files: Readonly<Record<string, string>>) {
  const folder = folderWith(files);
  folders.push(folder);
  const { code, out, err } = await tidewaiter(['test', `${folder.path}/policies`]);
  return { code, out: out.replaceAll(`${folder.path}/`, ''), err: err.replaceAll(`${folder.path}/`, '') };
}

function sbom(...names: readonly string[]): object {
  const components = names.map((name) => ({ type: 'library', name, version: '1.0.0', purl: `pkg:npm/${name}@1.0.0` }));
  return { bomFormat: 'CycloneDX', specVersion: '1.6', components };
}

const denied = [{ rule: 'image-attestation', action: 'Deny', path: 'spec.containers[0].image' }];
const signedBy = ['release'];

test('the document of a file is judged, and so is one that the case holds', async () => {
  const wanted = { type: 'sbom', signedBy: ['release', 'security'], sbom: { deny: { packages: ['pkg:npm/bad'] } } };
  const type = 'cyclonedx';
  const { code, out, err } = await run({
    'policies/policy.yaml': policy(wanted),
    'documents/good.json': JSON.stringify(sbom('good')),
    'documents/bad.json': JSON.stringify(sbom('good', 'bad')),
    'policies/test.yaml': tests(
      { attestations: [{ type, signedBy, file: '../documents/good.json' }], expect: [] },
      { attestations: [{ type, signedBy: ['security'], file: '../documents/bad.json' }], expect: denied },
      { attestations: [{ type, signedBy, predicate: sbom('a') }], expect: [] },
      { attestations: [{ type, signedBy, predicate: sbom() }], expect: denied },
      { attestations: [{ type: 'spdx', signedBy, predicate: sbom('a') }], expect: denied },
      { attestations: [{ type: 'openvex', signedBy, predicate: sbom('a') }], expect: denied },
      { attestations: [{ type, signedBy: ['somebody'], predicate: sbom('a') }], expect: denied },
      { attestations: [], expect: denied },
    ),
  });
  expect({ code, err, out }).toEqual({ code: 0, err: '', out: expect.stringContaining('8 passed, 0 failed') });
});

test('each authority is a signer of its own, and one that is named twice is one', async () => {
  const wanted = { type: 'cyclonedx', signedBy: ['release', 'security'], atLeast: 2 };
  const by = (...names: readonly string[]) => ({ type: 'cyclonedx', signedBy: names, predicate: sbom('a') });
  const { out } = await run({
    'policies/policy.yaml': policy(wanted),
    'policies/test.yaml': tests(
      { attestations: [by('release', 'security')], expect: [] },
      { attestations: [by('release'), by('security')], expect: [] },
      { attestations: [by('release'), by('release')], expect: denied },
    ),
  });
  expect(out).toContain('3 passed, 0 failed');
});

test('ages are counted to the end of the day that the case names', async () => {
  const wanted = { type: 'cyclonedx', signedBy: ['release', 'security'], maxAge: '1d' };
  const stated = (time?: string) => [
    { type: 'cyclonedx', signedBy: ['release', 'security'], predicate: sbom('a'), ...(time && { time }) },
  ];
  const today = '2026-11-20';
  const { out } = await run({
    'policies/policy.yaml': policy(wanted),
    'policies/test.yaml': tests(
      { today, attestations: stated('2026-11-20T23:00:00Z'), expect: [] },
      { today, attestations: stated('2026-11-20T00:00:01Z'), expect: [] },
      { today, attestations: stated('2026-11-19T23:00:00Z'), expect: denied },
      { today, attestations: stated(), expect: denied },
      { attestations: stated('2026-01-01T00:00:00Z'), expect: denied },
    ),
  });
  expect(out).toContain('5 passed, 0 failed');
});

test.each([
  ['is not there', {}, /documents\/sbom\.json:1:1: no such file or folder; \S*policies\/test\.yaml names it\n/],
  [
    'is no JSON',
    { 'documents/sbom.json': '<bom/>' },
    /documents\/sbom\.json:1:1: not usable JSON: the text is not valid JSON; \S*policies\/test\.yaml names it\n/,
  ],
])('a file that %s is an error, and no verdict', async (_, files, fault) => {
  const { code, err, out } = await run({
    ...files,
    'policies/policy.yaml': policy({ type: 'cyclonedx', signedBy: ['release', 'security'] }),
    'policies/test.yaml': tests({
      attestations: [{ type: 'cyclonedx', signedBy, file: '../documents/sbom.json' }],
      expect: denied,
    }),
  });
  expect(err).toMatch(fault);
  expect(out).toContain('0 passed, 0 failed');
  expect(code).toBe(2);
});
