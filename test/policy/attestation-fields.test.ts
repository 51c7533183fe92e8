import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { attestationFaults, attesting, SCANNER } from './attestation-documents.ts';
import { imageFaults, imagePolicy, KEYLESS, publicKey } from './image-documents.ts';

/** What is wrong with an attestation that a policy asks for. */

type Case = readonly [string, JsonObject, string];

describe('an attestation that does not load', () => {
  test.each<Case>([
    ['an unknown field', { signedby: ['release'] }, 'attestation.signedby: unknown field; did you mean "signedBy"?'],
    ['a name', { name: 'The SBOM' }, 'attestation.name: a name has at most 63'],
    ['a type', { type: 'cyclone' }, 'attestation.type: must be a URI, or one of sbom, cyclonedx'],
    [
      'signatures',
      { type: 'https://sigstore.dev/cosign/sign/v1' },
      'attestation.type: is the type of image signatures',
    ],
    ['nobody', { signedBy: [] }, 'attestation.signedBy: is empty'],
    ['somebody twice', { signedBy: ['release', 'release'] }, 'attestation.signedBy: names "release" twice'],
    [
      'somebody unknown',
      { signedBy: ['relaese'] },
      'attestation.signedBy[0]: there is no authority "relaese"; did you mean "release"?',
    ],
    [
      'somebody quite unknown',
      { signedBy: ['release', 'x'] },
      'attestation.signedBy[1]: there is no authority "x"; signedBy names those of spec.authorities and of signatures',
    ],
    ['no signer', { atLeast: 0 }, 'attestation.atLeast: is 0; expected a whole number from 1'],
    ['an age', { maxAge: '1y' }, 'attestation.maxAge: must be a number of minutes, hours or days'],
    ['two blocks', { sbom: { minComponents: 2 }, custom: { rules: [] } }, 'attestation.custom.rules: is empty'],
    [
      'two blocks in order',
      { sbom: { minComponents: 2 }, vulnerabilities: { fixableOnly: true } },
      'attestation.vulnerabilities: goes without "sbom": an attestation has one of',
    ],
    [
      'an SBOM of another type',
      { type: 'vuln', sbom: { minComponents: 2 } },
      'attestation.sbom: does not go with type vuln: it reads type sbom, cyclonedx or spdx',
    ],
    [
      'a type that also stands for others',
      { type: 'vex', sbom: { minComponents: 2 } },
      'attestation.sbom: does not go with type vex',
    ],
    [
      'a type that nobody knows',
      { type: 'https://example.com/build/v1', provenance: { buildTypes: ['a'] } },
      'attestation.provenance: does not go with type https://example.com/build/v1',
    ],
    [
      'provenance that is too old to be read',
      { type: 'https://slsa.dev/provenance/v0.1', provenance: { buildTypes: ['a'] } },
      'attestation.provenance: does not go with type',
    ],
    [
      'a scan of a type that holds none',
      { vulnerabilities: { fixableOnly: true } },
      'attestation.vulnerabilities: does not go with type cyclonedx: it reads type vulnerabilities',
    ],
    [
      'a format that the type never has',
      { sbom: { formats: [{ format: 'spdx' }] } },
      'attestation.sbom: asks for format spdx, which no attestation of the type has',
    ],
    [
      'own rules',
      { custom: { rules: [{ id: 'a', message: 'b' }] } },
      'attestation.custom.rules[0]: a rule needs one of assert, any, all, not',
    ],
    [
      'a pattern in own rules',
      { custom: { rules: [{ id: 'a', message: 'b', assert: { path: '$.a', pattern: '(' } }] } },
      'attestation.custom.rules[0].assert.pattern: ',
    ],
    [
      'own rules of one name',
      {
        custom: {
          rules: [
            { id: 'a', message: 'b', assert: { path: '$.a', exists: true } },
            { id: 'a', message: 'b', assert: { path: '$.a', exists: true } },
          ],
        },
      },
      'attestation.custom.rules[1].id: there already is a rule "a"',
    ],
    [
      'more signers than there can be',
      { atLeast: 2 },
      'attestation.atLeast: is 2, and those whom signedBy names can be no more than 1 different signers',
    ],
  ])('%s', (_, attestation, fault) => {
    expect(attestationFaults(attestation)).toEqual([expect.stringContaining(fault)]);
  });
});

describe('attestations beside each other', () => {
  const faults = (...attestations: readonly JsonObject[]) =>
    imageFaults([imagePolicy({ authorities: [KEYLESS], require: { attestations } })]);
  const sbom = { type: 'sbom', signedBy: ['release'] };

  test.each<readonly [string, readonly JsonObject[], string]>([
    ['by type', [sbom, sbom], '[1]: the policy already has an attestation "sbom", by its type; give this one a name'],
    ['by name', [sbom, { ...sbom, name: 'sbom' }], '[1].name: the policy already has an attestation "sbom"'],
    [
      'by number',
      [
        { ...sbom, name: 'attestation-2' },
        { ...sbom, type: 'https://example.com/a' },
      ],
      '[1]: the policy already has an attestation "attestation-2"',
    ],
  ])('have names of their own: %s', (_, attestations, fault) => {
    expect(faults(...attestations)).toEqual([
      `spec.require.attestations${fault}`.replace(/"attestation-2"$/, '$&, by its type; give this one a name'),
    ]);
  });

  test('may be of one type where they have names', () => {
    expect(faults(sbom, { ...sbom, name: 'other' })).toEqual([]);
  });

  test('are not too many', () => {
    const many = Array.from({ length: 33 }, (_, index) => ({ ...sbom, name: `a${index}` }));
    expect(faults(...many)).toEqual(['spec.require.attestations: has 33 items, more than 32']);
  });
});

