import { expect, test } from '@jest/globals';
import { attestationManifests } from '../../src/evidence/buildkit.ts';

const PLATFORM = `sha256:${'a'.repeat(64)}`;

function carriers(...digits: readonly string[]) {
  const manifests = digits.map((digit) => ({
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    digest: `sha256:${digit.repeat(64)}`,
    size: 1,
    annotations: new Map([
      ['vnd.docker.reference.type', 'attestation-manifest'],
      ['vnd.docker.reference.digest', PLATFORM],
    ]),
  }));
  const document = { kind: 'index', manifests } as const;
  return attestationManifests({ document, digest: '', mediaType: '', bytes: Buffer.alloc(0) }).get(PLATFORM);
}

test('an attestation manifest counts once, however often an index lists it', () => {
  expect(carriers('1', '1', '2', '1')).toEqual([`sha256:${'1'.repeat(64)}`, `sha256:${'2'.repeat(64)}`]);
});

test('of more than are looked at none is left out in silence', () => {
  expect(carriers('1', '2', '3', '4')).toHaveLength(4);
  expect(() => carriers('1', '2', '3', '4', '5')).toThrow('lists more than 4 attestation manifests');
});
