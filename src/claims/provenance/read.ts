import { isObject, type JsonObject, ownField } from '../../model/json.ts';
import { printable } from '../../model/printable.ts';
import { predicateKind } from '../../parse/predicate-type.ts';
import { ClaimError } from '../claim.ts';
import { claimedTime } from '../claimed-time.ts';
import { firstOf, objectAt, objectsAt, shortTextAt } from '../fields.ts';

/** Dependencies that one provenance may name. */
const MAX_DEPENDENCIES = 10_000;

/** Something that a build used. */
export interface Dependency {
  /** '' where there is none. */
  readonly uri: string;
  /** Its place in the list, from 1. */
  readonly position: number;
  readonly digests: JsonObject;
}

/** Where the document says that the source came from, as written. */
export interface SourceText {
  readonly address: string;
  readonly ref?: string;
}

/** What SLSA provenance says, whatever its version. */
export interface Provenance {
  /** Id of the builder; '' where there is none. */
  readonly builder: string;
  readonly buildType: string;
  /**
   * What the builder was told to build. Where it does not say: every git repository that it used, because which of them is
   * the source cannot be told.
   */
  readonly sources: readonly SourceText[];
  /** Where the client of the build says that its files come from; the builder did not fetch them, and cannot know. */
  readonly clientSource?: string;
  /** What the build was told; absent where it says nothing of that. */
  readonly parameters?: JsonObject;
  /** Absent where it says nothing of them. */
  readonly dependencies?: readonly Dependency[];
  /** When the build ended, in milliseconds since the epoch. */
  readonly finished?: number;
}

/**
 * Reads SLSA provenance v0.2 or v1 (slsa.dev/provenance). Both ask for a builder, which BuildKit leaves empty where nobody
 * told it of one.
 * @throws ClaimError
 */
export function readProvenance(document: unknown, predicateType: string): Provenance {
  const kind = predicateKind(predicateType);
  if (kind === 'slsa-0.1') throw new ClaimError('SLSA provenance v0.1 is not supported: give v1 or v0.2');
  if (kind !== 'slsa-0.2' && kind !== 'slsa-1') {
    throw new ClaimError(`a predicate of type "${printable(predicateType)}" is no SLSA provenance v0.2 or v1`);
  }
  if (!isObject(document)) throw new ClaimError('the predicate is not an object');
  const { builder, buildType, ...rest } = kind === 'slsa-1' ? readV1(document) : readV02(document);
  if (buildType === '') throw new ClaimError('the provenance names no build type');
  return { builder, buildType, ...rest };
}

/** slsa.dev/provenance/v0.2 */
function readV02(document: JsonObject): Provenance {
  const invocation = objectAt(document, 'invocation') ?? {};
  const metadata = objectAt(document, 'metadata') ?? {};
  const dependencies = dependenciesAt(document, 'materials');
  const buildKit = objectAt(metadata, 'https://mobyproject.org/buildkit@v1#metadata');
  return {
    builder: shortTextAt(objectAt(document, 'builder'), 'id'),
    buildType: shortTextAt(document, 'buildType'),
    sources: sourcesOf([sourceAt(invocation, 'configSource')], dependencies),
    ...optional('clientSource', clientSource(buildKit)),
    ...optional('parameters', objectAt(invocation, 'parameters')),
    ...optional('dependencies', dependencies),
    ...optional('finished', claimedTime(ownField(metadata, 'buildFinishedOn'))),
  };
}

/**
 * slsa.dev/provenance/v1. What was built stands in the external parameters, in a place that the build type chooses:
 * GitHub's (`workflow`), those of slsa-github-generator (`source`), BuildKit (`configSource`) and Google Cloud Build.
 */
function readV1(document: JsonObject): Provenance {
  const definition = objectAt(document, 'buildDefinition') ?? {};
  const details = objectAt(document, 'runDetails') ?? {};
  const metadata = objectAt(details, 'metadata') ?? {};
  const parameters = objectAt(definition, 'externalParameters');
  const dependencies = dependenciesAt(definition, 'resolvedDependencies');
  const places = ['workflow', 'source', 'configSource', 'buildConfigSource', 'sourceToBuild'];
  const named = parameters === undefined ? [] : places.map((place) => sourceAt(parameters, place));
  return {
    builder: shortTextAt(objectAt(details, 'builder'), 'id'),
    buildType: shortTextAt(definition, 'buildType'),
    sources: sourcesOf(named, dependencies),
    ...optional('clientSource', clientSource(objectAt(metadata, 'buildkit_metadata'))),
    ...optional('parameters', parameters),
    ...optional('dependencies', dependencies),
    ...optional('finished', claimedTime(ownField(metadata, 'finishedOn'))),
  };
}

/** A source that is named as a text, or as an object with `uri` or with `repository` and `ref`. */
function sourceAt(parent: JsonObject, name: string): SourceText | undefined {
  const value = ownField(parent, name);
  if (typeof value === 'string') return { address: shortTextAt(parent, name) };
  if (!isObject(value)) return undefined;
  const address = firstOf(shortTextAt(value, 'repository'), shortTextAt(value, 'uri'));
  const ref = shortTextAt(value, 'ref');
  return address === undefined ? undefined : { address, ...(ref !== '' && { ref }) };
}

function sourcesOf(
  named: readonly (SourceText | undefined)[],
  dependencies: readonly Dependency[] = [],
): readonly SourceText[] {
  const sources = named.filter((source) => source !== undefined);
  return sources.length > 0 ? sources : dependencies.filter(isGit).map(({ uri }) => ({ address: uri }));
}

function isGit({ uri, digests }: Dependency): boolean {
  return /^git(?:\+|:\/\/|@)|\.git(?:$|[@#?])/.test(uri) || Object.hasOwn(digests, 'gitCommit');
}

/** BuildKit's `vcs:source`, which the client sends along with the files. */
function clientSource(buildKit: JsonObject | undefined): string | undefined {
  const vcs = buildKit && objectAt(buildKit, 'vcs');
  return firstOf(shortTextAt(vcs, 'source'));
}

function dependenciesAt(parent: JsonObject, name: string): readonly Dependency[] | undefined {
  if ((ownField(parent, name) ?? undefined) === undefined) return undefined;
  return objectsAt(parent, name, MAX_DEPENDENCIES).map((dependency, index) => ({
    uri: shortTextAt(dependency, 'uri'),
    position: index + 1,
    digests: objectAt(dependency, 'digest') ?? {},
  }));
}

/** A field that is left out where there is no value. */
function optional<Name extends string, Value>(name: Name, value: Value | undefined): { readonly [K in Name]?: Value } {
  return (value === undefined ? {} : { [name]: value }) as { readonly [K in Name]?: Value };
}
