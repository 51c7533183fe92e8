import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import { checkPins } from './unpinned.ts';

/** Names of versions that mean what is newest on the day of the build. */
const MOVING = new Set(['', 'latest', 'next', '*', 'x']);

/**
 * `name@1.2`, `@scope/name@1.2`, an archive or a folder; a repository needs a commit, branch or tag behind `#`. Of an alias
 * (`name@npm:other@1.2`) the other name counts.
 */
function isPinned(text: string): boolean {
  const alias = text.lastIndexOf('@npm:');
  const name = alias === -1 ? text : text.slice(alias + '@npm:'.length);
  if (/^(\.{1,2}$|\.{0,2}\/|~\/|(file|link|portal|workspace):)/.test(name)) return true;
  if (/\.(tar|tar\.gz|tgz)$/.test(name)) return true;
  const at = name.indexOf('@', 1);
  const version = at === -1 ? undefined : name.slice(at + 1);
  if (isRepository(name) || (version !== undefined && isRepository(version))) return name.includes('#');
  if (/^https?:/.test(name)) return true;
  if (version !== undefined) return !MOVING.has(version);
  return !name.startsWith('@') && name.includes('/') && name.includes('#');
}

function isRepository(text: string): boolean {
  return /^(git(\+[a-z]+)?:|git@|github:|gitlab:|bitbucket:|gist:)|^https?:.*\.git(#|$)/.test(text);
}

export const pinNpmPackages = dockerfileRule({
  id: 'pin-npm-packages',
  severity: 'warning',
  summary: 'Packages that npm, yarn and pnpm install by name have a version',
  why: 'Without a version the same Dockerfile gives another image tomorrow, and nobody sees in a review what changed',
  remediation:
    'Write the version behind the name (typescript@5.6.2), or put the package into package.json and run npm ci',
  aliases: { hadolint: ['DL3016'] },
  options: record('No options', {}),
  compile: () => checkPins({ managers: ['npm', 'yarn', 'pnpm'], isPinned }),
});
