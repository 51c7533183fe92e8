import type { ShellCommand } from '../../../model/shell.ts';

/** Commands that take lists, or for which it makes no difference how many words they are given. */
const TAKERS: ReadonlySet<string> = new Set(
  [
    'echo',
    'printf',
    'export',
    'eval',
    'set',
    'exit',
    'return',
    'kill',
    'wait',
    'sleep',
    'shift',
    'unset',
    'expr',
    'let',
  ].concat(
    [
      'apt-get',
      'apt',
      'aptitude',
      'apk',
      'yum',
      'dnf',
      'microdnf',
      'zypper',
      'pacman',
      'pip',
      'pip3',
      'pipx',
      'uv',
      'npm',
    ],
    [
      'yarn',
      'pnpm',
      'gem',
      'conda',
      'mamba',
      'micromamba',
      'docker-php-ext-install',
      'docker-php-ext-enable',
      'apt-mark',
    ],
    [
      'pecl',
      'composer',
      'cargo',
      'go',
      'rustup',
      'make',
      'cmake',
      'ninja',
      'configure',
      'meson',
      'javac',
      'gcc',
      'cc',
      'mvn',
    ],
    ['gradle', 'dpkg', 'rpm', 'emerge', 'xbps-install', 'tlmgr', 'code-server', 'code', 'ansible-galaxy', 'luarocks'],
  ),
);

/** Whether the words of a command are a list, which variables and substitutions may add to. */
export function takesLists({ program, wrappers }: ShellCommand): boolean {
  return TAKERS.has(program) || wrappers.includes('xargs');
}

/** Whether a command stands in a text of a shell that takes unquoted words apart, where it can be shown. */
export function splitsWords({ embedded, script }: ShellCommand): boolean {
  return embedded !== 'decoded' && script.dialect !== 'zsh';
}
