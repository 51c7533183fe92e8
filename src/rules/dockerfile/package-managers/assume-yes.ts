import type { Build } from '../../../model/build.ts';
import { dockerfileRule, type Fix } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import { insertBefore, insertBehind, isEditable } from '../shared/command-edits.ts';
import { writesSetting } from '../shared/configuration-texts.ts';
import { mentions } from '../shared/mentions.ts';
import { hasOption, type PackageCommand, packageCommands } from '../shared/package-commands.ts';
import { type ManagerName, words } from '../shared/package-managers.ts';

/** How a manager asks, and how it is told not to. */
interface Questions {
  readonly alias: string;
  /** Sub-commands that ask. */
  readonly asks: ReadonlySet<string>;
  /** Options with which it does not. */
  readonly yes: readonly string[];
  /** What is written into its configuration instead. */
  readonly setting?: { readonly word: string; readonly pattern: RegExp };
  /** What a fix writes, and on which side of the sub-command. */
  readonly answer: string;
  readonly before?: true;
}

const APT: Questions = {
  alias: 'DL3014',
  asks: words(
    'install reinstall upgrade dist-upgrade full-upgrade safe-upgrade remove purge autoremove autopurge build-dep satisfy',
  ),
  yes: [
    '-y',
    '--yes',
    '--assume-yes',
    '--force-yes',
    '--assume-no',
    '-s',
    '--simulate',
    '--dry-run',
    '--just-print',
    '--print-uris',
  ],
  setting: { word: 'Assume-Yes', pattern: /^[^#\n]*Assume-Yes[\s="']{1,8}(?:true|yes|on|1)/im },
  answer: '-y',
};

const DNF: Questions = {
  alias: 'DL3038',
  asks: new Set([
    ...words(
      'install in localinstall groupinstall reinstall rei update up upgrade upgrade-minimal up-min update-minimal downgrade dg',
    ),
    ...words('remove rm erase autoremove distro-sync distrosync dsync swap builddep build-dep groupremove'),
    ...['group install', 'groups install', 'group remove', 'module install', 'module enable', 'module reset'],
  ]),
  yes: ['-y', '--yes', '--assumeyes', '--assumeno', '--downloadonly'],
  setting: { word: 'assumeyes', pattern: /^[^#\n]*\bassumeyes[ \t]{0,8}=[ \t]{0,8}(?:1|true|yes|on)/im },
  answer: '-y',
};

const QUESTIONS: ReadonlyMap<ManagerName, Questions> = new Map<ManagerName, Questions>([
  ['apt-get', APT],
  ['apt', APT],
  ['aptitude', APT],
  ['yum', { ...DNF, alias: 'DL3030' }],
  ['dnf', DNF],
  ['microdnf', DNF],
  [
    'zypper',
    {
      alias: 'DL3034',
      asks: words('install in remove rm source-install si patch update up dist-upgrade dup install-new-recommends inr'),
      yes: ['-n', '--non-interactive', '-y', '--no-confirm', '-D', '--dry-run'],
      answer: '--non-interactive',
      before: true,
    },
  ],
]);

/** Programs that answer on a pipe. */
const ANSWERING: readonly string[] = ['yes', 'echo', 'printf'];

export const assumeYes = dockerfileRule({
  id: 'assume-yes',
  severity: 'warning',
  summary: 'Package managers are told not to ask',
  why: 'Nobody can answer during a build: the question is taken for a no, and the build fails once there is something to ask',
  remediation: 'Give -y to apt-get, yum and dnf, and --non-interactive to zypper in front of the sub-command',
  aliases: { hadolint: ['DL3014', 'DL3030', 'DL3034', 'DL3038'], trivy: ['DS-0021'] },
  fixes: 'safe',
  options: record('No options', {}),
  compile: () => (build, report) => {
    for (const call of packageCommands(build)) {
      const questions = QUESTIONS.get(call.manager.name);
      if (questions === undefined || !questions.asks.has(call.action) || call.actionWord === undefined) continue;
      if (saysYes(build, call, questions)) continue;
      const fix = answerFix(call, questions);
      report({
        message: `${call.manager.name} ${call.action} asks before it goes on: ${questions.answer} is missing`,
        span: call.command.script.spanOf(call.actionWord),
        alias: questions.alias,
        ...(fix !== undefined && { fix }),
      });
    }
  },
});

function saysYes(build: Build, call: PackageCommand, { yes, setting }: Questions): boolean {
  if (call.mayHaveMore || hasOption(call, ...yes) || isQuiet(call) || isAnswered(call)) return true;
  if (setting === undefined) return false;
  const { word, pattern } = setting;
  if (call.options.some(({ value }) => value !== undefined && pattern.test(value))) return true;
  return mentions(build, word) && writesSetting(build, pattern);
}

/** `-qq` and `-q=2` imply a yes for apt. */
function isQuiet({ manager, options }: PackageCommand): boolean {
  if (manager.name !== 'apt-get' && manager.name !== 'apt') return false;
  let level = 0;
  for (const { name, value } of options) {
    if (name === '-q' || name === '--quiet') level = value === undefined ? level + 1 : Number.parseInt(value, 10);
  }
  return level >= 2;
}

/** `yes | apt-get install ...` */
function isAnswered({ command: { pipe, pipePlace, wrappers } }: PackageCommand): boolean {
  if (pipe === undefined || pipePlace === 0 || wrappers.includes('xargs')) return false;
  return pipe.parts[pipePlace - 1]?.some(({ program }) => ANSWERING.includes(program)) === true;
}

function answerFix(
  { command, run, manager, actionWord }: PackageCommand,
  { answer, before }: Questions,
): Fix | undefined {
  if (actionWord === undefined || !actionWord.literal || !isEditable(command, run)) return undefined;
  const edit =
    before === true ? insertBefore(command, actionWord, `${answer} `) : insertBehind(command, actionWord, ` ${answer}`);
  return edit && { safety: 'safe', title: `give ${answer} to ${manager.name}`, edits: [edit] };
}
