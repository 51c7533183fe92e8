import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import { isPinnedRpm, rpmPackages } from './rpm-names.ts';
import { checkPins } from './unpinned.ts';

export const pinYumPackages = dockerfileRule({
  id: 'pin-yum-packages',
  severity: 'info',
  summary: 'Packages that yum installs have a version',
  why: 'Without a version the same Dockerfile gives another image tomorrow, and nobody sees in a review what changed',
  remediation: 'Write the version behind the name (nginx-1.24.0), and the stream behind a module (nodejs:20)',
  aliases: { hadolint: ['DL3033'] },
  options: record('No options', {}),
  compile: () => checkPins({ managers: ['yum'], packages: rpmPackages, isPinned: isPinnedRpm }),
});
