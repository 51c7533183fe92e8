/** Longer paths than this are no caches. */
const MAX_PATH = 4_096;
/** How many paths the braces of one word may give. */
const MAX_PATHS = 64;

/**
 * Whether a path, as it is given to `rm` or mounted, takes a cache folder with it: it is the folder, one that it lies in, or a
 * pattern for all that is in it. In `folder` a `~` stands for any home: `/root/.cache/pip` and `$HOME/.cache/pip` are the same.
 * In `path` a `$` stands for each variable.
 */
export function coversFolder(path: string, folder: string): boolean {
  if (path.length > MAX_PATH) return false;
  const text = normalized(path);
  const star = text.indexOf('*');
  if (star === -1) return text === folder || (text !== '' && folder.startsWith(`${text}/`));
  const prefix = text.slice(0, star);
  if (prefix.startsWith(`${folder}/`)) return !prefix.slice(folder.length + 1).includes('/');
  return prefix.length > 1 && !text.includes('/', star) && folder.startsWith(prefix);
}

/** Without slashes at the end, a variable in front, and the home that a `.cache` lies in. */
function normalized(path: string): string {
  const home = path.indexOf('/.cache');
  let text = home === -1 ? path : `~${path.slice(home)}`;
  if (text.startsWith('$/')) text = text.slice(1);
  let end = text.length;
  while (end > 1 && (text[end - 1] === '/' || (text[end - 1] === '.' && text[end - 2] === '/'))) end -= 1;
  return text.slice(0, end).replaceAll('//', '/');
}

/** The paths that braces stand for: `/var/lib/{apt,dpkg}`. One pair is read; more are left as they are. */
export function expandBraces(path: string): readonly string[] {
  const open = path.indexOf('{');
  const close = path.indexOf('}', open);
  if (open === -1 || close === -1 || path.length > MAX_PATH) return [path];
  const choices = path.slice(open + 1, close).split(',', MAX_PATHS);
  if (choices.length < 2) return [path];
  return choices.map((choice) => path.slice(0, open) + choice + path.slice(close + 1));
}
