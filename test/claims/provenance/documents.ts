import type { ProvenanceTerms } from '../../../src/model/attestation.ts';
import type { Reading } from '../../../src/model/attestation-verdict.ts';
import { readingOf, told } from '../judging.ts';

export const V1 = 'https://slsa.dev/provenance/v1';
export const V02 = 'https://slsa.dev/provenance/v0.2';

const SHA1 = 'c0ffee'.repeat(7).slice(0, 40);
const SHA256 = 'ab'.repeat(32);

/** As GitHub's own action attests. */
export const GITHUB = {
  buildDefinition: {
    buildType: 'https://actions.github.io/buildtypes/workflow/v1',
    externalParameters: {
      workflow: {
        ref: 'refs/tags/v1.2.3',
        repository: 'https://github.com/acme/app',
        path: '.github/workflows/release.yml',
      },
    },
    internalParameters: { github: { event_name: 'push', runner_environment: 'github-hosted' } },
    resolvedDependencies: [{ uri: 'git+https://github.com/acme/app@refs/tags/v1.2.3', digest: { gitCommit: SHA1 } }],
  },
  runDetails: {
    builder: { id: 'https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1.2.3' },
    metadata: {
      invocationId: 'https://github.com/acme/app/actions/runs/1/attempts/1',
      finishedOn: '2026-11-19T08:00:00Z',
    },
  },
};

/** As BuildKit attests what it fetched itself. */
export const BUILDKIT = {
  buildDefinition: {
    buildType: 'https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md',
    externalParameters: {
      configSource: {
        uri: 'https://github.com/acme/app.git#refs/heads/main',
        digest: { sha1: SHA1 },
        path: 'Dockerfile',
      },
      request: { frontend: 'dockerfile.v0', args: { 'build-arg:MODE': 'release', target: 'app' } },
    },
    internalParameters: { builderPlatform: 'linux/amd64' },
    resolvedDependencies: [
      { uri: 'pkg:docker/docker/dockerfile@1', digest: { sha256: SHA256 } },
      { uri: 'pkg:docker/registry.example.com/base/node@24?platform=linux%2Famd64', digest: { sha256: SHA256 } },
      { uri: 'https://github.com/acme/app.git#refs/heads/main', digest: { sha1: SHA1 } },
    ],
  },
  runDetails: {
    builder: { id: 'https://builder.example.com/buildkit' },
    metadata: {
      finishedOn: '2026-11-19T08:00:00.5Z',
      buildkit_metadata: { vcs: { source: 'https://github.com/acme/app' } },
    },
  },
};

/** As slsa-github-generator attests in v0.2. */
export const GENERATOR = {
  builder: {
    id: 'https://github.com/slsa-framework/slsa-github-generator/.github/workflows/generator_container_slsa3.yml@refs/tags/v2.1.0',
  },
  buildType: 'https://github.com/slsa-framework/slsa-github-generator/container@v1',
  invocation: {
    configSource: {
      uri: 'git+https://github.com/acme/app@refs/tags/v1.2.3',
      digest: { sha1: SHA1 },
      entryPoint: '.github/workflows/release.yml',
    },
    parameters: { inputs: { mode: 'release', attempt: 3, dry: false } },
  },
  metadata: { buildFinishedOn: '2026-11-19T08:00:00Z' },
  materials: [{ uri: 'git+https://github.com/acme/app@refs/tags/v1.2.3', digest: { sha1: SHA1 } }],
};

export function judge(type: string, document: unknown, terms: Partial<ProvenanceTerms> = {}): Reading {
  return readingOf({ kind: 'provenance', ...terms }, type, document);
}

export function offences(type: string, document: unknown, terms: Partial<ProvenanceTerms> = {}): readonly string[] {
  return told(judge(type, document, terms));
}
