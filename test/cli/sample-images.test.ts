import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { tidewaiter } from './command-line.ts';

const SAMPLE = join(import.meta.dirname, '../fixtures/images');
const RELEASE = 'https://github.com/acme/shop/.github/workflows/release.yml@refs/tags/v1.4.2';

/** The image of a repository as its layout has it, by digest. */
async function pinned(repository: string): Promise<string> {
  const image = `registry.example.com/${repository}:1.4.2`;
  const { manifests } = JSON.parse(await readFile(join(SAMPLE, 'layout/index.json'), 'utf8')) as {
    manifests: { digest: string; annotations: Record<string, string> }[];
  };
  const entry = manifests.find(({ annotations }) => annotations['org.opencontainers.image.ref.name'] === image);
  return `${image}@${entry?.digest}`;
}

/** What the documentation tells people to try. */
describe('the sample images', () => {
  const verify = (repository: string) =>
    tidewaiter([
      'verify',
      `registry.example.com/${repository}:1.4.2`,
      `--layout=${join(SAMPLE, 'layout')}`,
      `--policies=${join(SAMPLE, 'policies')}`,
    ]);

  test.each([
    ['shop/web', 0, 'verdict: proved'],
    ['shop/older', 0, 'verdict: proved'],
    ['vendor/database', 0, 'verdict: proved'],
    ['shop/unsigned', 1, 'found no signature'],
    ['shop/forked', 1, 'the certificate is for "https://github.com/acme-fork/'],
  ])('%s: exit code %d', async (repository, code, text) => {
    const result = await verify(repository);
    expect(result.err).toBe('');
    expect(result.code).toBe(code);
    expect(result.out).toContain(text);
  });

  test.each([
    ['attested/shop', 0, /^allowed Pod default\/sample \(-:1\)\n1 judged: 1 allowed, 0 denied\n$/],
    ['attested/older-shop', 1, /whose attestation sbom breaks the policy: [^\n]*log4j-core 2\.14\.1/],
  ])('a pod with %s: exit code %d', async (repository, code, text) => {
    const image = await pinned(repository);
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'sample' },
      spec: { containers: [{ name: 'app', image }] },
    };
    const flags = [`--layout=${join(SAMPLE, 'layout')}`, `--policies=${join(SAMPLE, 'policies')}`];
    const result = await tidewaiter(['review', ...flags, '-'], { stdin: JSON.stringify(pod) });
    expect(result.err).toBe('');
    expect(result.out).toMatch(text);
    expect(result.code).toBe(code);
  });

  test.each([
    [RELEASE, 0],
    [`${RELEASE}.evil`, 1],
  ])('the signed file, by %s: exit code %d', async (identity, code) => {
    const result = await tidewaiter([
      'verify-bundle',
      `--bundle=${join(SAMPLE, 'file/release.txt.sigstore.json')}`,
      `--certificate-identity=${identity}`,
      '--certificate-oidc-issuer=https://token.actions.githubusercontent.com',
      `--trusted-root=${join(SAMPLE, 'policies/trusted-root.json')}`,
      join(SAMPLE, 'file/release.txt'),
    ]);
    expect(result.code).toBe(code);
  });
});
