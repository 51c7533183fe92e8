import { type Command, hasFlag, hasMount, hasWord, isBefore, isRun, operandsOf, type Run } from './commands.ts';
import { StageSets } from './inherited.ts';
import { eachRun, type HadolintRule } from './rule.ts';

const VERSION_PART = /^[0-9A-Za-z.~^_:+]+$/;
const REFERENCE = /\$\{(?<name>[^}]*)\}/g;

/** `variables`: names that ENV and ARG gave so far. */
function isPinned(word: string, variables: ReadonlySet<string>): boolean {
  if (!word.includes('-')) return false;
  if (word.endsWith('.rpm')) return true;
  if (word.includes('$')) return [...word.matchAll(REFERENCE)].some(({ groups }) => variables.has(groups?.name ?? ''));
  const [, ...parts] = word.split('-');
  return parts.every((part) => VERSION_PART.test(part)) && parts.some((part) => /^[0-9]/.test(part));
}

/** Packages that are installed, and modules: these need a `:`. */
function unpinned(code: string, names: readonly string[]): HadolintRule {
  return {
    code,
    severity: 'warning',
    message: `a package of ${names.join(' or ')} install has no version`,
    triggers: true,
    check({ instructions, runOf, report }) {
      const env = new StageSets();
      const args = new Set<string>();
      for (const instruction of instructions) {
        env.enter(instruction);
        if (instruction.keyword === 'ENV') for (const { key } of instruction.pairs) env.add(key.text);
        if (instruction.keyword === 'ARG') for (const { key } of instruction.pairs) args.add(key.text);
        if (!isRun(instruction)) continue;
        const known = new Set([...env.current, ...args]);
        const commands = runOf(instruction).commands.filter(({ name }) => names.includes(name));
        if (commands.some((command) => installsUnpinned(command, known))) report(instruction);
      }
    },
  };
}

function installsUnpinned(command: Command, variables: ReadonlySet<string>): boolean {
  const words = operandsOf(command);
  if (!words.includes('install') || (command.name !== 'yum' && words.includes('group'))) return false;
  const isModule = words.includes('module');
  const packages = words.filter((word) => word !== 'install' && word !== 'module');
  return packages.some((word) => (isModule ? !word.includes(':') : !isPinned(word, variables)));
}

function assumesNothing(code: string, names: readonly string[]): HadolintRule {
  return eachRun(
    { code, severity: 'warning', message: `${names.join(' or ')} asks, and nobody answers: -y` },
    ({ commands }) =>
      commands.some(
        (command) =>
          names.includes(command.name) &&
          hasWord(command, 'install', 'groupinstall', 'localinstall') &&
          !hasFlag(command, 'y', 'assumeyes'),
      ),
  );
}

const removes = (command: Command, files: string) => command.name === 'rm' && hasWord(command, '-rf', files);

const DNF_CHANGES = ['install', 'in', 'upgrade', 'up', 'upgrade-minimal', 'up-min', 'reinstall', 'rei'];

function leavesDnfCache(name: string, run: Run): boolean {
  if (hasMount(run, '/var/cache/libdnf5') || hasMount(run, '.cache/libdnf5')) return false;
  const isInstall = (command: Command) => command.name === name && hasWord(command, ...DNF_CHANGES);
  const isClean = (command: Command) =>
    (command.name === name && hasWord(command, 'clean', 'all')) || removes(command, '/var/cache/libdnf5*');
  return run.commands.some(isInstall) && !isBefore(run.commands, isInstall, isClean);
}

const ZYPPER_QUIET = ['n', 'non-interactive', 'y', 'no-confirm'];
const ZYPPER_CHANGES = ['install', 'in', 'remove', 'rm', 'source-install', 'si', 'patch'];
const isZypper = ({ name }: Command) => name === 'zypper';

export const RPM: readonly HadolintRule[] = [
  assumesNothing('DL3030', ['yum']),
  eachRun({ code: 'DL3032', severity: 'warning', message: 'the cache of yum stays in the image' }, ({ commands }) => {
    const isInstall = (command: Command) => command.name === 'yum' && hasWord(command, 'install');
    const isClean = (command: Command) =>
      (command.name === 'yum' && hasWord(command, 'clean', 'all')) || removes(command, '/var/cache/yum/*');
    return commands.some(isInstall) && !isBefore(commands, isInstall, isClean);
  }),
  unpinned('DL3033', ['yum']),
  eachRun({ code: 'DL3034', severity: 'warning', message: 'zypper asks, and nobody answers: -n' }, ({ commands }) =>
    commands.some(
      (command) => isZypper(command) && hasWord(command, ...ZYPPER_CHANGES) && !hasFlag(command, ...ZYPPER_QUIET),
    ),
  ),
  eachRun(
    { code: 'DL3035', severity: 'warning', message: 'zypper dist-upgrade makes another release of the base image' },
    ({ commands }) => commands.some((command) => isZypper(command) && hasWord(command, 'dist-upgrade', 'dup')),
  ),
  eachRun({ code: 'DL3036', severity: 'warning', message: 'the cache of zypper stays in the image' }, (run) => {
    if (hasMount(run, '/var/cache/zypp')) return false;
    const isInstall = (command: Command) => isZypper(command) && hasWord(command, 'install', 'in');
    const isClean = (command: Command) => isZypper(command) && hasWord(command, 'clean', 'cc');
    return run.commands.some(isInstall) && !isBefore(run.commands, isInstall, isClean);
  }),
  eachRun(
    { code: 'DL3037', severity: 'warning', message: 'a package of zypper install has no version' },
    ({ commands }) =>
      commands
        .filter((command) => isZypper(command) && hasWord(command, 'install', 'in'))
        .some((command) =>
          operandsOf(command)
            .filter((word) => word !== 'install' && word !== 'in')
            .some((word) => !/[=<>]/.test(word) && !word.endsWith('.rpm')),
        ),
  ),
  assumesNothing('DL3038', ['dnf', 'microdnf']),
  eachRun({ code: 'DL3040', severity: 'warning', message: 'the cache of dnf stays in the image' }, (run) =>
    ['dnf', 'microdnf'].some((name) => leavesDnfCache(name, run)),
  ),
  unpinned('DL3041', ['dnf', 'microdnf']),
];
