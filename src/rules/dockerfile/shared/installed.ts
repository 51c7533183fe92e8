import type { Build, Stage } from '../../../model/build.ts';
import { packageCommands } from './package-commands.ts';

const NAME = /^[A-Za-z0-9][\w.+-]{0,127}/;

/** Whether a stage, or one that it is built on, installs a package of this name with a package manager; versions apart. */
export function installs(build: Build, { chain }: Stage, name: string): boolean {
  const own = build.once(readInstalls).get(name);
  return own !== undefined && chain.some((stage) => own.has(stage));
}

function readInstalls(build: Build): ReadonlyMap<string, ReadonlySet<Stage>> {
  const stages = new Map<string, Set<Stage>>();
  for (const { manager, action, operands, stage } of packageCommands(build)) {
    if (stage === undefined || !manager.add.has(action)) continue;
    for (const { value } of operands) {
      const name = NAME.exec(value)?.[0] ?? '';
      const before = stages.get(name);
      if (before === undefined) stages.set(name, new Set([stage]));
      else before.add(stage);
    }
  }
  return stages;
}
