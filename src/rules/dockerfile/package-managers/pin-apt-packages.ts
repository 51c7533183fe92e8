import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import { checkPins } from './unpinned.ts';

/** `curl=7.88.1-10`, `curl/stable`, a file; `curl-` takes a package away. */
function isPinned(text: string): boolean {
  const equals = text.indexOf('=');
  return (
    (equals !== -1 && equals < text.length - 1) || text.includes('/') || text.endsWith('.deb') || text.endsWith('-')
  );
}

export const pinAptPackages = dockerfileRule({
  id: 'pin-apt-packages',
  severity: 'warning',
  optIn: true,
  summary: 'Packages that apt-get installs have a version',
  why: 'Without a version the same Dockerfile gives another image tomorrow, and nobody sees in a review what changed',
  remediation:
    'Write the version behind the name (curl=7.88.1-10+deb12u8, or curl=7.88.*), or install from a snapshot of the archive',
  aliases: { hadolint: ['DL3008'] },
  options: record('No options', {}),
  compile: () => checkPins({ managers: ['apt-get', 'apt', 'aptitude'], isPinned }),
});
