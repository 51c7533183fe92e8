import { USERADD, USERMOD } from '../../../builds/user-commands.ts';
import type { Build, UserFact } from '../../../model/build.ts';
import { type BuildProblem, dockerfileRule } from '../../../model/dockerfile-rule.ts';
import type { Span } from '../../../model/mapped-text.ts';
import { printable } from '../../../model/printable.ts';
import { record } from '../../../model/schema.ts';
import type { ShellCommand, ShellWord } from '../../../model/shell.ts';
import { commandLine, type OptionSpec } from '../../../parse/dockerfile/command-line.ts';
import { reachesImage } from '../shared/run-commands.ts';

/** Passwords that nobody can type: the user cannot log in with one. */
const LOCKED = /^(?:[*!]|!!|!\*|\*LK\*|x)$/;
const CHPASSWD = 'CKV2_DOCKER_17';
const EMPTY = 'DKL-LI-0001';
const DUPLICATE = 'DKL-LI-0002';

/** What a command does, for the message, and where. */
type Found = Pick<BuildProblem, 'message' | 'alias' | 'atMost' | 'secrets'> & { readonly span?: Span };

export const noPasswordSetting = dockerfileRule<object>({
  id: 'no-password-setting',
  severity: 'warning',
  summary: 'No user of the image is given a password, an empty one, or the number of another user',
  why: 'Everybody who has the image has its passwords, the history of the image often shows them, and containers need none',
  remediation: 'Leave users without a password, which locks it, and start the program as its user with USER',
  aliases: { checkov: [CHPASSWD], dockle: [EMPTY, DUPLICATE] },
  options: record('No options', {}),
  compile: () => (build, report) => {
    for (const [program, read] of READERS) {
      for (const command of build.commands(program)) {
        if (!reachesImage(build, build.instructionOf(command.script))) continue;
        for (const found of read(command, build)) {
          const place = command.programWord ?? command;
          report({ span: command.script.spanOf(place), ...found });
        }
      }
    }
  },
});

type Reader = (command: ShellCommand, build: Build) => readonly Found[];

const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['chpasswd', chpasswd],
  ['passwd', passwd],
  ['useradd', (command, build) => [...passwordOption(command, USERADD), ...sharedNumber(command, USERADD, build)]],
  ['usermod', (command, build) => [...passwordOption(command, USERMOD), ...sharedNumber(command, USERMOD, build)]],
]);

function chpasswd(command: ShellCommand): readonly Found[] {
  if (command.args.some(({ value }) => value === '-h' || value === '--help')) return [];
  return [
    { message: 'chpasswd sets passwords that are part of the image', alias: CHPASSWD, secrets: inputOf(command) },
  ];
}

/** What the commands of the pipe in front write, or `<<<` gives: the password is in it. */
function inputOf({ pipe, pipePlace, script, redirects }: ShellCommand): readonly Span[] {
  const spans: Span[] = [];
  for (const { target } of redirects) if (target !== undefined) spans.push(script.spanOf(target));
  if (pipe === undefined || pipePlace === 0) return spans;
  for (const { args } of pipe.parts[pipePlace - 1] ?? []) for (const word of args) spans.push(script.spanOf(word));
  return spans;
}

function passwd(command: ShellCommand): readonly Found[] {
  const line = commandLine(command.args);
  const [user] = line.operands;
  const whose = user === undefined ? 'the user' : printable(user.value, 64);
  const removal = line.last('-d', '--delete');
  if (removal !== undefined) {
    const span = command.script.spanOf(removal.word);
    return [{ message: `passwd takes the password of ${whose} away, so that none is asked for`, alias: EMPTY, span }];
  }
  const reads = command.pipePlace > 0 || command.redirects.some(({ operator }) => operator.startsWith('<'));
  if (!reads || line.has('-l', '--lock', '-u', '--unlock', '-S', '--status')) return [];
  return [
    {
      message: `passwd sets a password of ${whose} that is part of the image`,
      alias: CHPASSWD,
      secrets: inputOf(command),
    },
  ];
}

/** `useradd -p HASH`. */
function passwordOption({ args, script, program }: ShellCommand, spec: OptionSpec): readonly Found[] {
  const option = commandLine(args, spec).last('-p', '--password');
  if (option?.value === undefined || option.valueWord === undefined || LOCKED.test(option.value)) return [];
  const isSeparate = option.valueWord !== option.word;
  const span = isSeparate ? { span: script.spanOf(option.word) } : {};
  if (option.value === '') {
    return [{ message: `${program} sets an empty password, so that none is asked for`, alias: EMPTY, ...span }];
  }
  const secrets = [script.spanOf(option.valueWord)];
  return [{ message: `${program} sets a password that is part of the image`, alias: CHPASSWD, secrets, ...span }];
}

/** `useradd -o -u 0`: whoever has the number of a user is that user. */
function sharedNumber({ args, script, program }: ShellCommand, spec: OptionSpec, build: Build): readonly Found[] {
  const line = commandLine(args, spec);
  const option = line.last('-o', '--non-unique');
  const number = line.last('-u', '--uid')?.valueWord;
  if (option === undefined || number === undefined) return [];
  const span = script.spanOf(option.word);
  const uid = line.last('-u', '--uid')?.value ?? '';
  if (/^0{1,8}$/.test(uid)) {
    return [{ message: `${program} makes another user with the number of root`, alias: DUPLICATE, span }];
  }
  const other = userWith(build, script, uid, line.operands[0]);
  const named = other === undefined ? 'another user may have' : `${printable(other, 64)} has`;
  const message = `${program} puts up with a number that ${named}, and both are one user then`;
  return [{ message, alias: DUPLICATE, span, ...(other === undefined && { atMost: 'info' as const }) }];
}

/** Another user of the stage with a number. */
function userWith(
  build: Build,
  script: ShellCommand['script'],
  uid: string,
  own: ShellWord | undefined,
): string | undefined {
  const stage = build.stageOf(build.instructionOf(script));
  if (stage === undefined || !/^\d{1,10}$/.test(uid)) return undefined;
  const names = namesByNumber(build.users(stage)).get(Number(uid));
  return names?.find((name) => name !== own?.value);
}

const numbers = new WeakMap<ReadonlyMap<string, UserFact>, ReadonlyMap<number, readonly string[]>>();

/** The first two users of each number. */
function namesByNumber(users: ReadonlyMap<string, UserFact>): ReadonlyMap<number, readonly string[]> {
  let known = numbers.get(users);
  if (known === undefined) {
    const names = new Map<number, string[]>();
    for (const { name, uid } of users.values()) {
      if (uid === undefined) continue;
      const before = names.get(uid);
      if (before === undefined) names.set(uid, [name]);
      else if (before.length < 2) before.push(name);
    }
    known = names;
    numbers.set(users, known);
  }
  return known;
}
