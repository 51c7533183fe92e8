import type { Build } from '../../../model/build.ts';
import { dockerfileRule, type Fix } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import { insertBehind, isEditable } from '../shared/command-edits.ts';
import { writesSetting } from '../shared/configuration-texts.ts';
import { mentions } from '../shared/mentions.ts';
import { hasOption, isOf, leavesLayer, type PackageCommand, packageCommands } from '../shared/package-commands.ts';
import type { ManagerName } from '../shared/package-managers.ts';

const MANAGERS: ReadonlySet<ManagerName> = new Set<ManagerName>(['apt-get', 'apt', 'aptitude']);
const OPTION = '--no-install-recommends';
/** Options that decide about recommended packages, either way. */
const DECIDING: readonly string[] = [OPTION, '--install-recommends', '--without-recommends', '--with-recommends', '-R'];
const SETTING = /^[^#\n]*Install-Recommends[\s="']{1,8}(?:false|no|off|without|disable|0)/im;

export const noInstallRecommends = dockerfileRule({
  id: 'no-install-recommends',
  severity: 'info',
  summary: 'apt-get installs what is asked for, and not what is recommended along with it',
  why: 'Recommended packages often double the size of a layer, and each of them can have vulnerabilities of its own',
  remediation: 'Give --no-install-recommends to apt-get, and name the packages that are missed then',
  aliases: { hadolint: ['DL3015'], trivy: ['DS-0029'] },
  fixes: 'unsafe',
  options: record('No options', {}),
  compile: () => (build, report) => {
    for (const call of packageCommands(build)) {
      if (!isOf(call, MANAGERS) || call.action !== 'install' || call.actionWord === undefined) continue;
      if (!leavesLayer(build, call) || !installsSomething(call) || isDecided(build, call)) continue;
      const fix = optionFix(call);
      report({
        message: `${call.manager.name} install also brings recommended packages: ${OPTION} is missing`,
        span: call.command.script.spanOf(call.actionWord),
        ...(fix !== undefined && { fix }),
      });
    }
  },
});

/** `apt-get install -f` only puts right what is there. */
function installsSomething({ operands, command }: PackageCommand): boolean {
  return operands.length > 0 || command.wrappers.includes('xargs');
}

function isDecided(build: Build, call: PackageCommand): boolean {
  if (call.mayHaveMore || hasOption(call, ...DECIDING)) return true;
  if (call.options.some(({ value }) => value?.includes('Install-Recommends') === true)) return true;
  return mentions(build, 'Install-Recommends') && writesSetting(build, SETTING);
}

function optionFix({ command, run, manager, actionWord }: PackageCommand): Fix | undefined {
  if (actionWord === undefined || !isEditable(command, run)) return undefined;
  const edit = insertBehind(command, actionWord, ` ${OPTION}`);
  return edit && { safety: 'unsafe', title: `give ${OPTION} to ${manager.name}`, edits: [edit] };
}
