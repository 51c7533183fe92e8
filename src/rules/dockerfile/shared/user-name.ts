/** The user of USER, without the group: `app` of `app:staff`. */
export function userOf(value: string): string {
  const colon = value.indexOf(':');
  return (colon === -1 ? value : value.slice(0, colon)).trim();
}

/** As Go's `strconv.Atoi` reads it, which runc and containerd use. */
const ZERO = /^[+-]?0{1,20}$/;

/** Whether a user is root, or its like on Windows, by name or number; '' is the default of images, which is root. */
export function isRoot(user: string): boolean {
  return user === '' || user === 'root' || ZERO.test(user) || user.toLowerCase() === 'containeradministrator';
}
