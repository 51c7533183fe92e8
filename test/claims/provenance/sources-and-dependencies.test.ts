import { describe, expect, test } from '@jest/globals';
import type { ProvenanceTerms } from '../../../src/model/attestation.ts';
import { changed } from '../judging.ts';
import { BUILDKIT, GENERATOR, GITHUB, offences, V1, V02 } from './documents.ts';

const ACME = { repository: 'https://github.com/acme/*' };
const TAGGED = { repository: 'git+https://github.com/acme/app.git', ref: 'refs/tags/v*' };
const WORKFLOW = 'buildDefinition/externalParameters/workflow';

type Case = [string, string, unknown, NonNullable<ProvenanceTerms['sources']>, readonly string[]];

describe('sources of provenance', () => {
  test.each<Case>([
    ["GitHub's", V1, GITHUB, [TAGGED], []],
    ["BuildKit's", V1, BUILDKIT, [{ ...ACME, ref: 'refs/heads/main' }], []],
    ['v0.2', V02, GENERATOR, [{ repository: 'https://x.test/y' }, TAGGED], []],
    [
      'a source as a text',
      V1,
      changed(GITHUB, 'buildDefinition/externalParameters', { source: 'git+https://github.com/acme/app@refs/tags/v1' }),
      [TAGGED],
      [],
    ],
    [
      "Google's",
      V1,
      changed(GITHUB, 'buildDefinition/externalParameters', {
        buildConfigSource: { repository: 'https://github.com/acme/app', ref: 'refs/tags/v1' },
      }),
      [TAGGED],
      [],
    ],
    [
      'another repository',
      V1,
      changed(GITHUB, `${WORKFLOW}/repository`, 'https://github.com/evil/app'),
      [ACME],
      [
        'provenance.sources: built from https://github.com/evil/app at refs/tags/v1.2.3, expected https://github.com/acme/*',
      ],
    ],
    [
      'another ref',
      V1,
      changed(GITHUB, `${WORKFLOW}/ref`, 'refs/heads/x'),
      [TAGGED],
      [
        'provenance.sources: built from https://github.com/acme/app at refs/heads/x, expected git+https://github.com/acme/app.git at refs/tags/v*',
      ],
    ],
    [
      'no ref',
      V1,
      changed(GITHUB, `${WORKFLOW}/ref`, undefined),
      [TAGGED],
      [
        'provenance.sources: built from https://github.com/acme/app, expected git+https://github.com/acme/app.git at refs/tags/v*',
      ],
    ],
    [
      'two places that disagree',
      V1,
      changed(GITHUB, 'buildDefinition/externalParameters/source', { uri: 'git+https://github.com/evil/app' }),
      [ACME],
      ['provenance.sources: built from https://github.com/evil/app, expected https://github.com/acme/*'],
    ],
    ['git dependencies, where no parameter names a source', V1, changed(GITHUB, WORKFLOW, undefined), [TAGGED], []],
    [
      'git dependencies of which one is another repository',
      V1,
      changed(changed(GITHUB, WORKFLOW, undefined), 'buildDefinition/resolvedDependencies/1', {
        uri: 'https://evil.test/lib.git#main',
      }),
      [TAGGED],
      [
        'provenance.sources: built from https://evil.test/lib at main, expected git+https://github.com/acme/app.git at refs/tags/v*',
      ],
    ],
    [
      'an address that can be read in several ways, without what may be a password',
      V1,
      changed(GITHUB, `${WORKFLOW}/repository`, 'https://u:secret@github.com/acme/../evil'),
      [ACME],
      ['provenance.sources: the source https://github.com/acme/../evil is no address that can be read in one way only'],
    ],
    [
      'no source at all',
      V02,
      { ...GENERATOR, invocation: {}, materials: undefined },
      [ACME],
      ['provenance.sources: the provenance does not say where the source is from'],
    ],
    [
      'what only the client says, in v1',
      V1,
      changed(
        changed(BUILDKIT, 'buildDefinition/externalParameters/configSource', { path: 'Dockerfile' }),
        'buildDefinition/resolvedDependencies',
        [],
      ),
      [ACME],
      [
        'provenance.sources: the provenance does not say where the source is from; only the client of the build says https://github.com/acme/app, for which the builder does not vouch',
      ],
    ],
    [
      'what only the client says, in v0.2',
      V02,
      {
        ...GENERATOR,
        invocation: { configSource: { entryPoint: 'Dockerfile' } },
        materials: [],
        metadata: {
          'https://mobyproject.org/buildkit@v1#metadata': { vcs: { source: 'https://t@github.com/acme/app' } },
        },
      },
      [ACME],
      [
        'provenance.sources: the provenance does not say where the source is from; only the client of the build says https://github.com/acme/app, for which the builder does not vouch',
      ],
    ],
  ])('%s', (_name, type, document, sources, expected) => {
    expect(offences(type, document, { sources })).toEqual(expected);
  });
});

