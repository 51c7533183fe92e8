import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import type { ShellWord } from '../../../model/shell.ts';
import type { PackageCommand } from '../shared/package-commands.ts';
import { added, checkPins } from './unpinned.ts';

/** Patterns and patches have no versions to choose from. */
function packages(call: PackageCommand): readonly ShellWord[] | undefined {
  const type = call.options.findLast(({ name }) => name === '-t' || name === '--type')?.value ?? 'package';
  return type === 'package' ? added(call) : undefined;
}

/** `nginx=1.24`, `nginx>=1.24`, a file or URL; `!nginx` takes a package away. */
function isPinned(text: string): boolean {
  return /[=<>/]/.test(text) || text.endsWith('.rpm') || text.startsWith('!');
}

export const pinZypperPackages = dockerfileRule({
  id: 'pin-zypper-packages',
  severity: 'info',
  summary: 'Packages that zypper installs have a version',
  why: 'Without a version the same Dockerfile gives another image tomorrow, and nobody sees in a review what changed',
  remediation: 'Write the version behind the name: "nginx=1.24.0"; quotes keep the shell from reading > and <',
  aliases: { hadolint: ['DL3037'] },
  options: record('No options', {}),
  compile: () => checkPins({ managers: ['zypper'], packages, isPinned }),
});
