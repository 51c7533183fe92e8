import type { TextCheck } from '../../../model/schema.ts';

/** A path of a node, cleaned: two texts for the same place give the same components. */
export interface HostPath {
  readonly text: string;
  readonly style: 'linux' | 'windows';
  readonly components: readonly string[];
}

const SEPARATOR = /[\\/]/;
const DRIVE = /^[A-Za-z]:$/;
const DRIVE_ROOT = /^[A-Za-z]:[\\/]/;

/** What leads from a process in `/proc` to anywhere: to its root, its directory, the files that it has open. */
const LINKS_OF_PROCESS: ReadonlySet<unknown> = new Set(['cwd', 'exe', 'fd', 'map_files', 'root', 'task']);

/** Windows gives long names a short one as well: `PROGRA~1`. */
const SHORT_NAME = /~[0-9]/;

/**
 * What makes a path uncertain, as a clause after it; undefined when nothing does: a relative one depends on where the
 * container runtime was started, and all others follow links, or names, that only the node knows.
 */
export function pathFault(path: unknown, onWindows = false): string | undefined {
  if (typeof path !== 'string') return 'which is not a path';
  const isAbsolute = path.startsWith('/') || path.startsWith('\\') || DRIVE_ROOT.test(path);
  if (!isAbsolute) return 'which is not absolute';
  if (path.split(SEPARATOR).includes('..')) return 'which holds ".."';
  const { style, components } = hostPathOf(path);
  if (style === 'linux' && leadsThroughProcess(components)) return 'which leads through a process';
  return style === 'windows' || onWindows ? windowsFault(path) : undefined;
}

function leadsThroughProcess([first, , third]: readonly string[]): boolean {
  return first === 'proc' && LINKS_OF_PROCESS.has(third);
}

function windowsFault(path: string): string | undefined {
  if (SHORT_NAME.test(path)) return 'which may hold a short name';
  const [first = ''] = windowsPath(path).components;
  return DRIVE.test(first) || first === 'pipe' || first === 'unc' ? undefined : 'which names a device';
}

/** The same for a path in a policy. */
export const checkHostPath: TextCheck = (path) => {
  const fault = pathFault(path);
  if (fault === undefined) return undefined;
  return `a path ${fault} stands for no certain place: write one such as /var/log or C:\\logs`;
};

/** Reads an absolute path in its own style: what starts with `/` is of Linux. */
export function hostPathOf(text: string): HostPath {
  return text.startsWith('/') ? linuxPath(text) : windowsPath(text);
}

/** Every way in which a node may read an absolute path. On Windows, `/x` is `C:\x` and `//./pipe/x` a named pipe. */
export function readingsOf(text: string, onWindows: boolean): readonly HostPath[] {
  const own = hostPathOf(text);
  return own.style === 'linux' && (onWindows || text.startsWith('//')) ? [own, windowsPath(text)] : [own];
}

function linuxPath(text: string): HostPath {
  const components = text.split('/').filter((component) => component !== '' && component !== '.');
  return { text, style: 'linux', components };
}

/**
 * In lower case, because case does not count, and always below a drive, `pipe` or a server. Windows drops dots and
 * spaces at the end of names.
 */
function windowsPath(text: string): HostPath {
  const [one = '', two = ''] = text;
  const isShared = SEPARATOR.test(one) && SEPARATOR.test(two);
  const names = text
    .toLowerCase()
    .split(SEPARATOR)
    .map((name) => name.replace(/(?<![. ])[. ]+$/, ''))
    .filter((name) => name !== '' && name !== '.' && name !== '?');
  return { text, style: 'windows', components: isShared ? belowServer(text, names) : belowDrive(names) };
}

/** `\\.\pipe\x`, `\\server\pipe\x`: the node may be the server that is named, so all pipes are one. */
function belowServer(text: string, names: readonly string[]): readonly string[] {
  const isDevice = text[2] === '.' || text[2] === '?';
  const whole = isDevice ? names : ['unc', ...names];
  return whole[0] === 'unc' && whole[2] === 'pipe' ? whole.slice(2) : whole;
}

function belowDrive(names: readonly string[]): readonly string[] {
  return DRIVE.test(names[0] ?? '') ? names : ['c:', ...names];
}

/** Where a path lies, seen from another one; undefined where neither holds the other. */
export function relationOf(path: HostPath, other: HostPath): 'is' | 'lies under' | 'holds' | undefined {
  if (path.style !== other.style) return undefined;
  const shared = Math.min(path.components.length, other.components.length);
  for (let index = 0; index < shared; index += 1) {
    if (path.components[index] !== other.components[index]) return undefined;
  }
  if (path.components.length === other.components.length) return 'is';
  return path.components.length > shared ? 'lies under' : 'holds';
}

/** The path is the other one or lies under it. */
export function isWithin(path: HostPath, other: HostPath): boolean {
  const relation = relationOf(path, other);
  return relation === 'is' || relation === 'lies under';
}
