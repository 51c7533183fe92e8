import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { GITHUB, imageFaults, imagePolicy, KEYLESS, publicKey, WORKFLOW } from './image-documents.ts';

/** Policies whose parts are in order, and that could never do what they say. */

const faultsOf = (spec: JsonObject) => imageFaults([imagePolicy(spec)]);

describe('exclusions that leave nothing', () => {
  test.each<[readonly string[], readonly string[]]>([
    [['registry.example.com/team/**'], ['registry.example.com/**']],
    [['registry.example.com/team/*'], ['registry.example.com/*/*']],
    [['registry.example.com/team/app'], ['registry.example.com/t*/a*']],
    [['registry.example.com/a/**/b'], ['registry.example.com/**']],
    [['nginx', 'docker.io/acme/*'], ['docker.io/**']],
    [['eu.example.com/**', 'us.example.com/x'], ['*.example.com/**']],
    [['*.example.com/**'], ['*.example.com/**']],
    [['**'], ['**']],
  ])('%j without %j', (images, excludeImages) => {
    expect(faultsOf({ images: [...images], excludeImages: [...excludeImages] })).toEqual([
      'spec.excludeImages: leaves nothing that the policy could judge',
    ]);
  });

  test.each<[readonly string[], readonly string[]]>([
    [['registry.example.com/**'], ['registry.example.com/*']],
    [['registry.example.com/**'], ['registry.example.com/*/**']],
    [['registry.example.com/*'], ['registry.example.com/a*']],
    [['registry.example.com/a/**'], ['registry.example.com/b/**', 'registry.example.com/*']],
    [['registry.example.com/**', 'nginx'], ['registry.example.com/**']],
    [['registry.example.com:5000/**'], ['registry.example.com/**']],
    [['**'], ['docker.io/**', 'registry.example.com/**']],
  ])('%j without %j leaves something', (images, excludeImages) => {
    expect(faultsOf({ images: [...images], excludeImages: [...excludeImages] })).toEqual([]);
  });
});

describe('what a static authority never looks at', () => {
  const signatures = [{ name: 'all', static: 'Allow' }];
  test.each<[string, JsonObject]>([
    ['spec.require.atLeast: says how', { require: { signatures, atLeast: 1 } }],
    ['spec.require.signatureOn: says how', { require: { signatures, signatureOn: 'platform' } }],
    ['spec.require.platforms: says how', { require: { signatures, platforms: ['linux/amd64'] } }],
    ['spec.degrade: is never looked at', { require: { signatures }, degrade: 'warn' }],
    [
      'spec.signatureRepository: is never looked at',
      { require: { signatures }, signatureRepository: { repository: 'registry.example.com/signatures' } },
    ],
    ['spec.pullSecrets: is never looked at', { require: { signatures }, pullSecrets: [{ namespace: 'a', name: 'b' }] }],
  ])('%s', (fault, spec) => {
    expect(faultsOf(spec)).toEqual([expect.stringContaining(fault)]);
  });

  test('credentials are needed where digests are looked up', () => {
    const pullSecrets = [{ namespace: 'a', name: 'b' }];
    expect(faultsOf({ require: { digest: 'mutate-pods-only', signatures }, pullSecrets })).toEqual([]);
  });
});

describe('a threshold that nobody meets: one signer counts once', () => {
  const [one, other] = [publicKey(), publicKey()];
  const key = (name: string, ...pems: readonly string[]) => ({
    name,
    key: { pem: pems.join('') },
    transparency: 'ignored',
  });
  const again = { ...KEYLESS, name: 'again' };
  const pattern = (name: string) => ({ name, keyless: { issuer: GITHUB, subjectPattern: `${WORKFLOW}/*` } });

  test.each<[readonly JsonObject[], number | undefined]>([
    [[key('a', one), key('b', one)], undefined],
    [[key('a', one), key('b', `by hand\n${one}`), key('c', other)], 3],
    [[key('a', one, other), key('b', other, one), key('c', one, other, one)], 3],
    [[KEYLESS, again], 2],
  ])('%#', (signatures, atLeast) => {
    const require = { signatures: [...signatures], ...(atLeast !== undefined && { atLeast }) };
    const field = atLeast === undefined ? 'signatures' : 'atLeast';
    expect(faultsOf({ require })).toEqual([
      expect.stringMatching(
        new RegExp(`^spec.require.${field}: \\d signers must vouch, and there can be no more than \\d: `),
      ),
    ]);
  });

  test.each<[readonly JsonObject[], number]>([
    [[key('a', one), key('b', one)], 1],
    [[key('a', one), key('b', other)], 2],
    [[key('a', one, other), key('b', other, one)], 2],
    [[pattern('a'), pattern('b')], 2],
    [[KEYLESS, { ...again, keyless: { issuer: GITHUB, subject: `${WORKFLOW}/other` } }], 2],
  ])('%# is met', (signatures, atLeast) => {
    expect(faultsOf({ require: { signatures: [...signatures], atLeast } })).toEqual([]);
  });
});

test('a host is no repository for signatures', () => {
  for (const repository of ['registry.example.com', 'registry.example.com:5000', 'localhost']) {
    expect(faultsOf({ signatureRepository: { repository } })).toEqual([
      `spec.signatureRepository.repository: "${repository}" names no repository: write "${repository}/signatures" or the like`,
    ]);
  }
  expect(faultsOf({ signatureRepository: { repository: 'acme/signatures' } })).toEqual([]);
});

test('whoever has a registry decides whether it answers: where any registry will do, an outage lets nothing in', () => {
  expect(faultsOf({ images: ['**'], degrade: 'warn' })).toEqual([
    expect.stringContaining('spec.degrade: warn lets in what nobody verified'),
  ]);
  expect(faultsOf({ images: ['**'], degrade: 'cached-only' })).toEqual([]);
});
