import type { UserFact } from '../model/build.ts';
import type { Span } from '../model/mapped-text.ts';
import type { GroupChoice, Id, UserChange } from './user-commands.ts';

/** Users and groups that are followed; nothing is known of more. */
const MAX_ENTRIES = 256;

/** The users and groups that a stage has made so far. */
export class UserTable {
  readonly users: Map<string, UserFact>;
  /** Numbers of groups; undefined: not known. */
  readonly #groups: Map<string, number | undefined>;

  /** @param beneath what the stage is built on */
  constructor(beneath?: UserTable) {
    this.users = new Map(beneath?.users);
    this.#groups = new Map(beneath === undefined ? [] : beneath.#groups);
  }

  /**
   * @param isCertain the command runs, once, and the build fails where it does
   * @param span the command
   */
  apply(change: UserChange, isCertain: boolean, span: Span): void {
    switch (change.kind) {
      case 'add user':
        // A second one of the name is no use, or fails: then nobody knows.
        this.#addUser(change.name, change.uid, change.group, isCertain && !this.users.has(change.name), span);
        break;
      case 'change user':
        this.#changeUser(change, isCertain, span);
        break;
      case 'write user': {
        const { name, uid, gid } = change;
        const isNew = isCertain && !this.users.has(name);
        this.#setUser({ name, uid: isNew ? uid : undefined, gid: isNew ? gid : undefined, span });
        break;
      }
      case 'add group':
        this.#setGroup(change.name, isCertain && !this.#groups.has(change.name) ? known(change.gid) : undefined);
        break;
      case 'change group':
        this.#changeGroup(change.name, change.gid, isCertain);
        break;
      case 'remove user':
        this.#removeUser(change.name, isCertain);
        break;
      case 'remove group':
        if (isCertain) this.#groups.delete(change.name);
        else this.#setGroup(change.name, undefined);
        break;
      case 'forget':
        this.forget();
        break;
    }
  }

  forget(): void {
    this.users.clear();
    this.#groups.clear();
  }

  /** Takes over the users of another stage, whose /etc/passwd is copied. */
  takeUsers(other: ReadonlyMap<string, UserFact>): void {
    this.users.clear();
    for (const user of other.values()) this.#setUser(user);
  }

  #addUser(name: string, uid: Id, group: GroupChoice, isCertain: boolean, span: Span): void {
    if (!isCertain) {
      this.#setUser({ name, uid: undefined, gid: undefined, span });
      return;
    }
    const gid = group === 'same as user' ? known(uid) : this.#gidOf(group);
    this.#setUser({ name, uid: known(uid), gid, span });
  }

  #changeUser(change: UserChange & { readonly kind: 'change user' }, isCertain: boolean, span: Span): void {
    const { name, uid, group, newName } = change;
    if (uid === undefined && group === undefined && newName === undefined) return;
    const before = this.users.get(name);
    const now = {
      name,
      uid: uid === undefined ? before?.uid : isCertain ? known(uid) : undefined,
      gid: group === undefined ? before?.gid : isCertain ? this.#gidOf(group) : undefined,
      span: before?.span ?? span,
    };
    if (newName === undefined) {
      this.#setUser(now);
      return;
    }
    this.#removeUser(name, isCertain);
    if (newName !== '') this.#setUser(isCertain ? { ...now, name: newName } : unknownUser(newName, span));
  }

  #removeUser(name: string, isCertain: boolean): void {
    const user = this.users.get(name);
    if (isCertain) this.users.delete(name);
    else if (user !== undefined) this.#setUser(unknownUser(name, user.span));
  }

  /** A new number of a group is one of its users, too. */
  #changeGroup(name: string, gid: Id, isCertain: boolean): void {
    if (gid === undefined) return;
    const before = this.#groups.get(name);
    const now = isCertain ? known(gid) : undefined;
    for (const user of this.users.values()) {
      if (before !== undefined && user.gid === before) this.#setUser({ ...user, gid: now });
    }
    this.#setGroup(name, now);
  }

  #gidOf(group: GroupChoice): number | undefined {
    return typeof group === 'object' ? this.#groups.get(group.name) : known(group);
  }

  #setUser(user: UserFact): void {
    if (this.users.size < MAX_ENTRIES || this.users.has(user.name)) this.users.set(user.name, user);
  }

  #setGroup(name: string, gid: number | undefined): void {
    if (this.#groups.size < MAX_ENTRIES || this.#groups.has(name)) this.#groups.set(name, gid);
  }
}

function known(id: Id | 'same as user'): number | undefined {
  return typeof id === 'number' ? id : undefined;
}

function unknownUser(name: string, span: Span): UserFact {
  return { name, uid: undefined, gid: undefined, span };
}
