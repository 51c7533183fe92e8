import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { tidewaiter } from './command-line.ts';

const SAMPLE = join(import.meta.dirname, '../fixtures/images');
const RELEASE = 'https://github.com/acme/shop/.github/workflows/release.yml@refs/tags/v1.4.2';

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
