import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { loadPolicyPaths } from '../../src/cli/load-policies.ts';
import { newTufKeys, rootFields, signedMetadata } from '../support/tuf/metadata.ts';

const TRUSTED_ROOT = readFileSync(join(import.meta.dirname, '../../certs/trusted-root-public-good.json'), 'utf8');
const POLICY = `
apiVersion: tidewaiter.dev/v1alpha1
kind: TrustRoot
metadata: { name: our-sigstore }
spec:
  file: trusted_root.json
  tuf: { mirror: https://tuf.example.com, rootFile: root.json }
---
apiVersion: tidewaiter.dev/v1alpha1
kind: ImagePolicy
metadata: { name: first-party }
spec:
  images: ["registry.example.com/**"]
  require:
    signatures:
      - { name: by-key, key: { file: release.pem } }`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tidewaiter-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Files of a folder as the kubelet mounts a ConfigMap: links to links to a folder of the version. */
function mount(files: Readonly<Record<string, string>>): void {
  mkdirSync(join(folder, '..2026_01_31'));
  symlinkSync('..2026_01_31', join(folder, '..data'));
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, '..2026_01_31', name), text);
    symlinkSync(join('..data', name), join(folder, name));
  }
}

const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const FILES = {
  'team.yaml': POLICY,
  'release.pem': publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  'trusted_root.json': TRUSTED_ROOT,
  'root.json': signedMetadata(
    'root',
    { version: 1, expires: new Date(), fields: rootFields(newTufKeys()) },
    [],
  ).toString(),
};

test('files that policies name may lie beside them, in a mounted ConfigMap too', async () => {
  mount(FILES);
  const { policies, images } = await loadPolicyPaths([folder]);
  expect(policies.map(({ name }) => name)).toEqual(['first-party']);
  expect(images.trustRoots).toEqual([
    {
      name: 'our-sigstore',
      json: FILES['trusted_root.json'],
      tuf: { mirror: 'https://tuf.example.com', root: FILES['root.json'] },
    },
  ]);
});

test('what is like them and says a kind is read as a policy', async () => {
  const kind = { kind: 'AdmissionPolicy', apiVersion: 'tidewaiter.dev/v1alpha1' };
  mount({ ...FILES, 'other.json': JSON.stringify({ ...JSON.parse(FILES['root.json']), ...kind }) });
  const loading = loadPolicyPaths([folder]);
  await expect(loading).rejects.toMatchObject({
    problems: expect.arrayContaining([expect.objectContaining({ message: expect.stringContaining('unknown field') })]),
  });
});
