import { describe, expect, test } from '@jest/globals';
import type { JsonObject } from '../../src/model/json.ts';
import { attestationsOf, attesting, SCANNER } from './attestation-documents.ts';
import {
  GITHUB,
  imagePolicy,
  KEYLESS,
  loadImages,
  publicKey,
  requirementOf,
  trustRoot,
  WORKFLOW,
} from './image-documents.ts';

/** What an image policy that asks for attestations comes to. */

const termsOf = (attestation: JsonObject) => attestationsOf(attesting(attestation)).attestations[0]?.terms;

describe('what a policy wants attested', () => {
  test('is an attestation by one signer, of the image or its platforms, without more', () => {
    expect(attestationsOf(attesting({ type: 'https://example.com/review' }))).toEqual({
      key: expect.stringMatching(/^[0-9a-f]{64}$/),
      authorities: [expect.objectContaining({ name: 'release', kind: 'keyless', subject: { exactly: WORKFLOW } })],
      attestations: [{ name: 'attestation-1', type: 'https://example.com/review', signedBy: ['release'], atLeast: 1 }],
      attestationsOn: 'either',
      pullSecrets: [],
      degrade: 'deny',
    });
  });

  test('is all that it says', () => {
    const attestation = { name: 'review', type: 'custom', signedBy: ['release', 'scanner'], atLeast: 2, maxAge: '2h' };
    const document = attesting(attestation, {
      authorities: [KEYLESS, SCANNER],
      require: { attestations: [attestation], attestationsOn: 'platform', platforms: ['linux/amd64'] },
      signatureRepository: { repository: 'registry.example.com/signatures', tagPrefix: 'a' },
      pullSecrets: [{ namespace: 'a', name: 'b' }],
      degrade: 'cached-only',
    });
    expect(attestationsOf(document)).toMatchObject({
      attestations: [{ ...attestation, maxAge: 7_200_000 }],
      attestationsOn: 'platform',
      platforms: ['linux/amd64'],
      signatures: { registry: 'registry.example.com', repository: 'signatures', tagPrefix: 'a' },
      pullSecrets: [{ namespace: 'a', name: 'b' }],
      degrade: 'cached-only',
    });
  });

  test('has the names of types that are names', () => {
    const types = ['sbom', 'vuln', 'https://slsa.dev/provenance/v1'];
    const attestations = types.map((type) => ({ type, signedBy: ['release'] }));
    const document = imagePolicy({ authorities: [KEYLESS], require: { attestations } });
    expect(attestationsOf(document).attestations.map(({ name }) => name)).toEqual(['sbom', 'vuln', 'attestation-3']);
  });

  test('names those who sign, and nobody else', () => {
    const people: JsonObject = { name: 'people', keyless: { issuer: GITHUB, subject: 'a' } };
    const vulnerabilities = { vex: { signedBy: ['people'] } };
    const document = imagePolicy({
      authorities: [SCANNER],
      require: {
        signatures: [KEYLESS, people],
        attestations: [{ type: 'vuln', signedBy: ['scanner'], vulnerabilities }],
      },
    });
    expect(attestationsOf(document).authorities.map(({ name }) => name)).toEqual(['people', 'scanner']);
    expect(requirementOf(document).authorities.map(({ name }) => name)).toEqual(['release', 'people']);
  });

  test('has a key of its own for everything that bears on it, and of nothing else', () => {
    const key = (attestation: JsonObject, spec: JsonObject = {}) => attestationsOf(attesting(attestation, spec)).key;
    const plain = key({});
    expect(key({}, { action: 'Warn', images: ['registry.example.com/*'] })).toBe(plain);
    const others = [
      key({ type: 'spdx' }),
      key({ name: 'x' }),
      key({ maxAge: '1d' }),
      key({ sbom: { minComponents: 3 } }),
      key({ sbom: { minComponents: 4 } }),
      key({}, { authorities: [{ ...KEYLESS, maxAge: '1d' }] }),
      key({}, { degrade: 'warn' }),
    ];
    expect(new Set([plain, ...others]).size).toBe(8);
  });

  test('has another key with other bytes of a trust root', () => {
    const root = (id: string) => trustRoot({ json: { mediaType: id, certificateAuthorities: [{}], tlogs: [{}] } });
    const policy = attesting({}, { authorities: [{ ...KEYLESS, trustRoots: ['own'] }] });
    const keys = ['a', 'b'].map(
      (id) => loadImages([policy, root(`mediaType ${id}`)]).policies[0]?.imageDemands?.attestations?.key,
    );
    expect(new Set(keys).size).toBe(2);
  });

  test('is asked for beside signatures, and shown to who explains policies', () => {
    const [policy] = loadImages([attesting()]).policies;
    expect(policy?.rules.map(({ id }) => id)).toEqual(['image-digest', 'image-attestation']);
    expect(policy?.imageDemands).toMatchObject({ digest: 'require', attestations: { attestationsOn: 'either' } });
    expect(policy?.imageDemands).not.toHaveProperty('signatures');
  });

  test('is not accepted of a key that cannot be read here, which says why', () => {
    const key = { secret: { namespace: 'keys', name: 'scanner', key: 'cosign.pub' } };
    const document = attesting(
      { signedBy: ['scanner'] },
      { authorities: [{ name: 'scanner', key, transparency: 'ignored' }] },
    );
    expect(attestationsOf(document).authorities).toEqual([
      expect.objectContaining({
        name: 'scanner',
        kind: 'static',
        result: 'Deny',
        message: expect.stringContaining('Secret'),
      }),
    ]);
    const secrets = { 'keys/scanner/cosign.pub': publicKey() };
    expect(attestationsOf(document, { secrets }).authorities).toMatchObject([{ name: 'scanner', kind: 'key' }]);
  });
});

