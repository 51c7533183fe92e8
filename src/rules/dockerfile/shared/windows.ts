import type { Build, Stage } from '../../../model/build.ts';

/** Whether a stage is one of Windows, as far as the file tells: it escapes with a backtick, or its base image says so. */
export function isOfWindows(build: Build, { from }: Stage): boolean {
  if (build.dockerfile.escapeMark === '`') return true;
  return from !== undefined && build.shellAt(from).words[0] === 'cmd';
}
