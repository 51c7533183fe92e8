import type { Build } from '../../../model/build.ts';
import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import type { ShellCommand } from '../../../model/shell.ts';

/** Why a program has no place in a build; undefined where the command makes sense there. */
type Judge = (command: ShellCommand, build: Build) => string | undefined;

const ASKING: ReadonlySet<string> = new Set(['-V', '-v', '--version', '-h', '--help', '--version-only']);

const SHOWS = 'shows the machine that builds, and nothing of the image';
const SHOWS_RUN = 'shows what runs at this moment, which is nothing but this RUN';

const JUDGES: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ['free', () => SHOWS],
  ['ps', () => SHOWS_RUN],
  ['top', () => SHOWS_RUN],
  ['shutdown', () => 'has no machine to switch off'],
  ['mount', mount],
  ['kill', kill],
  ['service', service],
  ['ssh', ssh],
  ['vim', vim],
]);

export const noHostTools = dockerfileRule<object>({
  id: 'no-host-tools',
  severity: 'info',
  summary: 'No RUN calls programs that are made for running machines',
  why: 'A build has no services, no terminal and no devices, and what such a program does is gone with its RUN',
  remediation: 'Take the command away, or move it to where the container starts',
  aliases: { hadolint: ['DL3001'] },
  options: record('No options', {}),
  compile: () => (build, report) => {
    for (const [program, judge] of JUDGES) {
      for (const command of build.commands(program)) {
        if (command.args.length === 1 && ASKING.has(command.args[0]?.value ?? '')) continue;
        const why = judge(command, build);
        if (why === undefined) continue;
        report({
          message: `${program} ${why}`,
          span: command.script.spanOf(command.programWord ?? command),
        });
      }
    }
  },
});

/** RUN --security=insecure is there for such things. */
function mount(command: ShellCommand, build: Build): string | undefined {
  const { flags } = build.instructionOf(command.script);
  return flags.some(({ name }) => name === 'security') ? undefined : 'needs rights that a build does not have';
}

/** Whoever starts a process in a RUN may end it. */
function kill({ script: { commands } }: ShellCommand): string | undefined {
  const starts = commands.some(({ followedBy, program }) => followedBy === '&' || program === 'service');
  return starts || commands.length > 2 ? undefined : 'has no process to end: none of this RUN is in the background';
}

/** A service serves the rest of its RUN: only where nothing follows it, it is started in vain. */
function service({ args, script }: ShellCommand): string | undefined {
  const action = args[1]?.value ?? '';
  const last = script.commands.findLast(({ program }) => program !== 'service' && !IDLE.has(program));
  if (!STARTS.has(action) || (last !== undefined && last.start > (args[0]?.start ?? 0))) return undefined;
  return 'starts a process that ends with its RUN';
}

const STARTS: ReadonlySet<string> = new Set(['start', 'restart', 'reload', 'force-reload']);
/** Commands for which nobody starts a service. */
const IDLE: ReadonlySet<string> = new Set(['echo', 'true', 'sleep', 'rm', 'apt-get', 'exit', ':']);

/** RUN --mount=type=ssh is there for it. */
function ssh({ script }: ShellCommand, build: Build): string | undefined {
  const run = build.instructionOf(script);
  const mounts = run.keyword === 'RUN' ? run.mounts : [];
  if (mounts.some(({ type }) => type === 'ssh' || type === 'secret')) return undefined;
  return 'has no key in a build: RUN --mount=type=ssh gives it one';
}

/** `vim +PlugInstall +qall` needs no terminal. */
function vim({ args }: ShellCommand): string | undefined {
  const isScripted = args.some(({ value }) => value.startsWith('+') || /^-(?:c|e|E|s|es|S|Es)$/.test(value));
  return isScripted ? undefined : 'needs a terminal, which a build does not have';
}
