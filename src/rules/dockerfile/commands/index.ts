import type { DockerfileRule } from '../../../model/dockerfile-rule.ts';
import { mergeRun } from './merge-run.ts';
import { noHostTools } from './no-host-tools.ts';
import { noPasswordSetting } from './no-password-setting.ts';
import { noPipedDownload } from './no-piped-download.ts';
import { noSetuid } from './no-setuid.ts';
import { noShRelink } from './no-sh-relink.ts';
import { noSudo } from './no-sudo.ts';
import { noWorldWritable } from './no-world-writable.ts';
import { oneDownloader } from './one-downloader.ts';
import { pipefail } from './pipefail.ts';
import { useraddNoLogInit } from './useradd-no-log-init.ts';
import { verifyTls } from './verify-tls.ts';
import { wgetProgress } from './wget-progress.ts';

/** Rules about the commands of RUN. */
export const RULES: readonly DockerfileRule[] = [
  mergeRun,
  noHostTools,
  noPasswordSetting,
  noPipedDownload,
  noSetuid,
  noShRelink,
  noSudo,
  noWorldWritable,
  oneDownloader,
  pipefail,
  useraddNoLogInit,
  verifyTls,
  wgetProgress,
];