describe('what an attestation must be like', () => {
  test('is nothing without a block', () => {
    expect(termsOf({})).toBeUndefined();
  });

  test('sbom, with defaults', () => {
    expect(termsOf({ sbom: { maxAge: '90d' } })).toEqual({
      kind: 'sbom',
      maxAge: 90 * 86_400_000,
      minComponents: 1,
      denyPackages: [],
      requirePackages: [],
      denyLicenses: [],
      onUnknown: 'warn',
    });
    expect(termsOf({ sbom: { deny: { licenses: ['GPL-*'] } } })).toMatchObject({ onUnknown: 'warn' });
    expect(termsOf({ sbom: { allow: { licenses: ['MIT'] } } })).toMatchObject({
      onUnknown: 'deny',
      allowLicenses: ['MIT'],
    });
  });

  test('sbom, with everything', () => {
    const sbom = {
      formats: [{ format: 'cyclonedx', minVersion: '1.5' }, { format: 'spdx' }],
      minComponents: 10,
      deny: { packages: ['pkg:npm/a@<2', { purl: 'pkg:npm/b', reason: 'it is\n  bad' }], licenses: ['AGPL-3.0-only'] },
      require: { packages: ['pkg:npm/c'] },
      allow: { licenses: ['MIT'] },
      onUnknown: 'allow',
      ntia: { minCoverage: 95.5 },
      suppliers: ['*'],
      tools: ['syft*'],
      baseImages: ['registry.example.com/base/*'],
    };
    expect(termsOf({ type: 'sbom', sbom })).toEqual({
      kind: 'sbom',
      formats: [{ format: 'cyclonedx', minVersion: '1.5' }, { format: 'spdx' }],
      minComponents: 10,
      denyPackages: [{ purl: 'pkg:npm/a@<2' }, { purl: 'pkg:npm/b', reason: 'it is bad' }],
      requirePackages: ['pkg:npm/c'],
      denyLicenses: ['AGPL-3.0-only'],
      allowLicenses: ['MIT'],
      onUnknown: 'allow',
      ntia: { minCoverage: 95.5 },
      suppliers: ['*'],
      tools: ['syft*'],
      baseImages: ['registry.example.com/base/*'],
    });
  });

  test('provenance', () => {
    const provenance = {
      builders: ['https://a', { id: 'https://b/**', level: 3 }],
      buildTypes: ['https://t'],
      sources: [{ repository: 'https://github.com/acme/*', ref: 'refs/tags/*' }],
      parameters: { 'workflow.ref': 'refs/heads/main' },
      dependencies: { allow: ['git+https://**'] },
      baseImages: ['docker.io/library/*'],
      minLevel: 3,
    };
    expect(termsOf({ type: 'provenance', provenance })).toEqual({
      kind: 'provenance',
      ...provenance,
      builders: [
        { id: 'https://a', level: 0 },
        { id: 'https://b/**', level: 3 },
      ],
      dependencies: { allow: ['git+https://**'], requireDigests: false },
    });
    expect(termsOf({ type: 'provenance', provenance: { dependencies: { requireDigests: true } } })).toEqual({
      kind: 'provenance',
      dependencies: { requireDigests: true },
    });
  });

  test('vulnerabilities, with defaults', () => {
    expect(termsOf({ type: 'vuln', vulnerabilities: { maxSeverity: 'low' } })).toEqual({
      kind: 'vulnerabilities',
      maxSeverity: 'low',
      onUnknownSeverity: 'deny',
      fixableOnly: false,
      graceDays: {},
      ignore: [],
    });
  });

  test('vulnerabilities, with everything; what is ignored is so to the end of the day', () => {
    const vulnerabilities = {
      scanners: ['*trivy*'],
      maxAge: '24h',
      maxDatabaseAge: '2d',
      maxSeverity: 'medium',
      onUnknownSeverity: 'warn',
      fixableOnly: true,
      graceDays: { critical: 14, high: 30 },
      ignore: [{ id: 'CVE-2021-44228', until: '2026-12-31', packages: ['pkg:npm/a'], reason: 'we\ndo not log' }],
      vex: { signedBy: ['release'], maxAge: '90d', justifications: ['component_not_present'] },
    };
    expect(termsOf({ type: 'vuln', vulnerabilities })).toEqual({
      kind: 'vulnerabilities',
      ...vulnerabilities,
      maxAge: 86_400_000,
      maxDatabaseAge: 172_800_000,
      ignore: [
        {
          id: 'CVE-2021-44228',
          until: Date.parse('2027-01-01T00:00:00Z'),
          packages: ['pkg:npm/a'],
          reason: 'we do not log',
        },
      ],
      vex: { signedBy: ['release'], maxAge: 90 * 86_400_000, justifications: ['component_not_present'] },
    });
  });

  test('own rules, as they are written', () => {
    const rules = [{ id: 'approved', message: 'nobody approved', assert: { path: '$.approved', equals: true } }];
    expect(termsOf({ type: 'custom', custom: { rules } })).toEqual({ kind: 'custom', rules });
  });
});
