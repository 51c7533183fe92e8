import { describe, expect, test } from '@jest/globals';
import type { ProvenanceTerms } from '../../../src/model/attestation.ts';
import { changed } from '../judging.ts';
import { BUILDKIT, GENERATOR, GITHUB, judge, offences, V1, V02 } from './documents.ts';

const RELEASE = 'https://github.com/acme/*/.github/workflows/release.yml@refs/tags/v*';

type Case = [string, string, unknown, Partial<ProvenanceTerms>, readonly string[]];

describe('terms of provenance', () => {
  test.each<Case>([
    ['a builder', V1, GITHUB, { builders: [{ id: RELEASE, level: 0 }] }, []],
    ['a builder of v0.2', V02, GENERATOR, { builders: [{ id: 'https://github.com/slsa-framework/**', level: 3 }] }, []],
    [
      'a builder that is none of those',
      V1,
      GITHUB,
      { builders: [{ id: 'https://github.com/acme/*', level: 0 }], minLevel: 2 },
      [
        'provenance.builders: built by https://github.com/acme/app/.github/workflows/release.yml@refs/tags/v1.2.3, expected https://github.com/acme/*',
      ],
    ],
    [
      'a level',
      V1,
      GITHUB,
      {
        builders: [
          { id: '**', level: 1 },
          { id: RELEASE, level: 2 },
        ],
        minLevel: 2,
      },
      [],
    ],
    [
      'a level that is too low',
      V1,
      BUILDKIT,
      { builders: [{ id: '**', level: 1 }], minLevel: 2 },
      [
        'provenance.minLevel: the policy ascribes SLSA build level 1 to the builder https://builder.example.com/buildkit, expected at least 2',
      ],
    ],
    [
      'a level that nobody ascribes',
      V1,
      BUILDKIT,
      { minLevel: 1 },
      [
        'provenance.minLevel: the policy ascribes no SLSA level to the builder https://builder.example.com/buildkit, expected at least 1',
      ],
    ],
    ['a build type', V1, GITHUB, { buildTypes: ['x', 'https://actions.github.io/buildtypes/workflow/v1'] }, []],
    [
      'another build type',
      V02,
      GENERATOR,
      { buildTypes: ['https://actions.github.io/**'] },
      [
        'provenance.buildTypes: the build type is https://github.com/slsa-framework/slsa-github-generator/container@v1, expected https://actions.github.io/**',
      ],
    ],
    ['no builder, where none is asked for', V1, changed(GITHUB, 'runDetails/builder/id', ''), {}, []],
    [
      'no builder, where any will do',
      V1,
      changed(GITHUB, 'runDetails/builder', {}),
      { builders: [{ id: '**', level: 3 }], minLevel: 1 },
      ['provenance.builders: it names no builder, expected **'],
    ],
    ['a parameter', V1, GITHUB, { parameters: { 'workflow.ref': 'refs/tags/v*', 'workflow.path': '.github/**' } }, []],
    [
      'parameters that are no texts',
      V02,
      GENERATOR,
      { parameters: { 'inputs.attempt': '3', 'inputs.dry': 'false', 'inputs.mode': 'rel*' } },
      [],
    ],
    [
      'a parameter with another value',
      V1,
      GITHUB,
      { parameters: { 'workflow.ref': 'refs/heads/main' } },
      ['provenance.parameters: the parameter workflow.ref is "refs/tags/v1.2.3", expected refs/heads/main'],
    ],
    [
      'a parameter that is missing',
      V1,
      GITHUB,
      { parameters: { 'workflow.constructor.name': '**' } },
      ['provenance.parameters: the parameter workflow.constructor.name is missing, expected **'],
    ],
    [
      'a name that every object has',
      V1,
      GITHUB,
      { parameters: Object.fromEntries([['toString', '**']]) },
      ['provenance.parameters: the parameter toString is missing, expected **'],
    ],
    [
      'a parameter that is an object',
      V1,
      GITHUB,
      { parameters: { workflow: '**' } },
      ['provenance.parameters: the parameter workflow is neither a text nor a number nor a boolean, expected **'],
    ],
    [
      'parameters that are missing altogether',
      V02,
      changed(GENERATOR, 'invocation', undefined),
      { parameters: { 'inputs.mode': '**' } },
      ['provenance.parameters: the parameter inputs.mode is missing, expected **'],
    ],
    [
      'a value that is too long for a pattern',
      V1,
      changed(GITHUB, 'buildDefinition/externalParameters/workflow/ref', 'r'.repeat(3_000)),
      { parameters: { 'workflow.ref': 'r*' } },
      [`provenance.parameters: the parameter workflow.ref is "${'r'.repeat(127)}…", expected r*`],
    ],
  ])('%s', (_name, type, document, terms, expected) => {
    expect(offences(type, document, terms)).toEqual(expected);
  });

  test('the end of the build and its builder are told', () => {
    const reading = judge(V1, GITHUB);
    expect(reading).toEqual({
      offences: [],
      unlisted: 0,
      unlistedWarnings: 0,
      claimedTime: Date.parse('2026-11-19T08:00:00Z'),
      maker: GITHUB.runDetails.builder.id,
    });
    expect(judge(V02, GENERATOR).claimedTime).toBe(reading.claimedTime);
  });

  test.each<[string, string, unknown, string]>([
    ['v0.1', 'https://slsa.dev/provenance/v0.1', GENERATOR, 'SLSA provenance v0.1 is not supported: give v1 or v0.2'],
    ['another type', 'https://spdx.dev/Document', GITHUB, 'a predicate of type "https://spdx.dev/Document" is no SLSA'],
    ['v0.2 as v1', V1, GENERATOR, 'the provenance names no build type'],
    ['v1 as v0.2', V02, GITHUB, 'the provenance names no build type'],
    ['a list', V1, [], 'the predicate is not an object'],
    ['nothing', V1, undefined, 'the predicate is not an object'],
    ['no build type', V1, changed(GITHUB, 'buildDefinition/buildType', 1), 'the provenance names no build type'],
    ['a list for an object', V1, changed(GITHUB, 'runDetails', []), 'runDetails is not an object'],
    ['a text for a list', V02, changed(GENERATOR, 'materials', 'x'), 'materials is not a list'],
    [
      'too many dependencies',
      V02,
      changed(
        GENERATOR,
        'materials',
        Array.from({ length: 10_001 }, () => ({})),
      ),
      'materials holds 10001 items, more than 10000',
    ],
    ['a builder that is too long', V02, changed(GENERATOR, 'builder/id', 'x'.repeat(5_000)), 'id is longer than 4096'],
  ])('refuses %s', (_name, type, document, reason) => {
    const reading = judge(type, document);
    expect(reading.offences).toHaveLength(1);
    expect(reading.offences[0]?.term).toBe('provenance');
    expect(reading.offences[0]?.message).toContain(reason);
  });

  test('terms that are none do not compile', () => {
    expect(() => judge(V1, GITHUB, { buildTypes: [''] })).toThrow('may not be empty');
    expect(() => judge(V1, GITHUB, { baseImages: ['*'] })).toThrow('does not cross');
  });
});
