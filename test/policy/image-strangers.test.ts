import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { GITHUB, imageFaults, trustRoot, withAuthorities } from './image-documents.ts';

/** Identities that anybody may have: whoever has an account at a public issuer gets a certificate. */

const faultsOf = (keyless: JsonObject, more: JsonObject = {}, ...others: readonly JsonObject[]) =>
  imageFaults([withAuthorities({ name: 'a', keyless, ...more }), ...others]);
const GITLAB = 'https://gitlab.com';
const GOOGLE = 'https://accounts.google.com';

describe('anybody with an account could sign', () => {
  test.each<[JsonObject]>([
    [{ issuer: GITHUB, subjectPattern: '**' }],
    [{ issuer: GITHUB, subjectRegExp: '.*' }],
    [{ issuer: GITHUB, subjectPattern: 'https://github.com/**' }],
    [{ issuer: GITHUB, subjectPattern: 'https://github.com/*/*/.github/workflows/release.yml@refs/tags/*' }],
    [{ issuer: GITHUB, subjectRegExp: 'https://github.com/.+/.github/workflows/build.yaml@.*' }],
    [{ issuerPattern: 'https://token.actions.*', subjectPattern: '**@refs/heads/main' }],
    [{ issuer: GITHUB, subjectPattern: 'https://github.com/acme**' }],
    [{ issuer: GITHUB, subjectPattern: 'https://github.com/acme-*/**' }],
    [{ issuer: GITHUB, subjectRegExp: 'https://github\\.com/acme.*' }],
    [{ issuer: GITLAB, subjectPattern: 'https://gitlab.com/**' }],
    [{ issuer: GOOGLE, subjectPattern: '*' }],
    [{ issuer: GOOGLE, subjectRegExp: '.*@gmail[.]com' }],
    [{ issuer: 'https://agent.buildkite.com', subjectRegExp: '.+' }],
    [{ issuerPattern: 'https://**', subjectPattern: 'https://**' }],
    [{ issuer: GITHUB, subjectPattern: '**', extensions: { runnerEnvironment: 'github-hosted' } }],
    [{ issuer: GITHUB, subjectPattern: '**', extensions: { sourceRepositoryOwnerUri: { pattern: '**' } } }],
  ])('%j', (keyless) => {
    const field = 'subjectPattern' in keyless ? 'subjectPattern' : 'subjectRegExp';
    expect(faultsOf(keyless)).toEqual([
      expect.stringMatching(
        new RegExp(
          `^spec.require.signatures\\[0\\].keyless.${field}: anybody with an account at https://.+ may meet this`,
        ),
      ),
    ]);
  });

  test.each<[JsonObject]>([
    [{ issuer: GITHUB, subjectPattern: 'https://github.com/acme/**' }],
    [{ issuer: GITHUB, subjectRegExp: 'https://github.com/acme/.*' }],
    [{ issuer: GITHUB, subjectRegExp: 'https://github[.]com/(acme|acme-labs)/.*' }],
    [{ issuer: GITHUB, subjectPattern: '**', extensions: { sourceRepositoryOwnerId: '123' } }],
    [{ issuer: GOOGLE, subjectPattern: '*@acme.example' }],
    [{ issuer: 'https://idp.acme.example', subjectPattern: '**' }],
    [{ issuer: `${GITHUB}/acme`, subjectPattern: 'https://github.com/**' }],
    [{ issuerRegExp: '.*', subject: 'alice@acme.example' }],
  ])('not %j', (keyless) => {
    expect(faultsOf(keyless)).toEqual([]);
  });

  test('an instance of one’s own knows who may ask it for certificates', () => {
    const entry = [{}];
    const json = { mediaType: 'm', certificateAuthorities: entry, tlogs: entry };
    const own = trustRoot({ json });
    const keyless = { issuer: GITHUB, subjectPattern: '**' };
    expect(faultsOf(keyless, { trustRoots: ['own'] }, own)).toEqual([]);
    expect(faultsOf(keyless, { trustRoots: ['own', 'public-good'] }, own)).toEqual([
      expect.stringContaining('anybody with an account'),
    ]);
  });
});
