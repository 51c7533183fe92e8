import type { Build } from '../../../model/build.ts';
import type { InstructionOf } from '../../../model/instruction.ts';
import { unlayeredFolders } from '../shared/mount-targets.ts';
import { coversFolder } from './cached-folders.ts';

const noAnswers = () => new Map<InstructionOf<'RUN'>, Map<readonly string[], boolean>>();

/** Whether one of the folders of a cache is a cache or tmpfs mount of a RUN, and so in no layer. Asked once for each list. */
export function isMounted(build: Build, run: InstructionOf<'RUN'>, folders: readonly string[]): boolean {
  if (run.mounts.length === 0) return false;
  const answers = build.once(noAnswers);
  const known = answers.get(run) ?? new Map<readonly string[], boolean>();
  answers.set(run, known);
  let answer = known.get(folders);
  if (answer === undefined) {
    answer = unlayeredFolders(build, run).some((target) => folders.some((folder) => coversFolder(target, folder)));
    known.set(folders, answer);
  }
  return answer;
}
