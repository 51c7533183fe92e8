import type { ProvenanceTerms, TrustedBuilder } from '../model/attestation.ts';
import type { FieldPath } from '../model/path.ts';
import {
  flag,
  list,
  map,
  number,
  optional,
  type RecordFault,
  type RecordOf,
  record,
  required,
  scalarOrRecord,
  type TextCheck,
} from '../model/schema.ts';
import { BASE_IMAGES } from './base-images.ts';
import { emptiness } from './one-of.ts';
import { type PlacedText, placedGlob, placedTexts } from './placed-texts.ts';

const MAX_PARAMETERS = 64;
/** Levels of SLSA's build track above 0, which promises nothing (slsa.dev/spec/v1.1/levels). */
const MAX_LEVEL = 3;
const MAX_KEY = 256;
/** Parts of a dotted name. */
const MAX_PARTS = 16;

const level = (description: string) => number(description, { integer: true, minimum: 1, maximum: MAX_LEVEL });

const checkParameter: TextCheck = (key) => {
  const parts = key.split('.');
  if (key.length > MAX_KEY || parts.length > MAX_PARTS) {
    return `has at most ${MAX_KEY} characters and ${MAX_PARTS} parts between dots`;
  }
  return parts.includes('') ? 'has an empty part between dots: write workflow.ref' : undefined;
};

const BUILDER = scalarOrRecord(
  'Who may have built',
  placedGlob('The id of a builder'),
  record('Who may have built', {
    id: required(placedGlob('The id of a builder')),
    level: optional(level('The build level of SLSA that you ascribe to it, for minLevel')),
  }),
);

const FIELDS = {
  builders: optional(list('Who may have built', BUILDER)),
  buildTypes: optional(list('How it may have been built', placedGlob('The URI of a build type'))),
  sources: optional(
    list(
      'Where the source may have come from',
      record('A source', {
        repository: required(placedGlob('Its repository: https://github.com/acme/*')),
        ref: optional(placedGlob('Branch or tag: refs/tags/v*')),
      }),
    ),
  ),
  parameters: optional(
    map(
      'What the build must have been told, by dotted name: workflow.ref',
      placedGlob('How it must read'),
      checkParameter,
    ),
  ),
  dependencies: optional(
    record(
      'What the build may have taken in',
      {
        allow: optional(list('Every dependency must be one of these', placedGlob('Its URI'))),
        requireDigests: optional(flag('true: every dependency must be named by a digest')),
      },
      ({ allow, requireDigests = false }): RecordFault | undefined =>
        allow === undefined && !requireDigests ? { field: '', message: 'asks for nothing; leave it out' } : undefined,
    ),
  ),
  baseImages: optional(BASE_IMAGES),
  minLevel: optional(level('The build level of SLSA that the builder must have: that of its entry in builders')),
};

/** The block `provenance` of an attestation. */
export type ProvenanceSource = RecordOf<typeof FIELDS>;

/** What provenance must say. */
export const PROVENANCE_BLOCK = record('What it must say of how the image was built', FIELDS, checkBlock);

function checkBlock(source: ProvenanceSource): RecordFault | undefined {
  const { builders, parameters, minLevel } = source;
  if (parameters !== undefined) {
    const count = Object.keys(parameters).length;
    if (count === 0) return { field: 'parameters', message: 'is empty; leave it out' };
    if (count > MAX_PARAMETERS)
      return { field: 'parameters', message: `has ${count} entries, more than ${MAX_PARAMETERS}` };
  }
  const levels = (builders ?? []).map(levelOf);
  if (minLevel === undefined) {
    return levels.some((each) => each > 0)
      ? { field: 'builders', message: 'have levels, which only minLevel looks at' }
      : emptiness(source);
  }
  if (builders === undefined) {
    const message = 'needs builders, each with its level: what provenance says of its own level proves nothing';
    return { field: 'minLevel', message };
  }
  return levels.some((each) => each >= minLevel)
    ? undefined
    : { field: 'minLevel', message: `is ${minLevel}, and no entry of builders has such a level` };
}

type BuilderSource = string | { readonly id: string; readonly level?: number };

/** A builder of which nothing is said promises nothing. */
function levelOf(builder: BuilderSource): number {
  return typeof builder === 'string' ? 0 : (builder.level ?? 0);
}

function builderOf(builder: BuilderSource): TrustedBuilder {
  return { id: typeof builder === 'string' ? builder : builder.id, level: levelOf(builder) };
}

/** The patterns of a block in which `*` stays between slashes. */
export function provenanceTexts({
  builders,
  buildTypes,
  sources,
  parameters,
  dependencies,
}: ProvenanceSource): readonly PlacedText[] {
  const glob = (at: FieldPath, text: string): PlacedText => ({ kind: 'glob', at, text });
  return [
    ...(builders ?? []).map((builder, index) =>
      typeof builder === 'string' ? glob(['builders', index], builder) : glob(['builders', index, 'id'], builder.id),
    ),
    ...placedTexts('glob', ['buildTypes'], buildTypes),
    ...(sources ?? []).flatMap(({ repository, ref }, index) => [
      glob(['sources', index, 'repository'], repository),
      ...(ref === undefined ? [] : [glob(['sources', index, 'ref'], ref)]),
    ]),
    ...Object.entries(parameters ?? {}).map(([name, each]) => glob(['parameters', name], each)),
    ...placedTexts('glob', ['dependencies', 'allow'], dependencies?.allow),
  ];
}

/** What a checked block says. */
export function provenanceTerms(source: ProvenanceSource): ProvenanceTerms {
  const { builders, buildTypes, sources, parameters, dependencies, minLevel } = source;
  return {
    kind: 'provenance',
    ...(builders && { builders: builders.map(builderOf) }),
    ...(buildTypes && { buildTypes }),
    ...(sources && { sources }),
    ...(parameters && { parameters }),
    ...(dependencies && {
      dependencies: {
        ...(dependencies.allow && { allow: dependencies.allow }),
        requireDigests: dependencies.requireDigests ?? false,
      },
    }),
    ...(source.baseImages && { baseImages: source.baseImages }),
    ...(minLevel !== undefined && { minLevel }),
  };
}
