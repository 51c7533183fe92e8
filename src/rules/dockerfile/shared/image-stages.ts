import type { Build, Stage } from '../../../model/build.ts';

/** The stages that the image is made of: the final one, and those that it is built on. Others only lend it files. */
export function imageStages(build: Build): ReadonlySet<Stage> {
  return build.once(readStages);
}

function readStages({ final }: Build): ReadonlySet<Stage> {
  return new Set(final?.chain);
}
