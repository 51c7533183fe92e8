import type { ShellCommand, ShellWord } from '../model/shell.ts';
import {
  type CommandLine,
  type CommandOption,
  commandLine,
  type OptionSpec,
} from '../parse/dockerfile/command-line.ts';

/** A number of a user or group: undefined where none is given, `unknown` where it is not certain. */
export type Id = number | 'unknown' | undefined;

/** The first group of a user: a number, a name, or the number of the user. */
export type GroupChoice = Id | { readonly name: string } | 'same as user';

/** What a command does to users and groups. */
export type UserChange =
  | { readonly kind: 'add user'; readonly name: string; readonly uid: Id; readonly group: GroupChoice }
  | {
      readonly kind: 'change user';
      readonly name: string;
      readonly uid: Id;
      readonly group: GroupChoice;
      readonly newName: string | undefined;
    }
  | { readonly kind: 'add group' | 'change group'; readonly name: string; readonly gid: Id }
  | { readonly kind: 'remove user' | 'remove group'; readonly name: string }
  /** A line that is written to /etc/passwd. */
  | { readonly kind: 'write user'; readonly name: string; readonly uid: number; readonly gid: number }
  /** /etc/passwd is written anew. */
  | { readonly kind: 'forget' };

/** A text of a word with its variable replaced; undefined where it is not certain. */
export type Resolve = (word: ShellWord, text: string) => string | undefined;

/** How the command line of useradd reads. */
export const USERADD = spec(
  '-b --base-dir -c --comment -d --home-dir --home -e --expiredate -f --inactive -g --gid -G --groups -k --skel',
  '-K --key -p --password -R --root -P --prefix -s --shell -u --uid -Z --selinux-user',
);
/** How the command line of usermod reads. */
export const USERMOD = spec(
  '-c --comment -d --home -e --expiredate -f --inactive -g --gid -G --groups -l --login -p --password -R --root',
  '-P --prefix -s --shell -u --uid -v -V -w -W -Z --selinux-user',
);
/** Of Debian, BusyBox, and where it is a link to useradd. */
const ADDUSER = spec(
  '-h --home -g --gecos -G --ingroup -s --shell -u --uid -k --skel --gid --firstuid --lastuid --firstgid --lastgid',
  '--conf -c --comment -d --home-dir -b -e -p',
);
const GROUP = spec('-g --gid -K --key -p --password -R --root -P --prefix -n --new-name --firstgid --lastgid --conf');
const REMOVE = spec('-R --root -P --prefix --backup-to --conf');

const NAME = /^[A-Za-z_][\w.-]{0,255}\$?$/;
const PASSWD_LINE = /^([A-Za-z_][\w.-]{0,255}):[^:\n]*:(\d{1,10}):(\d{1,10}):/gm;
const PASSWD = '/etc/passwd';

/** What a command does to users and groups; nothing where it is about something else, or names them in a way that is not certain. */
export function userChangesOf(command: ShellCommand, resolve: Resolve): readonly UserChange[] {
  const change = READERS.get(command.program)?.(command, resolve);
  if (change !== undefined) return [change];
  return command.program === 'echo' || command.program === 'printf' ? writtenUsers(command) : [];
}

/** Whether a command may be about users, by its program and where its output goes. */
export function isAboutUsers({ program, redirects }: ShellCommand): boolean {
  if (READERS.has(program)) return true;
  return (program === 'echo' || program === 'printf') && redirects.some(({ target }) => target?.value === PASSWD);
}

type Reader = (command: ShellCommand, resolve: Resolve) => UserChange | undefined;

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['useradd', useradd],
  ['adduser', adduser],
  ['usermod', usermod],
  ['groupadd', (command, resolve) => group('add group', command, resolve)],
  // With two names, these only put a user into a group, or take one out.
  ['addgroup', (command, resolve) => group('add group', command, resolve)],
  ['groupmod', (command, resolve) => group('change group', command, resolve)],
  ['userdel', (command, resolve) => remove('remove user', command, resolve)],
  ['deluser', (command, resolve) => remove('remove user', command, resolve)],
  ['groupdel', (command, resolve) => remove('remove group', command, resolve)],
  ['delgroup', (command, resolve) => remove('remove group', command, resolve)],
]);

