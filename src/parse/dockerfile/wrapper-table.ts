/** How a program that runs another one is read. */
export interface Wrapper {
  /** Options whose value is the next word, where it is not attached. */
  readonly values?: ReadonlySet<string>;
  /** Options with which it runs nothing. */
  readonly stops?: ReadonlySet<string>;
  /** Without one of these options, it runs nothing that stands behind it. */
  readonly needs?: ReadonlySet<string>;
  /** `NAME=value` may stand behind the options. */
  readonly assignments?: boolean;
  /** How many operands stand in front of the command. */
  readonly operands?: number;
}

const PLAIN: Wrapper = {};

const options = (...names: readonly string[]): ReadonlySet<string> => new Set(names);

/** Programs that run the command behind them. */
export const WRAPPERS: ReadonlyMap<string, Wrapper> = new Map([
  [
    'sudo',
    {
      values: options(
        ...['-u', '-g', '-h', '-p', '-C', '-r', '-t', '-T', '-U', '-D', '-R'],
        ...['--user', '--group', '--host', '--prompt', '--close-from', '--role', '--type', '--command-timeout'],
        ...['--other-user', '--chdir', '--chroot'],
      ),
      stops: options('-l', '--list', '-v', '--validate', '-V', '--version', '-e', '--edit'),
      assignments: true,
    },
  ],
  ['doas', { values: options('-u', '-C', '-a') }],
  [
    'env',
    {
      values: options('-u', '--unset', '-C', '--chdir', '-a', '--argv0'),
      stops: options('-S', '--split-string'),
      assignments: true,
    },
  ],
  ['exec', { values: options('-a') }],
  ['command', { stops: options('-v', '-V') }],
  ['builtin', PLAIN],
  ['nohup', PLAIN],
  ['setsid', PLAIN],
  ['time', { values: options('-f', '--format', '-o', '--output') }],
  [
    'xargs',
    {
      values: options(
        ...['-n', '-I', '-P', '-d', '-L', '-s', '-a', '-E', '--max-args', '--max-procs', '--delimiter', '--max-chars'],
        ...['--arg-file', '--process-slot-var'],
      ),
    },
  ],
  ['nice', { values: options('-n', '--adjustment') }],
  [
    'ionice',
    {
      values: options('-c', '-n', '--class', '--classdata'),
      stops: options('-p', '-P', '-u', '--pid', '--pgid', '--uid'),
    },
  ],
  ['timeout', { values: options('-k', '--kill-after', '-s', '--signal'), operands: 1 }],
  ['stdbuf', { values: options('-i', '-o', '-e', '--input', '--output', '--error') }],
  ['busybox', { stops: options('--install', '--list', '--list-full', '--help') }],
  ['gosu', { operands: 1 }],
  ['su-exec', { operands: 1 }],
  ['setuidgid', { operands: 1 }],
  ['s6-setuidgid', { operands: 1 }],
  ['chpst', { values: options('-u', '-U', '-b', '-e', '-/', '-n', '-l', '-L', '-m', '-d', '-o', '-p', '-f', '-c') }],
  [
    'runuser',
    {
      values: options('-u', '--user', '-g', '--group', '-G', '--supp-group', '-w', '--whitelist-environment'),
      stops: options('-c', '--command', '--session-command'),
      needs: options('-u', '--user'),
    },
  ],
  [
    'setpriv',
    {
      values: options(
        ...['--reuid', '--regid', '--groups', '--inh-caps', '--ambient-caps', '--bounding-set', '--securebits'],
        ...['--pdeathsig', '--selinux-label', '--apparmor-profile', '--ptracer', '--landlock-access'],
      ),
      stops: options('-d', '--dump', '--list-caps'),
    },
  ],
  ['unshare', { values: options('-S', '-G', '-R', '-w', '--setuid', '--setgid', '--root', '--wd') }],
  ['setarch', { operands: 1 }],
  ['linux32', PLAIN],
  ['linux64', PLAIN],
  ['eatmydata', PLAIN],
  ['chronic', PLAIN],
  ['unbuffer', PLAIN],
  ['torsocks', PLAIN],
  ['proxychains', { values: options('-f') }],
  ['proxychains4', { values: options('-f') }],
  ['fakeroot', { values: options('-l', '--lib', '--faked', '-s', '-i', '-b') }],
  [
    'strace',
    {
      values: options('-e', '-o', '-s', '-S', '-a', '-E', '-I', '-O', '-P', '-u', '-X', '-U', '-b'),
      stops: options('-p'),
    },
  ],
  [
    'ltrace',
    { values: options('-e', '-o', '-s', '-a', '-A', '-D', '-F', '-l', '-n', '-u', '-x'), stops: options('-p') },
  ],
  ['taskset', { stops: options('-p', '--pid'), operands: 1 }],
  [
    'flock',
    {
      values: options('-w', '--timeout', '--wait', '-E', '--conflict-exit-code'),
      stops: options('-c', '--command'),
      operands: 1,
    },
  ],
  ['tini', { values: options('-p', '-e') }],
  ['dumb-init', { values: options('-r', '--rewrite') }],
  ['catatonit', PLAIN],
  ['chroot', { values: options('--userspec', '--groups'), operands: 1 }],
]);
