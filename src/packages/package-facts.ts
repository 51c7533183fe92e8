import type { Component } from '../model/sbom.ts';
import type { Ecosystem } from './ecosystem.ts';
import { type Purl, parsePurl } from './purl.ts';
import { purlTypeRule } from './purl-types.ts';

/** What tells which package a component is. */
export interface PackageFacts {
  /** Absent: the component has no package URL that can be read, and only its name says what it is. */
  readonly purl?: Purl;
  /** Why there is no `purl`. */
  readonly lacks?: string;
  /** Namespace and name, in the spelling that is compared; without `purl` as the component writes it. */
  readonly path: string;
  /** '' where there is none. With the epoch in front, where the package has one. */
  readonly version: string;
}

/** Types that have a number in front of the version which outweighs it, in package URLs also as a qualifier. */
const WITH_EPOCH: ReadonlySet<string> = new Set(['rpm', 'deb']);
const EPOCH = /^\d+:/;

/** Names of types that are no types, but have been seen, by the type that is meant. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['alpine', 'apk'],
  ['crates', 'cargo'],
  ['go', 'golang'],
  ['pip', 'pypi'],
  ['rubygems', 'gem'],
]);

/** The type that is meant by a type, in lower case. */
export function packageType(type: string): string {
  return ALIASES.get(type) ?? type;
}

/** Names that people take for those of types, by the type that is meant. Nothing that lists packages writes them. */
const MISNOMERS: ReadonlyMap<string, Ecosystem> = new Map([
  ...['js', 'node', 'nodejs', 'nmp', 'yarn'].map((name) => [name, 'npm'] as const),
  ...['python', 'pipy'].map((name) => [name, 'pypi'] as const),
  ...['java', 'mvn'].map((name) => [name, 'maven'] as const),
  ...['debian', 'dpkg', 'ubuntu'].map((name) => [name, 'deb'] as const),
  ...['centos', 'fedora', 'redhat', 'rhel'].map((name) => [name, 'rpm'] as const),
  ...['gems', 'ruby'].map((name) => [name, 'gem'] as const),
  ...['crate', 'rust'].map((name) => [name, 'cargo'] as const),
]);

/** The type that somebody means who writes what is none; undefined for types, known here or not. */
export function meantType(type: string): Ecosystem | undefined {
  return MISNOMERS.get(type);
}

/** What a type takes for the same beyond its rules, or what generators write in its place: `group:artifact`. */
const SPELLINGS: ReadonlyMap<string, (path: string) => string> = new Map([
  ['cargo', (path: string) => path.replaceAll('_', '-')],
  ['maven', (path: string) => (path.includes('/') ? path : path.replace(':', '/'))],
]);

/**
 * A name, or names with `/` between, as names of a type are compared. Beyond what package URLs ask for, case never
 * counts, nor do spaces around it: a different spelling must not hide a package.
 */
export function comparableName(type: string, path: string): string {
  const written = (purlTypeRule(type).name?.(path) ?? path).toLowerCase().trim();
  const name = SPELLINGS.get(type)?.(written) ?? written;
  return name.includes('//') ? name.split('/').filter(Boolean).join('/') : name;
}

/** Looks at a component once, for any number of patterns. */
export function packageFacts(component: Component): PackageFacts {
  const parsed = component.purl === undefined ? undefined : parsePurl(component.purl);
  if (parsed?.ok !== true) {
    const lacks = parsed === undefined ? 'it has no package URL' : 'its package URL cannot be read';
    return { lacks, path: component.name.trim(), version: component.version.trim() };
  }
  const { purl } = parsed;
  const type = packageType(purl.type);
  const path = comparableName(type, purl.namespace === '' ? purl.name : `${purl.namespace}/${purl.name}`);
  const version = purl.version === '' ? component.version.trim() : purl.version;
  return { purl: type === purl.type ? purl : { ...purl, type }, path, version: withEpoch(purl, version) };
}

function withEpoch({ type, qualifiers }: Purl, version: string): string {
  const epoch = WITH_EPOCH.has(type) ? qualifiers.get('epoch') : undefined;
  return epoch === undefined || version === '' || EPOCH.test(version) ? version : `${epoch}:${version}`;
}

/** A version in two parts; the epoch is 0 where it names none. */
export function splitEpoch(version: string): { readonly epoch: string; readonly rest: string } {
  const [found] = EPOCH.exec(version) ?? [];
  return found === undefined
    ? { epoch: '0', rest: version }
    : { epoch: found.slice(0, -1), rest: version.slice(found.length) };
}

/** Whether the packages of a type have epochs. */
export function hasEpoch(type: string): boolean {
  return WITH_EPOCH.has(type);
}
