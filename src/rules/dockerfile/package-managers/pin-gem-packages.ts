import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import type { ShellWord } from '../../../model/shell.ts';
import { hasOption, type PackageCommand } from '../shared/package-commands.ts';
import { added, checkPins } from './unpinned.ts';

/** `--version` is there for all gems of a command. */
function packages(call: PackageCommand): readonly ShellWord[] | undefined {
  return hasOption(call, '-v', '--version') ? undefined : added(call);
}

/** `rails:7.1.3`, or a file. */
function isPinned(text: string): boolean {
  return text.includes(':') || text.includes('/') || text.endsWith('.gem');
}

export const pinGemPackages = dockerfileRule({
  id: 'pin-gem-packages',
  severity: 'warning',
  summary: 'Gems that are installed by name have a version',
  why: 'Without a version the same Dockerfile gives another image tomorrow, and nobody sees in a review what changed',
  remediation: 'Write the version behind the name (gem install rails:7.1.3), or use --version for a single gem',
  aliases: { hadolint: ['DL3028'] },
  options: record('No options', {}),
  compile: () => checkPins({ managers: ['gem'], packages, isPinned }),
});
