import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { load, problemsOf } from './harness.ts';
import { GITHUB, imageFaults, imagePolicy, KEYLESS } from './image-documents.ts';

const REQUIRE = { signatures: [KEYLESS] };

describe('an image policy that does not load', () => {
  test.each<[string, JsonObject, string]>([
    ['an unknown field', { image: ['a'] }, 'spec.image: unknown field; did you mean "images"?'],
    ['an unknown field of require', { require: { sign: [] } }, 'spec.require.sign: unknown field'],
    ['no images', { images: [] }, 'spec.images: is empty'],
    ['a pattern that can match nothing', { images: ['*/app'] }, 'spec.images[0]: "*/app" leaves the registry open'],
    ['a pattern with a tag', { images: ['docker.io/app:1'] }, 'spec.images[0]: "docker.io/app:1" has a tag or digest'],
    ['a bad exclusion', { excludeImages: ['*'] }, 'spec.excludeImages[0]: "*" does not cross "/"'],
    [
      'nothing left',
      { excludeImages: ['registry.example.com/**'] },
      'spec.excludeImages: leaves nothing that the policy could judge',
    ],
    ['everything excluded', { excludeImages: ['**'] }, 'spec.excludeImages: leaves nothing'],
    ['an action', { action: 'Block' }, 'spec.action: unknown value "Block"; expected one of Deny, Warn, Audit'],
    ['controllers', { controllers: 'off' }, 'spec.controllers: unknown value "off"; did you mean "Off"?'],
    [
      'controllers that are left alone and changed',
      { controllers: 'Off', require: { digest: 'mutate' } },
      'spec.controllers: Off leaves controllers alone, and digest: mutate changes them',
    ],
    [
      'a digest mode',
      { require: { digest: 'mutat' } },
      'spec.require.digest: unknown value "mutat"; did you mean "mutate"?',
    ],
    ['nothing asked', { require: { digest: 'ignore' } }, 'spec.require: asks for nothing'],
    ['no require', { require: null }, 'spec.require: expected an object'],
    [
      'more than there are',
      { require: { ...REQUIRE, atLeast: 2 } },
      'spec.require.atLeast: is 2, and there is 1 authority',
    ],
    [
      'none of them',
      { require: { ...REQUIRE, atLeast: 0 } },
      'spec.require.atLeast: is 0; expected a whole number from 1',
    ],
    [
      'a threshold of nothing',
      { require: { atLeast: 1 } },
      'spec.require.atLeast: says how signatures count: it needs signatures',
    ],
    [
      'a place of nothing',
      { require: { signatureOn: 'index' } },
      'spec.require.signatureOn: says how signatures count',
    ],
    [
      'platforms that are not looked at',
      { require: { ...REQUIRE, platforms: ['linux/amd64'] } },
      'spec.require.platforms: are not looked at with signatureOn: index',
    ],
    [
      'a platform',
      { require: { ...REQUIRE, signatureOn: 'platform', platforms: ['amd64'] } },
      'spec.require.platforms[0]: must be an operating system and a CPU',
    ],
    [
      'two of a name',
      { require: { signatures: [KEYLESS, KEYLESS] } },
      'spec.require.signatures[1].name: the policy already has an authority "release"',
    ],
    [
      'a static authority among others',
      { require: { signatures: [KEYLESS, { name: 'all', static: 'Allow' }] } },
      'spec.require.signatures: a static authority says the same of every image, so that it stands alone',
    ],
    [
      'signatures elsewhere that nobody asks for',
      { require: {}, signatureRepository: { repository: 'registry.example.com/signatures' } },
      'spec.signatureRepository: is never looked at',
    ],
    ['an outage that nobody meets', { require: {}, degrade: 'warn' }, 'spec.degrade: is never looked at'],
    [
      'a repository with a tag',
      { signatureRepository: { repository: 'registry.example.com/signatures:1' } },
      'spec.signatureRepository.repository: is a repository: leave tag and digest out',
    ],
    [
      'a repository that is none',
      { signatureRepository: { repository: 'https://registry.example.com/a' } },
      'spec.signatureRepository.repository: is no repository',
    ],
    [
      'a tag prefix',
      { signatureRepository: { repository: 'registry.example.com/signatures', tagPrefix: '-a' } },
      'spec.signatureRepository.tagPrefix: has at most 50 letters',
    ],
    [
      'a pull secret',
      { pullSecrets: [{ namespace: 'a', name: 'B' }] },
      'spec.pullSecrets[0].name: a name has at most 253',
    ],
    ['a pull secret of nowhere', { pullSecrets: [{ name: 'b' }] }, 'spec.pullSecrets[0]: needs the field "namespace"'],
    [
      'what happens in an outage',
      { degrade: 'allow' },
      'spec.degrade: unknown value "allow"; expected one of deny, cached-only, warn',
    ],
    ['match', { match: { kinds: ['Pods'] } }, 'spec.match.kinds[0]: unknown kind "Pods"; did you mean "Pod"?'],
    [
      'match of no service account',
      { match: { podServiceAccounts: { include: ['builder'] } } },
      'spec.match.podServiceAccounts.include[0]: no service account is called that',
    ],
    [
      'match that leaves nothing',
      { match: { podServiceAccounts: { exclude: ['*'] } } },
      'spec.match.podServiceAccounts.exclude: leaves nothing',
    ],
    [
      'exceptions',
      { exceptions: { allowed: 'None', requireTicket: true } },
      'spec.exceptions.allowed: None leaves nothing to say',
    ],
  ])('%s', (_, spec, fault) => {
    const faults = imageFaults([imagePolicy(spec)]);
    expect(faults).toEqual([expect.stringContaining(fault)]);
  });

  test('with file, line and column', () => {
    const text = [
      'apiVersion: tidewaiter.dev/v1alpha1',
      'kind: ImagePolicy',
      'metadata: { name: first-party }',
      'spec:',
      '  images: ["registry.example.com/**"]',
      '  require:',
      '    signatures:',
      '      - name: release',
      '        keyless:',
      `          issuer: ${GITHUB}`,
      '          subjectPatern: "https://github.com/acme/**"',
    ].join('\n');
    expect(problemsOf(() => load(text))).toEqual([
      'policy.yaml:11:11: spec.require.signatures[0].keyless.subjectPatern: unknown field; did you mean "subjectPattern"?',
    ]);
  });
});
