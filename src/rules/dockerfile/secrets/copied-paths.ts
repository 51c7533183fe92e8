import type { Build, Stage } from '../../../model/build.ts';
import { fromRoot, isAbsolute } from '../shared/paths.ts';
import { textOf } from '../shared/sources.ts';

/** Folders of one path, and stages beneath one another, that are looked at: real ones have far fewer. */
const MAX_DEPTH = 64;

/** Where COPY and ADD write, for those who ask whether a path of the image comes from there. */
export class CopiedPaths {
  readonly #targets = new Map<Stage, Set<string>>();

  constructor(build: Build) {
    const folders = new Map<Stage, string>();
    for (const stage of build.stages) {
      const targets = new Set<string>();
      let folder = (stage.parent && folders.get(stage.parent)) ?? fromRoot(stage.baseFacts?.workingDir ?? '');
      for (const instruction of stage.instructions) {
        if (instruction.keyword === 'WORKDIR') {
          folder = below(folder, textOf(build.expand(instruction, instruction.value)) ?? '');
        } else if (
          (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') &&
          instruction.target !== undefined
        ) {
          const target = textOf(build.expand(instruction, instruction.target));
          if (target !== undefined) targets.add(below(folder, target));
        }
      }
      folders.set(stage, folder);
      this.#targets.set(stage, targets);
    }
  }

  /** Whether a path is a target, or lies in one, in a stage or those that it is built on. */
  has(path: string, { chain }: Stage): boolean {
    const stages = chain.slice(0, MAX_DEPTH);
    const parts = fromRoot(path).split('/').slice(0, MAX_DEPTH);
    return parts.some((_, count) => {
      const folder = parts.slice(0, parts.length - count).join('/');
      return stages.some((stage) => this.#targets.get(stage)?.has(folder));
    });
  }
}

/** Longer paths are taken for the root: nobody looks for a file so deep. */
const MAX_PATH = 1_024;

function below(folder: string, path: string): string {
  const whole = isAbsolute(path) ? path : `${folder}/${path}`;
  return whole.length > MAX_PATH ? '' : fromRoot(whole);
}