const DEPENDENCIES = 'buildDefinition/resolvedDependencies';

describe('dependencies of provenance', () => {
  test.each<[string, unknown, NonNullable<ProvenanceTerms['dependencies']>, readonly string[]]>([
    ['all allowed', BUILDKIT, { allow: ['pkg:docker/**', 'https://github.com/acme/**'], requireDigests: true }, []],
    ['none', changed(BUILDKIT, DEPENDENCIES, []), { allow: ['x'], requireDigests: true }, []],
    [
      'one not allowed',
      BUILDKIT,
      { allow: ['pkg:docker/**'], requireDigests: false },
      [
        'provenance.dependencies.allow: https://github.com/acme/app.git#refs/heads/main is not allowed, expected pkg:docker/**',
      ],
    ],
    [
      'no digest, or none that is one, or no URI',
      changed(BUILDKIT, DEPENDENCIES, [
        { uri: 'https://u:p@x.test/y?token=1' },
        { uri: 'https://x.test/z', digest: { sha256: '' } },
        { digest: { sha256: 'ab'.repeat(32) } },
      ]),
      { allow: ['https://x.test/z'], requireDigests: true },
      [
        'provenance.dependencies.allow: https://x.test/y is not allowed, expected https://x.test/z',
        'provenance.dependencies.requireDigests: https://x.test/y has no digest',
        'provenance.dependencies.requireDigests: https://x.test/z has no digest',
        'provenance.dependencies.allow: dependency 3, which has no URI, is not allowed, expected https://x.test/z',
      ],
    ],
    [
      'none named',
      changed(BUILDKIT, DEPENDENCIES, undefined),
      { requireDigests: true },
      ['provenance.dependencies: the provenance does not say what the build depends on'],
    ],
  ])('%s', (_name, document, dependencies, expected) => {
    expect(offences(V1, document, { dependencies })).toEqual(expected);
  });
});

test('more than can be compared is refused', () => {
  const uri = `https://x.test/${'y'.repeat(2_000)}`;
  const document = changed(BUILDKIT, DEPENDENCIES, Array(200).fill({ uri }));
  const allow = ['https://x.test/**', ...Array(255).fill('https://other.test/**')];
  const told = offences(V1, document, { dependencies: { allow, requireDigests: false } });
  expect(told).toHaveLength(1);
  expect(told[0]).toContain(
    'provenance.dependencies.allow: there are too many dependencies to compare: https://x.test/',
  );
});

/** Provenance that names these dependencies. */
const using = (...uris: readonly string[]) =>
  changed(
    BUILDKIT,
    DEPENDENCIES,
    uris.map((uri) => ({ uri })),
  );

describe('base images of provenance', () => {
  test.each<[string, unknown, readonly string[], readonly string[]]>([
    ['all allowed', BUILDKIT, ['docker.io/docker/dockerfile', 'registry.example.com/base/*'], []],
    [
      'all spellings',
      using(
        `pkg:oci/node@sha256%3A${'ab'.repeat(32)}?repository_url=registry.example.com/base/node`,
        'docker://registry.example.com/base/node:24',
        'oci://registry.example.com/base/node',
        'docker-image://registry.example.com/base/node',
        'pkg:docker/base/node@24?repository_url=registry.example.com',
      ),
      ['registry.example.com/base/node'],
      [],
    ],
    [
      'one not allowed',
      BUILDKIT,
      ['registry.example.com/base/*'],
      [
        'provenance.baseImages: the image pkg:docker/docker/dockerfile@1 is not allowed, expected registry.example.com/base/*',
      ],
    ],
    [
      'an image without a registry, and one in a folder',
      using('pkg:oci/node@sha256%3Aab', 'oci-layout://base'),
      ['**'],
      [
        'provenance.baseImages: the image pkg:oci/node@sha256%3Aab cannot be judged: it has no repository_url, so that nobody knows its registry',
        'provenance.baseImages: the image oci-layout://base cannot be judged: it lies in a folder, and says nothing of where it is from',
      ],
    ],
    [
      'no image',
      using('https://x.test/y'),
      ['**'],
      ['provenance.baseImages: the provenance names no image that it is built on'],
    ],
    [
      'nothing said of dependencies',
      changed(BUILDKIT, DEPENDENCIES, undefined),
      ['**'],
      ['provenance.baseImages: the provenance names no image that it is built on'],
    ],
  ])('%s', (_name, document, baseImages, expected) => {
    expect(offences(V1, document, { baseImages })).toEqual(expected);
  });
});
