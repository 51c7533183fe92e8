import { describe, expect, test } from '@jest/globals';
import { imageNamed } from '../../src/claims/image-purl.ts';
import { formatImageReference } from '../../src/parse/image-reference.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const ENCODED = DIGEST.replace(':', '%3A');

describe('images that documents name', () => {
  test.each([
    ['debian:12', 'docker.io/library/debian:12'],
    ['ghcr.io/acme/base', 'ghcr.io/acme/base'],
    ['pkg:docker/debian@12', 'docker.io/library/debian:12'],
    ['pkg:docker/acme/base@latest?repository_url=gcr.io', 'gcr.io/acme/base:latest'],
    ['pkg:docker/acme/base?repository_url=https://hub.docker.com/', 'docker.io/acme/base'],
    [`pkg:docker/debian@${DIGEST}`, `docker.io/library/debian@${DIGEST}`],
    [`pkg:oci/static@${DIGEST}?repository_url=gcr.io/d/static&tag=latest`, `gcr.io/d/static:latest@${DIGEST}`],
    [`pkg:oci/alpine@${ENCODED}?repository_url=index.docker.io%2Fx%2Falpine`, `docker.io/x/alpine@${DIGEST}`],
    ['pkg:oci/base?repository_url=ghcr.io/acme', 'ghcr.io/acme/base'],
    ['PKG:oci/base?repository_url=oci://ghcr.io/acme/base&tag=1', 'ghcr.io/acme/base:1'],
  ])('%s', (text, reference) => {
    const named = imageNamed(text);
    expect(named.ok ? formatImageReference(named.reference) : named.reason).toBe(reference);
  });

  test.each([
    ['', 'it is empty'],
    ['not a reference', 'it has the character'],
    ['pkg:oci/debian', 'it has no repository_url, so that nobody knows its registry'],
    ['pkg:npm/debian', 'packages of type npm are no images'],
    ['pkg:docker', 'it has no name'],
    ['pkg:docker/debian?repository_url=a b', 'it has the character'],
  ])('%j names none', (text, reason) => {
    const named = imageNamed(text);
    expect(named.ok).toBe(false);
    expect(named.ok ? '' : named.reason).toContain(reason);
  });
});
