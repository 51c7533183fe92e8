import { printable } from '../model/printable.ts';
import { type Match, matchParts } from './glob.ts';
import { comparableName } from './package-facts.ts';

/** The names that a pattern means, in the spelling that is compared. */
export interface PackageName {
  readonly type: string;
  /** Absent: the last segment has a `*`. */
  readonly literal?: string;
  /** Namespace and name of a package of the type. */
  readonly matches: Match;
  /** A component of which nothing is known but its name, perhaps with a group in front. */
  readonly matchesBareName: Match;
}

type NameResult = { readonly ok: true; readonly name: PackageName } | { readonly ok: false; readonly reason: string };

/** How many segments the names of a type have, and how they are written: others would never match. */
const SHAPES: ReadonlyMap<string, { readonly least: number; readonly most: number; readonly hint: string }> = new Map([
  ['apk', { least: 2, most: 2, hint: 'pkg:apk/alpine/NAME, or pkg:apk/*/NAME for every distribution' }],
  ['cargo', { least: 1, most: 1, hint: 'pkg:cargo/NAME' }],
  ['composer', { least: 2, most: 2, hint: 'pkg:composer/VENDOR/NAME' }],
  ['deb', { least: 2, most: 2, hint: 'pkg:deb/debian/NAME, or pkg:deb/*/NAME for every distribution' }],
  ['gem', { least: 1, most: 1, hint: 'pkg:gem/NAME' }],
  ['maven', { least: 2, most: 2, hint: 'pkg:maven/GROUP/ARTIFACT, the group with its dots' }],
  ['npm', { least: 1, most: 2, hint: 'pkg:npm/NAME or pkg:npm/@SCOPE/NAME' }],
  ['nuget', { least: 1, most: 1, hint: 'pkg:nuget/NAME' }],
  ['oci', { least: 1, most: 1, hint: 'pkg:oci/NAME' }],
  ['pypi', { least: 1, most: 1, hint: 'pkg:pypi/NAME' }],
  ['rpm', { least: 2, most: 2, hint: 'pkg:rpm/redhat/NAME, or pkg:rpm/*/NAME for every distribution' }],
]);

/** What a name may hold unless it is percent-encoded: without operators of ranges, which belong behind `@`. */
const SEGMENT = /^@?[^\s<>=!|,;@]+$/;

/**
 * Compiles namespace and name of a pattern, as `ns/name`; `*` stands for any characters within a segment.
 * @param type in lower case
 */
export function compilePackageName(type: string, text: string): NameResult {
  const written = text.split('/');
  const segments: (readonly string[])[] = [];
  for (const segment of written) {
    const parts = readSegment(segment);
    if (typeof parts === 'string') return { ok: false, reason: parts };
    segments.push(parts.map((part) => comparableName(type, part)));
  }
  const shape = SHAPES.get(type);
  if (shape !== undefined && (segments.length < shape.least || segments.length > shape.most)) {
    return { ok: false, reason: `packages of the type ${type} are written ${shape.hint}` };
  }
  if (segments.length === 1 && segments[0]?.[0]?.startsWith('@') === true) {
    return { ok: false, reason: 'before "@" a name is missing; behind a scope of npm "/" and a name' };
  }
  const scope = segments.length > 1 ? segments[0]?.[0] : undefined;
  if (type === 'npm' && scope !== undefined && scope !== '' && !scope.startsWith('@')) {
    return { ok: false, reason: `a scope of npm begins with "@": pkg:npm/@${printable(written[0] ?? '', 64)}/...` };
  }
  return { ok: true, name: packageName(type, segments) };
}

/** What stands between the `*` of a segment, decoded, or what is wrong. */
function readSegment(segment: string): readonly string[] | string {
  const quoted = `"${printable(segment, 64)}"`;
  if (segment === '') return 'a name in it is empty: look for a "/" too many';
  if (segment.includes('**')) return 'it may have "*", which stays between slashes, but not "**"';
  if (!SEGMENT.test(segment)) return `${quoted} is no name: a range of versions stands behind "@"`;
  try {
    const parts = segment.split('*').map(decodeURIComponent);
    return parts.some((part) => part.includes('/')) ? `in ${quoted} write "/" in place of %2F` : parts;
  } catch {
    return `${quoted} is not percent-encoded UTF-8`;
  }
}

function packageName(type: string, segments: readonly (readonly string[])[]): PackageName {
  const last = segments.at(-1) ?? [];
  const matchesLast = matchParts(last);
  const matchesPath = matchSegments(segments);
  const matchesAny: Match = (path) => (path.includes('/') ? matchesPath(path) : matchesLast(path));
  const literal = last.length === 1 ? { literal: last[0] ?? '' } : {};
  return {
    type,
    ...literal,
    // Where a namespace is left out that the type asks for, nobody can tell that it is another one.
    matches: (SHAPES.get(type)?.least ?? 1) > 1 ? matchesAny : matchesPath,
    matchesBareName: (text) => matchesAny(comparableName(type, text)),
  };
}

function matchSegments(segments: readonly (readonly string[])[]): Match {
  if (segments.every((parts) => parts.length === 1)) return matchParts([segments.flat().join('/')]);
  const matchers = segments.map(matchParts);
  // Most names differ before the first `*` or after the last one, which is seen without taking them apart.
  const literals = segments
    .map((parts) => parts.join('*'))
    .join('/')
    .split('*');
  const start = literals[0] ?? '';
  const end = literals.at(-1) ?? '';
  return (path) => {
    if (!path.startsWith(start) || !path.endsWith(end)) return false;
    const names = path.split('/');
    return names.length === matchers.length && matchers.every((matches, at) => matches(names[at] ?? ''));
  };
}
