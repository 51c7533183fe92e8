const ABSOLUTE = /^(?:\/|\\|[A-Za-z]:[\\/])/;

/** Whether a path in an image starts at its root: `/app`, `C:\app`; `C:app` is relative to the folder of that drive. */
export function isAbsolute(path: string): boolean {
  return ABSOLUTE.test(path);
}

/** The last part of a path, slashes at its end apart: `b` of `/a/b/`. */
export function baseName(path: string): string {
  let end = path.length;
  while (end > 1 && path[end - 1] === '/') end -= 1;
  return path.slice(path.lastIndexOf('/', end - 1) + 1, end);
}

/**
 * A path without `.`, `..` and double slashes, relative to the root that it cannot leave: '' is the root. So does BuildKit
 * read the sources of COPY, whose root is the build context.
 */
export function fromRoot(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** Whether a path is a folder or lies below it; both come from `fromRoot`. */
export function isWithin(path: string, folder: string): boolean {
  return path.startsWith(folder) && (path.length === folder.length || path[folder.length] === '/');
}