describe('a policy around attestations that does not load', () => {
  const attestations = [{ type: 'sbom', signedBy: ['release'] }];
  test.each<readonly [string, JsonObject, string]>([
    [
      'authorities for nothing',
      { authorities: [KEYLESS], require: {} },
      'spec.authorities: say who attests: they need require.attestations',
    ],
    [
      'an authority that nobody names',
      { authorities: [KEYLESS, SCANNER], require: { attestations } },
      'spec.authorities[1].name: no attestation names it in signedBy; leave it out',
    ],
    [
      'an authority twice',
      { authorities: [KEYLESS], require: { signatures: [KEYLESS], attestations } },
      'spec.authorities[0].name: the policy already has an authority "release"',
    ],
    [
      'a static authority',
      { authorities: [{ name: 'release', static: 'Allow' }], require: { attestations } },
      'spec.authorities[0]: an attester needs one of keyless, key, certificate',
    ],
    [
      'a static authority among signatures',
      { require: { signatures: [{ name: 'release', static: 'Allow' }], attestations } },
      'spec.require.signatures: a static authority says the same of every image, so that it stands alone',
    ],
    [
      'a place of nothing',
      { require: { attestationsOn: 'index' } },
      'spec.require.attestationsOn: says how attestations count: it needs attestations',
    ],
    [
      'platforms that are not looked at',
      { authorities: [KEYLESS], require: { attestations, attestationsOn: 'index', platforms: ['linux/amd64'] } },
      'spec.require.platforms: are not looked at with attestationsOn: index',
    ],
    [
      'a threshold of signatures',
      { authorities: [KEYLESS], require: { attestations, atLeast: 1 } },
      'spec.require.atLeast: says how signatures count: it needs signatures',
    ],
    ['nothing at all', { require: { digest: 'ignore' } }, 'spec.require: asks for nothing'],
    [
      'a misspelt authority',
      { authorities: [{ name: 'release', key: { pem: 'x' }, transparency: 'ignored' }], require: { attestations } },
      'spec.authorities[0].key.pem: ',
    ],
  ])('%s', (_, spec, fault) => {
    expect(imageFaults([imagePolicy(spec)])).toEqual([expect.stringContaining(fault)]);
  });

  test('a private key in an authority is named as one, and not shown', () => {
    const label = ['PRIVATE', 'KEY'].join(' ');
    const pem = `-----BEGIN ${label}-----\nMC4CAQAwBQYDK2VwBCIEIA\n-----END ${label}-----\n`;
    const faults = imageFaults([
      imagePolicy({ authorities: [{ name: 'release', key: { pem } }], require: { attestations } }),
    ]);
    expect(faults).toEqual([expect.stringContaining('spec.authorities[0].key.pem: ')]);
    expect(faults.join()).not.toContain('MC4CAQ');
  });
});

describe('what is around attestations counts for them', () => {
  test.each<readonly [string, JsonObject]>([
    ['platforms', { require: { attestations: [{ type: 'sbom', signedBy: ['release'] }], platforms: ['linux/amd64'] } }],
    ['a repository', { signatureRepository: { repository: 'registry.example.com/signatures' } }],
    ['credentials', { pullSecrets: [{ namespace: 'a', name: 'b' }] }],
    ['an outage', { degrade: 'warn' }],
    ['nothing but them', { require: { digest: 'ignore', attestations: [{ type: 'sbom', signedBy: ['release'] }] } }],
  ])('%s', (_, spec) => {
    expect(imageFaults([attesting({}, spec)])).toEqual([]);
  });
});

describe('how many signers there can be', () => {
  const [one, other] = [publicKey(), publicKey()];
  const key = (name: string, ...pems: readonly string[]): JsonObject => ({
    name,
    key: { pem: pems.join('') },
    transparency: 'ignored',
  });
  const pattern: JsonObject = { name: 'p', keyless: { issuer: 'https://ci.example.com', subjectPattern: 'a/*' } };
  const certificate = { name: 'c', certificate: { subject: 'a' } };
  const faults = (atLeast: number, ...authorities: readonly JsonObject[]) =>
    attestationFaults({ atLeast, signedBy: authorities.map(({ name }) => name as string) }, { authorities });

  test.each<readonly [number, readonly JsonObject[]]>([
    [2, [key('a', one), key('b', one)]],
    [3, [key('a', one, other), key('b', other)]],
    [2, [SCANNER]],
    [2, [SCANNER, { ...SCANNER, name: 'again' }]],
  ])('%# is too many', (atLeast, authorities) => {
    expect(faults(atLeast, ...authorities)).toEqual([
      expect.stringMatching(/^attestation\.atLeast: is \d, and those whom signedBy names can be no more than \d /),
    ]);
  });

  test.each<readonly [number, readonly JsonObject[]]>([
    [2, [key('a', one, other)]],
    [2, [key('a', one), key('b', other)]],
    [2, [SCANNER, key('b', other)]],
    [3, [pattern]],
    [2, [{ name: 's', key: { secret: { namespace: 'a', name: 'b', key: 'c' } }, transparency: 'ignored' }]],
  ])('%# is not', (atLeast, authorities) => {
    expect(faults(atLeast, ...authorities)).toEqual([]);
  });

  test('is not counted where an authority cannot be used: that is said first', () => {
    expect(faults(2, certificate)).toEqual([expect.stringContaining('spec.authorities[0]')]);
  });
});
