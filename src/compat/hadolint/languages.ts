import type { Instruction } from '../../model/instruction.ts';
import {
  type Command,
  hasFlag,
  hasMount,
  hasWord,
  isBefore,
  isRun,
  operandsOf,
  type Run,
  withoutValues,
} from './commands.ts';
import { lastOrInherited, StageSets } from './inherited.ts';
import { eachRun, type HadolintRule, unquoted } from './rule.ts';

const PIP_VALUES = (
  'abi b build e editable extra-index-url f find-links i index-url implementation no-binary only-binary platform prefix ' +
  'progress-bar proxy python python-version root root-user-action src t target trusted-host upgrade-strategy'
).split(' ');
const VCS = /^(?:git|hg|svn|bzr)(?:\+[a-z]+)?:\/\/|^(?:git|hg|svn|bzr)\+/;

/** Where the words of `pip install` begin; -1 where the command is none. */
function pipStart({ name, words }: Command): number {
  if (name.startsWith('pip') && !name.startsWith('pipenv'))
    return words.some(({ text }) => text === 'install') ? 0 : -1;
  if (!name.startsWith('python')) return -1;
  const at = words.findIndex(
    ({ text }, index) =>
      text === '-m' && words[index + 1]?.text.startsWith('pip') === true && words[index + 2]?.text === 'install',
  );
  return at === -1 ? -1 : at + 2;
}

function isPipPinned(word: string): boolean {
  if (/==|>=|<=|>|<|!=|~=|===/.test(word)) return true;
  if (VCS.test(word)) return word.includes('@');
  return word.endsWith('.whl') || word.endsWith('.tar.gz') || word.includes('/');
}

function installsUnpinnedPip(command: Command): boolean {
  const start = pipStart(command);
  if (start === -1) return false;
  if (hasWord(command, '-r', '--requirement', '.') || hasFlag(command, 'c', 'constraint')) return false;
  const words = operandsOf(withoutValues({ ...command, words: command.words.slice(start) }, PIP_VALUES));
  return words.filter((word) => word !== 'install').some((word) => !isPipPinned(word));
}

const NO_CACHE_VALUES: ReadonlySet<string> = new Set([
  '1',
  'true',
  'True',
  'TRUE',
  'on',
  'On',
  'ON',
  'yes',
  'Yes',
  'YES',
]);
const NO_CACHE_TEXT = /PIP_NO_CACHE_DIR=(?:1|true|True|TRUE|on|On|ON|yes|Yes|YES)/;

function setsNoPipCache(instruction: Instruction): boolean {
  return (
    instruction.keyword === 'ENV' &&
    instruction.pairs.some(
      ({ key, value }) => key.text === 'PIP_NO_CACHE_DIR' && NO_CACHE_VALUES.has(unquoted(value?.text ?? '')),
    )
  );
}

function leavesPipCache(run: Run): boolean {
  if (hasMount(run, '.cache/pip') || NO_CACHE_TEXT.test(run.text)) return false;
  return run.commands.some(
    (command) =>
      pipStart(command) !== -1 &&
      !hasWord(command, '--no-cache-dir') &&
      !command.name.startsWith('pipx') &&
      !(command.name.startsWith('python') && runsModule(command, 'pipx', 'pipenv')),
  );
}

function runsModule({ words }: Command, ...names: readonly string[]): boolean {
  return words.some(({ text }, index) => text === '-m' && names.includes(words[index + 1]?.text ?? ''));
}

/** `npm install`, not `npm i`. */
function npmPackages(command: Command): readonly string[] {
  if (command.name !== 'npm') return [];
  const [first, ...packages] = operandsOf(withoutValues(command, ['loglevel', 'registry']));
  return first === 'install' ? packages : [];
}

