import type { DockerIgnore } from '../model/build.ts';
import { type IgnorePattern, readIgnorePattern } from './ignore-pattern.ts';

/** Patterns that can leave out the context as a whole. */
const EVERYTHING: ReadonlySet<string> = new Set(['*', '**', '**/*']);

/** Steps of matching for all paths that a file is asked about: hundreds of thousands of usual ones. */
const MAX_WORK = 200_000_000;

/**
 * Reads a .dockerignore file as BuildKit does. Never throws: patterns that Docker refuses are in `invalid`, and match nothing.
 * After 200 million steps of matching it says of no path that it is left out.
 * @param file as messages name it
 */
export function readDockerignore(file: string, text: string): DockerIgnore {
  const patterns: string[] = [];
  const compiled: IgnorePattern[] = [];
  const ofEverything: boolean[] = [];
  let work = 0;
  const invalid: { line: number; pattern: string; reason: string }[] = [];
  for (const [at, line] of withoutMark(text).split('\n').entries()) {
    const pattern = line.startsWith('#') ? '' : cleanPattern(line.trim());
    if (pattern === '') continue;
    patterns.push(pattern);
    const isException = pattern.startsWith('!');
    const body = isException ? pattern.slice(1) : pattern;
    const read = body === '' ? 'it names nothing behind the "!"' : readIgnorePattern(body, isException);
    if (typeof read === 'string') invalid.push({ line: at + 1, pattern, reason: read });
    else compiled.push(read);
    if (EVERYTHING.has(body)) ofEverything.push(!isException);
  }
  return {
    file,
    patterns,
    hasExceptions: patterns.some((pattern) => pattern.startsWith('!')),
    invalid,
    excludes(path) {
      const cleaned = withoutSlash(cleanPath(path));
      if (cleaned === '.' || cleaned === '/') return ofEverything.at(-1) ?? false;
      let isExcluded = false;
      for (const { isException, cost, matches } of compiled) {
        // The last pattern that matches decides: only those that would change the answer have to be looked at.
        if (isException !== isExcluded) continue;
        work += cost * (cleaned.length + 1);
        if (work > MAX_WORK) return false;
        if (matches(cleaned)) isExcluded = !isException;
      }
      return isExcluded;
    },
  };
}

function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** A line without white space at its ends, as a path below the context; `!` stays in front. */
function cleanPattern(line: string): string {
  const isException = line.startsWith('!');
  const body = isException ? line.slice(1).trim() : line;
  const cleaned = body === '' ? '' : withoutSlash(cleanPath(body));
  return isException ? `!${cleaned}` : cleaned;
}

function withoutSlash(path: string): string {
  return path.length > 1 && path.startsWith('/') ? path.slice(1) : path;
}

/** The shortest path that means the same, as Go's `filepath.Clean` makes it. */
export function cleanPath(path: string): string {
  const isAbsolute = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (!isAbsolute) parts.push('..');
  }
  return (isAbsolute ? '/' : '') + parts.join('/') || '.';
}
