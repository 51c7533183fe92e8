import type { Build } from '../../../model/build.ts';
import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import type { ShellWord } from '../../../model/shell.ts';
import { hasOption, type PackageCommand } from '../shared/package-commands.ts';
import { variableOf } from './run-variables.ts';
import { added, checkPins } from './unpinned.ts';

export const pinPipPackages = dockerfileRule({
  id: 'pin-pip-packages',
  severity: 'warning',
  summary: 'Packages that pip installs have a version',
  why: 'Without a version the same Dockerfile gives another image tomorrow, and nobody sees in a review what changed',
  remediation:
    'Write the version behind the name (flask==3.0.3), or install from a requirements file with versions and hashes',
  aliases: { hadolint: ['DL3013'] },
  options: record('No options', {}),
  compile: () => checkPins({ managers: ['pip', 'pipx', 'uv'], packages, isPinned }),
});

/** Constraints give versions to every package of a command; so does `--spec` of pipx. */
function packages(call: PackageCommand, build: Build): readonly ShellWord[] | undefined {
  if (hasOption(call, '-c', '--constraint', '--constraints', '--spec')) return undefined;
  const words = added(call);
  return words === undefined || words.length === 0 || variableOf(build, call, 'PIP_CONSTRAINT') ? undefined : words;
}

/** `flask==3.0`, `flask>=3`, `ruff@0.6`, a file, folder or URL; a repository needs a commit, branch or tag behind `@`. */
function isPinned(text: string): boolean {
  const repository = /(?:^|[\s@])(?:git|hg|svn|bzr)(?:\+[a-z]+)?:\/\//.exec(text);
  if (repository !== null) {
    const path = text.indexOf('/', repository.index + repository[0].length);
    return path !== -1 && text.includes('@', path);
  }
  if (/[<>]|[=!~]=/.test(text) || /[/\\]|\.(?:whl|gz|zip)$/.test(text) || text.startsWith('.')) return true;
  const at = text.indexOf('@');
  return at !== -1 && text.slice(at + 1) !== 'latest';
}
