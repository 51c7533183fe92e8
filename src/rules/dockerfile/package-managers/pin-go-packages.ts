import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import type { ShellWord } from '../../../model/shell.ts';
import type { PackageCommand } from '../shared/package-commands.ts';
import { checkPins } from './unpinned.ts';

/** Versions that mean what is newest on the day of the build. */
const MOVING = new Set(['', 'latest', 'none', 'upgrade', 'patch', 'main', 'master', 'HEAD']);
/** Names of the tools themselves for groups of packages. */
const GROUPS = new Set(['all', 'cmd', 'std', 'tool', 'work']);

/** Of `go run` the first operand is what runs, the others are its arguments. */
function packages({ action, operands }: PackageCommand): readonly ShellWord[] | undefined {
  if (action === 'run') return operands.slice(0, 1);
  return action === 'install' || action === 'get' ? operands : undefined;
}

/** `example.com/tool@v1.2.3`, or what lies in the build context. */
function isPinned(text: string): boolean {
  if (/^(\.|\/)|\.go$/.test(text) || GROUPS.has(text)) return true;
  const at = text.indexOf('@');
  return at !== -1 && !MOVING.has(text.slice(at + 1));
}

export const pinGoPackages = dockerfileRule({
  id: 'pin-go-packages',
  severity: 'warning',
  summary: 'Go programs and modules that are installed by name have a version',
  why: 'Without a version the same Dockerfile gives another image tomorrow, and nobody sees in a review what changed',
  remediation: 'Write the version behind the path: go install example.com/tool@v1.2.3',
  aliases: { hadolint: ['DL3062'] },
  options: record('No options', {}),
  compile: () => checkPins({ managers: ['go'], packages, isPinned }),
});
