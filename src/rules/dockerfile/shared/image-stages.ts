import type { Build, Stage } from '../../../model/build.ts';

const known = new WeakMap<Build, ReadonlySet<Stage>>();

/** The stages that the image is made of: the final one, and those that it is built on. Others only lend it files. */
export function imageStages(build: Build): ReadonlySet<Stage> {
  let stages = known.get(build);
  if (stages === undefined) {
    stages = new Set(build.final?.chain);
    known.set(build, stages);
  }
  return stages;
}
