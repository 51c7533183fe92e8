import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import { checkPins } from './unpinned.ts';

/** `curl=8.9.1-r2`, `curl~8.9`, `curl>8`, a file; `!curl` keeps a package out. */
function isPinned(text: string): boolean {
  return /[=~<>]/.test(text) || text.endsWith('.apk') || text.startsWith('!');
}

export const pinApkPackages = dockerfileRule({
  id: 'pin-apk-packages',
  severity: 'info',
  summary: 'Packages that apk installs have a version',
  why: 'Without a version the same Dockerfile gives another image tomorrow, and nobody sees in a review what changed',
  remediation: 'Write the version behind the name: "curl=8.9.1-r2", or "curl=~8.9" for the patches of a version',
  aliases: { hadolint: ['DL3018'] },
  options: record('No options', {}),
  compile: () => checkPins({ managers: ['apk'], isPinned }),
});
