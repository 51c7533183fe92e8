import { show } from '../shared/fields.ts';
import { MAX_USER_ID } from '../shared/run-as-user.ts';

/** Who an image runs as, as far as its config can say. */
export type ImageUser =
  | { readonly kind: 'number' }
  /** `clause` follows after a platform. */
  | { readonly kind: 'root' | 'name' | 'unclear'; readonly clause: string };

/** What runtimes read as a number: Go's strconv.Atoi, in containerd and runc. */
const NUMBER = /^[+-]?[0-9]+$/;
/** What shadow-utils take for a user name; in an image nobody keeps to a length. */
const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*\$?$/;
const GROUP = /^[A-Za-z0-9_.+$-]*$/;

/**
 * Reads `config.User` of an image (OCI image spec, config.md: `user`, `uid`, `user:group` and the like) as containerd
 * and runc do: nothing in front of the colon means root.
 */
export function readImageUser(written: string): ImageUser {
  if (written === '') return { kind: 'root', clause: 'names no user and so runs as root' };
  const names = `names the user ${show(written)}`;
  const [user = '', group = '', ...rest] = written.split(':');
  if (rest.length > 0 || !GROUP.test(group)) return unclear(names);
  if (user === '' || user === 'root') return { kind: 'root', clause: `${names}, which is root` };
  if (NUMBER.test(user)) return readNumber(Number(user), names);
  if (!NAME.test(user)) return unclear(names);
  return { kind: 'name', clause: `${names}, which may be root: only a number tells` };
}

function readNumber(id: number, names: string): ImageUser {
  if (id === 0) return { kind: 'root', clause: `${names}, which is root` };
  if (id >= 1 && id <= MAX_USER_ID) return { kind: 'number' };
  const clause = `${names}, which is not from 1 to ${MAX_USER_ID}, so that some runtimes take it for root`;
  return { kind: 'unclear', clause };
}

function unclear(names: string): ImageUser {
  return { kind: 'unclear', clause: `${names}, which is neither a user nor user:group` };
}
