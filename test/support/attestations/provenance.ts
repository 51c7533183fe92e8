import { PREDICATES } from '../signing/payloads.ts';
import { CLAIM_TYPES, type Claim } from './claims.ts';

/** How something was built. What is left out is honest. */
export interface Build {
  /** Without a scheme in front of `https`. */
  readonly repository?: string;
  readonly ref?: string;
  /** Path of the workflow, or of the Dockerfile. */
  readonly path?: string;
  readonly builder?: string;
  readonly buildType?: string;
  /** Inputs of the workflow, or build arguments. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** What the image is built on. */
  readonly images?: readonly BaseImage[];
  /** Dependencies or materials besides source and images, as they stand in the document. */
  readonly more?: readonly object[];
  /** RFC 3339; null: the document does not say. */
  readonly finished?: string | null;
}

/** An image that another one is built on. */
export interface BaseImage {
  /** `node@24-slim`, `registry.test/base@v1`. */
  readonly name: string;
  /** `sha256:<hex>`; absent: none is named. */
  readonly digest?: string;
  /** `docker`, as BuildKit writes purls, or `oci`. */
  readonly type?: 'docker' | 'oci';
}

const COMMIT = '8d1f3e0c2b4a59687706f5e4d3c2b1a098765432';
const RUN = 'https://github.com/acme/shop/actions/runs/7044213214/attempts/1';
const HONEST = {
  repository: 'https://github.com/acme/shop',
  ref: 'refs/tags/v1.4.2',
  parameters: {},
  images: [],
  more: [],
  finished: '2026-11-01T12:00:00Z',
} as const satisfies Build;
const WORKFLOW = '.github/workflows/release.yml';
const BASE: BaseImage = { name: 'node@24-slim', digest: `sha256:${'5'.repeat(64)}` };

/** SLSA v1, as GitHub's action `attest-build-provenance` writes it. */
export function githubProvenance(build: Build = {}): Claim {
  const { repository, ref, parameters, images, more, finished, path = WORKFLOW } = { ...HONEST, ...build };
  return {
    predicateType: PREDICATES.provenance,
    predicate: {
      buildDefinition: {
        buildType: build.buildType ?? 'https://actions.github.io/buildtypes/workflow/v1',
        externalParameters: {
          workflow: { ref, repository, path },
          ...(Object.keys(parameters).length > 0 && { inputs: parameters }),
        },
        internalParameters: {
          github: {
            event_name: 'push',
            repository_id: '718291634',
            repository_owner_id: '14282911',
            runner_environment: 'github-hosted',
          },
        },
        resolvedDependencies: [
          { uri: `git+${repository}@${ref}`, digest: { gitCommit: COMMIT } },
          ...images.map(materialOf),
          ...more,
        ],
      },
      runDetails: {
        builder: { id: build.builder ?? `${repository}/${path}@${ref}` },
        metadata: { invocationId: RUN, ...(finished !== null && { finishedOn: finished }) },
      },
    },
  };
}

/** SLSA v0.2, as the generator for containers of the SLSA project writes it. */
export function githubProvenance02(build: Build = {}): Claim {
  const { repository, ref, parameters, images, more, finished, path = WORKFLOW } = { ...HONEST, ...build };
  const source = { uri: `git+${repository}@${ref}`, digest: { sha1: COMMIT } };
  return {
    predicateType: CLAIM_TYPES.provenance02,
    predicate: {
      builder: {
        id:
          build.builder ??
          'https://github.com/slsa-framework/slsa-github-generator/.github/workflows/generator_container_slsa3.yml@refs/tags/v2.1.0',
      },
      buildType: build.buildType ?? 'https://github.com/slsa-framework/slsa-github-generator/container@v1',
      invocation: {
        configSource: { ...source, entryPoint: path },
        parameters,
        environment: { github_event_name: 'push', github_ref: ref, github_sha1: COMMIT },
      },
      metadata: {
        buildInvocationID: '7044213214-1',
        ...(finished !== null && { buildFinishedOn: finished }),
        completeness: { parameters: true, environment: false, materials: false },
        reproducible: false,
      },
      materials: [source, ...images.map(materialOf), ...more],
    },
  };
}

/** SLSA v1, as BuildKit writes it with `mode=max`; `builder.id` is empty where the build did not set one. */
export function buildkitProvenance(build: Build = {}): Claim {
  const { source, path, request, used, finished, builder } = buildkitFacts(build);
  return {
    predicateType: PREDICATES.provenance,
    predicate: {
      buildDefinition: {
        buildType:
          build.buildType ?? 'https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md',
        externalParameters: {
          configSource: { ...source, path },
          request,
        },
        internalParameters: { builderPlatform: 'linux/amd64', buildConfig: { llbDefinition: [] } },
        resolvedDependencies: used,
      },
      runDetails: {
        builder: { id: builder },
        metadata: {
          invocationId: 'k7m2p0x9',
          startedOn: '2026-11-01T11:58:00Z',
          ...(finished !== null && { finishedOn: finished }),
          buildkit_hermetic: false,
          buildkit_completeness: { request: true, resolvedDependencies: false },
        },
      },
    },
  };
}

/** SLSA v0.2, as BuildKit writes it unless it is told otherwise. */
export function buildkitProvenance02(build: Build = {}): Claim {
  const { source, path, request, used, finished, builder } = buildkitFacts(build);
  return {
    predicateType: CLAIM_TYPES.provenance02,
    predicate: {
      builder: { id: builder },
      buildType: build.buildType ?? 'https://mobyproject.org/buildkit@v1',
      materials: used,
      invocation: {
        configSource: { ...source, entryPoint: path },
        parameters: request,
        environment: { platform: 'linux/amd64' },
      },
      metadata: {
        buildInvocationID: 'k7m2p0x9',
        buildStartedOn: '2026-11-01T11:58:00Z',
        ...(finished !== null && { buildFinishedOn: finished }),
        completeness: { parameters: true, environment: true, materials: false },
        reproducible: false,
        'https://mobyproject.org/buildkit@v1#hermetic': false,
      },
    },
  };
}

/** What BuildKit says of a build, whatever the version of SLSA. */
function buildkitFacts(build: Build) {
  const facts = { ...HONEST, images: [BASE], path: 'Dockerfile', builder: '', ...build };
  const { repository, ref, parameters, images, more } = facts;
  const source = { uri: `${repository}.git#${ref}`, digest: { sha1: COMMIT } };
  const request = { frontend: 'dockerfile.v0', args: argumentsOf(parameters), locals: [] };
  return { ...facts, source, request, used: [...images.map(materialOf), source, ...more] };
}

function materialOf({ name, digest, type = 'docker' }: BaseImage): object {
  const uri = type === 'docker' ? `pkg:docker/${name}?platform=linux%2Famd64` : ociPurl(name, digest);
  return { uri, ...(digest !== undefined && { digest: { sha256: digest.slice('sha256:'.length) } }) };
}

/** `pkg:oci/` has the digest for a version, and the repository beside it. */
function ociPurl(image: string, digest = ''): string {
  const [repository = '', tag] = image.split('@');
  const name = repository.slice(repository.lastIndexOf('/') + 1);
  const version = digest === '' ? '' : `@${encodeURIComponent(digest)}`;
  return `pkg:oci/${name}${version}?repository_url=${repository}${tag === undefined ? '' : `&tag=${tag}`}`;
}

function argumentsOf(parameters: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [`build-arg:${name}`, value]));
}
