import type { JsonObject } from '../../src/model/json.ts';
import { publicKey } from './image-documents.ts';

/** Documents about images, which use every form and every field at least once. */

const API_VERSION = 'tidewaiter.dev/v1alpha1';
const pem = publicKey();
const signing = { transparency: 'ignored', trustRoots: ['public-good'], maxAge: '90d' };

export const IMAGE_POLICY: JsonObject = {
  apiVersion: API_VERSION,
  kind: 'ImagePolicy',
  metadata: { name: 'images', labels: { a: '' }, annotations: { b: 'c' } },
  spec: {
    action: 'Warn',
    controllers: 'Warn',
    images: ['registry.example.com/**'],
    excludeImages: ['registry.example.com/sandbox/**'],
    match: { kinds: ['Pod'], podServiceAccounts: { include: ['shop/*'], exclude: ['shop/x'] } },
    require: {
      digest: 'mutate',
      signatures: [
        {
          name: 'release',
          keyless: {
            issuer: 'https://issuer.example.com',
            subjectPattern: 'https://github.com/acme/**',
            extensions: {
              buildTrigger: 'push',
              sourceRepositoryUri: { pattern: 'a' },
              buildConfigUri: { regExp: 'b' },
            },
          },
          ...signing,
        },
        { name: 'people', keyless: { issuerRegExp: 'a', subject: 'b' } },
        { name: 'vendor', key: { pem }, ...signing },
        { name: 'cluster', key: { secret: { namespace: 'a', name: 'b', key: 'c' } } },
      ],
      atLeast: 2,
      signatureOn: 'either',
      platforms: ['linux/amd64'],
    },
    signatureRepository: { repository: 'registry.example.com/signatures', tagPrefix: 'a' },
    pullSecrets: [{ namespace: 'a', name: 'b' }],
    degrade: 'warn',
    exceptions: { owners: ['team-*'] },
  },
};

export const ATTESTED_POLICY: JsonObject = {
  ...IMAGE_POLICY,
  spec: {
    images: ['**'],
    authorities: [
      { name: 'release', keyless: { issuer: 'a', subject: 'b' } },
      { name: 'scanner', key: { pem } },
    ],
    require: {
      attestations: [
        {
          name: 'parts',
          type: 'sbom',
          signedBy: ['release', 'scanner'],
          atLeast: 2,
          maxAge: '90d',
          sbom: {
            formats: [
              { format: 'cyclonedx', minVersion: '1.5' },
              { format: 'spdx', minVersion: '2.3' },
            ],
            maxAge: '90d',
            minComponents: 10,
            deny: { packages: ['pkg:npm/a@<2', { purl: 'pkg:npm/b', reason: 'r' }], licenses: ['GPL-*'] },
            require: { packages: ['pkg:npm/c'] },
            allow: { licenses: ['MIT'] },
            onUnknown: 'warn',
            ntia: { minCoverage: 95 },
            suppliers: ['*'],
            tools: ['syft*'],
            baseImages: ['docker.io/library/*'],
          },
        },
        {
          type: 'provenance',
          signedBy: ['release'],
          provenance: {
            builders: ['https://a', { id: 'https://b', level: 3 }],
            buildTypes: ['https://c'],
            sources: [{ repository: 'https://d', ref: 'refs/tags/*' }],
            parameters: { 'workflow.ref': 'a' },
            dependencies: { allow: ['git+https://**'], requireDigests: true },
            baseImages: ['docker.io/library/*'],
            minLevel: 3,
          },
        },
        {
          type: 'vuln',
          signedBy: ['scanner'],
          vulnerabilities: {
            scanners: ['**'],
            maxAge: '1d',
            maxDatabaseAge: '2d',
            maxSeverity: 'low',
            onUnknownSeverity: 'warn',
            fixableOnly: true,
            graceDays: { critical: 14, high: 30, medium: 90 },
            ignore: [{ id: 'CVE-2021-44228', until: '2027-03-31', packages: ['pkg:npm/a'], reason: 'r' }],
            vex: { signedBy: ['release'], maxAge: '90d', justifications: ['component_not_present'] },
          },
        },
        {
          type: 'https://example.com/review',
          signedBy: ['release'],
          custom: {
            rules: [{ id: 'a', message: 'm', forEach: '$.reviews[*]', assert: { path: '$.ok', equals: true } }],
          },
        },
      ],
      attestationsOn: 'platform',
      platforms: ['linux/amd64'],
    },
  },
};

export const STATIC_POLICY: JsonObject = {
  ...IMAGE_POLICY,
  spec: {
    images: ['**'],
    require: { digest: 'ignore', signatures: [{ name: 'nobody', static: 'Deny', message: 'm' }] },
  },
};

export const TRUST_ROOT: JsonObject = {
  apiVersion: API_VERSION,
  kind: 'TrustRoot',
  metadata: { name: 'own' },
  spec: {
    json: { mediaType: 'm' },
    tuf: { mirror: 'https://tuf.example.com', root: { signed: { _type: 'root' }, signatures: [] } },
  },
};

export const SETTINGS: JsonObject = {
  apiVersion: API_VERSION,
  kind: 'ImageSettings',
  metadata: { name: 'settings' },
  spec: {
    onNoMatch: 'Warn',
    registries: [
      {
        host: 'registry.example.com',
        insecure: true,
        allowPrivate: false,
        mirrors: ['mirror.example.com/a'],
        tokenHosts: ['auth.example.com'],
      },
    ],
  },
};
