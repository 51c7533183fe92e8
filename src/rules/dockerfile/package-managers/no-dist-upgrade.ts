import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import { packageCommands } from '../shared/package-commands.ts';
import { type ManagerName, words } from '../shared/package-managers.ts';

const APT = { actions: words('dist-upgrade full-upgrade'), alias: 'DS-0024' };
/** Sub-commands that change what a distribution consists of. */
const UPGRADES: ReadonlyMap<ManagerName, { readonly actions: ReadonlySet<string>; readonly alias: string }> = new Map<
  ManagerName,
  typeof APT
>([
  ['apt-get', APT],
  ['apt', APT],
  ['aptitude', APT],
  ['zypper', { actions: words('dist-upgrade dup'), alias: 'DL3035' }],
]);

export const noDistUpgrade = dockerfileRule({
  id: 'no-dist-upgrade',
  severity: 'warning',
  summary: 'A build does not upgrade the distribution of its base image',
  why: 'It may remove packages, moves the image to whatever is newest that day, and repeats in a layer what a newer base image has',
  remediation: 'Take a newer base image, and upgrade single packages by name where that cannot wait',
  aliases: { hadolint: ['DL3035'], trivy: ['DS-0024'], dockle: ['DKL-DI-0003'] },
  options: record('No options', {}),
  compile: () => (build, report) => {
    for (const { manager, action, actionWord, command } of packageCommands(build)) {
      const upgrade = UPGRADES.get(manager.name);
      if (upgrade === undefined || actionWord === undefined || !upgrade.actions.has(action)) continue;
      report({
        message: `${manager.name} ${action} upgrades the whole distribution of the base image`,
        span: command.script.spanOf(actionWord),
        alias: upgrade.alias,
      });
    }
  },
});
