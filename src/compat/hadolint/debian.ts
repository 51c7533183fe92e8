import { type Command, hasFlag, hasMount, hasWord, operandsOf, type Run, withoutValues } from './commands.ts';
import { lastOrInherited } from './inherited.ts';
import { eachRun, type HadolintRule } from './rule.ts';

const isInstall = (command: Command) => command.name === 'apt-get' && hasWord(command, 'install');

function packagesOf(command: Command): readonly string[] {
  return operandsOf(withoutValues(command, ['t', 'target-release'])).filter((word) => word !== 'install');
}

function isAssumed({ words }: Command): boolean {
  const count = (flag: string) =>
    words.reduce((sum, { flags }) => sum + flags.filter((each) => each === flag).length, 0);
  return count('q') >= 2 || count('quiet') >= 2 || words.some(({ text }) => text === '-q=2');
}

const keepsNothing = (run: Run) =>
  hasMount(run, '/var/lib/apt/lists') || (hasMount(run, '/var/lib/apt') && hasMount(run, '/var/cache/apt'));

export const DEBIAN: readonly HadolintRule[] = [
  eachRun(
    { code: 'DL3008', severity: 'warning', message: 'a package of apt-get install has no version' },
    ({ commands }) =>
      commands
        .filter(isInstall)
        .some((command) =>
          packagesOf(command).some((word) => !word.includes('=') && !word.includes('/') && !word.endsWith('.deb')),
        ),
  ),
  lastOrInherited(
    { code: 'DL3009', severity: 'info', message: 'the lists of apt stay in the image' },
    (run) =>
      !keepsNothing(run) &&
      run.commands.some(
        ({ name, words }) =>
          ['apt', 'apt-get', 'aptitude'].includes(name) && words.some(({ text }) => text === 'update'),
      ) &&
      !run.commands.some((command) => command.name === 'rm' && hasWord(command, '-rf', '/var/lib/apt/lists/*')),
  ),
  eachRun(
    { code: 'DL3014', severity: 'warning', message: 'apt-get install asks, and nobody answers: -y' },
    ({ commands }) =>
      commands.filter(isInstall).some((command) => !hasFlag(command, 'y', 'yes', 'assume-yes') && !isAssumed(command)),
  ),
  eachRun(
    { code: 'DL3015', severity: 'info', message: 'apt-get install takes recommended packages, too' },
    ({ commands }) =>
      commands
        .filter(isInstall)
        .some(
          (command) => !hasFlag(command, 'no-install-recommends') && !hasWord(command, 'APT::Install-Recommends=false'),
        ),
  ),
  eachRun(
    { code: 'DL3027', severity: 'warning', message: 'apt is made for people: apt-get for scripts' },
    ({ commands }) => commands.some(({ name }) => name === 'apt'),
  ),
];