function useradd({ args }: ShellCommand, resolve: Resolve): UserChange | undefined {
  const line = commandLine(args, USERADD);
  const name = line.has('-D', '--defaults') ? undefined : onlyName(line, resolve);
  if (name === undefined) return undefined;
  const group = groupOf(line.last('-g', '--gid'), resolve);
  return { kind: 'add user', name, uid: idOf(line.last('-u', '--uid'), resolve), group };
}

/** `-g` is a comment in BusyBox, and the group where adduser is a link to useradd. */
function adduser({ args }: ShellCommand, resolve: Resolve): UserChange | undefined {
  const line = commandLine(args, ADDUSER);
  const name = onlyName(line, resolve);
  if (name === undefined) return undefined;
  const uid = idOf(line.last('-u', '--uid'), resolve);
  const named = line.last('--gid', '-G', '--ingroup');
  const own = line.has('--group') ? 'same as user' : undefined;
  const group = named === undefined ? (line.has('-g') ? 'unknown' : own) : groupOf(named, resolve);
  return { kind: 'add user', name, uid, group };
}

function usermod({ args }: ShellCommand, resolve: Resolve): UserChange | undefined {
  const line = commandLine(args, USERMOD);
  const name = onlyName(line, resolve);
  if (name === undefined) return undefined;
  const uid = idOf(line.last('-u', '--uid'), resolve);
  const group = groupOf(line.last('-g', '--gid'), resolve);
  const login = line.last('-l', '--login');
  const newName = login === undefined ? undefined : (textOf(login, resolve) ?? '');
  return { kind: 'change user', name, uid, group, newName };
}

function group(kind: 'add group' | 'change group', command: ShellCommand, resolve: Resolve): UserChange | undefined {
  const line = commandLine(command.args, GROUP);
  const name = onlyName(line, resolve);
  return name === undefined ? undefined : { kind, name, gid: idOf(line.last('-g', '--gid'), resolve) };
}

function remove(
  kind: 'remove user' | 'remove group',
  { args }: ShellCommand,
  resolve: Resolve,
): UserChange | undefined {
  const name = onlyName(commandLine(args, REMOVE), resolve);
  return name === undefined ? undefined : { kind, name };
}

/** `echo 'app:x:1000:1000::/:' >> /etc/passwd`. */
function writtenUsers({ args, redirects }: ShellCommand): readonly UserChange[] {
  const target = redirects.find(({ target: file }) => file?.value === PASSWD);
  if (target === undefined) return [];
  const changes: UserChange[] = target.operator === '>>' ? [] : [{ kind: 'forget' }];
  for (const { literal, value } of args) {
    if (!literal) continue;
    for (const [, name = '', uid, gid] of value.replaceAll('\\n', '\n').matchAll(PASSWD_LINE)) {
      changes.push({ kind: 'write user', name, uid: Number(uid), gid: Number(gid) });
    }
  }
  return changes;
}

function spec(...names: readonly string[]): OptionSpec {
  return { values: new Set(names.join(' ').split(' ')) };
}

function onlyName({ operands }: CommandLine, resolve: Resolve): string | undefined {
  const [operand] = operands;
  if (operand === undefined || operands.length > 1) return undefined;
  const name = resolve(operand, operand.value);
  return name !== undefined && NAME.test(name) ? name : undefined;
}

function textOf({ value, valueWord }: CommandOption, resolve: Resolve): string | undefined {
  return value === undefined || valueWord === undefined ? undefined : resolve(valueWord, value);
}

function idOf(option: CommandOption | undefined, resolve: Resolve): Id {
  if (option === undefined) return undefined;
  const text = textOf(option, resolve) ?? '';
  return /^\d{1,10}$/.test(text) ? Number(text) : 'unknown';
}

function groupOf(option: CommandOption | undefined, resolve: Resolve): GroupChoice {
  const id = idOf(option, resolve);
  if (option === undefined || id !== 'unknown') return id;
  const name = textOf(option, resolve);
  return name === undefined ? 'unknown' : { name };
}