function isNpmPinned(word: string): boolean {
  if (/^git(?:\+(?:ssh|https?))?:\/\//.test(word)) return word.includes('#');
  if (/\.(?:tar|tar\.gz|tgz)$/.test(word) || /^(?:\/|\.\/|\.\.\/|~\/)/.test(word)) return true;
  return word.slice(word.startsWith('@') ? word.indexOf('/') + 1 : 0).includes('@');
}

function installsUnpinnedGem(command: Command): boolean {
  if (command.name !== 'gem' || !hasWord(command, 'install', 'i')) return false;
  if (hasFlag(command, 'v', 'version')) return false;
  const end = command.words.findIndex(({ text }) => text === '--');
  const words: string[] = [];
  let skip = false;
  for (const { text, flags } of end === -1 ? command.words : command.words.slice(0, end)) {
    if (!skip && flags.length === 0 && text !== 'install' && text !== 'i') words.push(text);
    skip = !skip && flags.length > 0 && !text.includes('=');
  }
  return words.some((word) => !word.includes(':'));
}

function goPackages({ name, words }: Command): readonly string[] {
  if (name !== 'go') return [];
  const texts = words.map(({ text }) => text);
  if (texts[0] === 'run') return texts.slice(1, 2);
  const at = texts.findIndex((text) => text === 'install' || text === 'get');
  return at === -1
    ? []
    : words
        .slice(at + 1)
        .filter(({ flags, text }) => flags.length === 0 && text !== 'tool')
        .map(({ text }) => text);
}

function isGoPinned(word: string): boolean {
  if (word === '.' || word.startsWith('./') || word.startsWith('..') || word.startsWith('/')) return true;
  return word.includes('@') && !word.endsWith('@latest') && !word.endsWith('@none');
}

export const LANGUAGES: readonly HadolintRule[] = [
  eachRun({ code: 'DL3013', severity: 'warning', message: 'a package of pip install has no version' }, ({ commands }) =>
    commands.some(installsUnpinnedPip),
  ),
  eachRun({ code: 'DL3016', severity: 'warning', message: 'a package of npm install has no version' }, ({ commands }) =>
    commands.some((command) => npmPackages(command).some((word) => !isNpmPinned(word))),
  ),
  eachRun({ code: 'DL3018', severity: 'warning', message: 'a package of apk add has no version' }, ({ commands }) =>
    commands
      .filter((command) => command.name === 'apk' && hasWord(command, 'add'))
      .some((command) =>
        operandsOf(withoutValues(command, ['t', 'virtual', 'repository', 'X']))
          .filter((word) => word !== 'add')
          .some((word) => !/[=~><]/.test(word) && !word.endsWith('.apk')),
      ),
  ),
  eachRun(
    { code: 'DL3019', severity: 'info', message: 'apk add keeps its index in the image: --no-cache' },
    (run) =>
      !hasMount(run, '/var/cache/apk') &&
      run.commands.some(
        (command) => command.name === 'apk' && hasWord(command, 'add') && !hasFlag(command, 'no-cache'),
      ),
  ),
  eachRun({ code: 'DL3028', severity: 'warning', message: 'a package of gem install has no version' }, ({ commands }) =>
    commands.some(installsUnpinnedGem),
  ),
  {
    code: 'DL3042',
    severity: 'warning',
    message: 'pip install keeps its cache in the image: --no-cache-dir',
    triggers: true,
    check({ instructions, runOf, report }) {
      const stages = new StageSets();
      for (const instruction of instructions) {
        stages.enter(instruction);
        if (setsNoPipCache(instruction)) stages.add('PIP_NO_CACHE_DIR');
        if (stages.current.size === 0 && isRun(instruction) && leavesPipCache(runOf(instruction))) report(instruction);
      }
    },
  },
  lastOrInherited({ code: 'DL3060', severity: 'info', message: 'the cache of yarn stays in the image' }, (run) => {
    if (hasMount(run, '.cache/yarn')) return false;
    const isInstall = (command: Command) => command.name === 'yarn' && hasWord(command, 'install');
    const isClean = (command: Command) => command.name === 'yarn' && hasWord(command, 'cache', 'clean');
    return run.commands.some(isInstall) && !isBefore(run.commands, isInstall, isClean);
  }),
  eachRun({ code: 'DL3062', severity: 'warning', message: 'a package of go install has no version' }, ({ commands }) =>
    commands.some((command) => goPackages(command).some((word) => !isGoPinned(word))),
  ),
];
