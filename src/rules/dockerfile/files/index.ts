import type { DockerfileRule } from '../../../model/dockerfile-rule.ts';
import { absoluteWorkdir } from './absolute-workdir.ts';
import { checksumRemoteAdd } from './checksum-remote-add.ts';
import { copyDirectorySlash } from './copy-directory-slash.ts';
import { copyIgnoredFile } from './copy-ignored-file.ts';
import { copyRelativeTarget } from './copy-relative-target.ts';
import { noContextSecrets } from './no-context-secrets.ts';
import { noExtractAfterCopy } from './no-extract-after-copy.ts';
import { noSystemVolume } from './no-system-volume.ts';
import { noSystemWorkdir } from './no-system-workdir.ts';
import { preferCopy } from './prefer-copy.ts';
import { preferWorkdir } from './prefer-workdir.ts';

/** Rules about the files that come into an image, and the folders that they go to. */
export const RULES: readonly DockerfileRule[] = [
  absoluteWorkdir,
  checksumRemoteAdd,
  copyDirectorySlash,
  copyIgnoredFile,
  copyRelativeTarget,
  noContextSecrets,
  noExtractAfterCopy,
  noSystemVolume,
  noSystemWorkdir,
  preferCopy,
  preferWorkdir,
];
