import type { Build, Stage } from '../../../model/build.ts';
import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import type { Instruction } from '../../../model/instruction.ts';
import { record } from '../../../model/schema.ts';
import { quoted, spanOf } from '../shared/spans.ts';
import { stageNames } from '../shared/stage-names.ts';

/** A file with more ends than these is a collection of targets, and meant to be. */
const MAX_TARGETS = 2;

/** The last stage is built on every other, copies from it or mounts it, be it through others. */
export const unreachableStage = dockerfileRule({
  id: 'unreachable-stage',
  severity: 'info',
  summary: 'The last stage needs every other stage',
  why: 'A stage that nothing needs is not built, so that its tests do not run and its mistakes stay unseen',
  remediation: 'Remove the stage, use it, or build it by its name with --target',
  options: record('No options', {}),
  compile() {
    return (build, report) => {
      const { stages } = build;
      if (stages.length < 2) return;
      const unneeded = stages.filter(({ role, from }) => role === 'unreachable' && from !== undefined);
      if (unneeded.length === 0) return;
      const used = usedBy(build, new Set(unneeded));
      const ends = unneeded.filter((stage) => !used.has(stage));
      const isOfManyTargets = ends.filter(({ name }) => name !== undefined).length > MAX_TARGETS;
      for (const { from, index } of ends) {
        const { name, image } = from ?? {};
        if (from !== undefined && name !== undefined) {
          if (isOfManyTargets) continue;
          const message = `nothing that the last stage needs uses stage ${quoted(name.text)}: only --target builds it`;
          report({ message, span: spanOf(from, name), atMost: 'style' });
        } else if (from !== undefined && image !== undefined) {
          const message = `nothing needs stage ${index}, and it has no name to build it by: no build runs it`;
          report({ message, span: spanOf(from, image) });
        }
      }
    };
  },
});

/** Stages that stages of a set are built on, copy from or mount. */
function usedBy(build: Build, users: ReadonlySet<Stage>): ReadonlySet<Stage> {
  const names = stageNames(build);
  const used = new Set<Stage>();
  const add = (user: Instruction, text: string, numbers: boolean) => {
    const stage = build.stageOf(user);
    const found = stage !== undefined && users.has(stage) ? names.find(text, numbers) : undefined;
    if (found?.kind === 'stage' && found.stage !== stage) used.add(found.stage);
  };
  for (const { parent } of users) if (parent !== undefined) used.add(parent);
  for (const copy of build.of('COPY')) {
    for (const { name, value } of copy.flags) if (name === 'from' && value !== undefined) add(copy, value, true);
  }
  for (const run of build.of('RUN')) {
    for (const { fields } of run.mounts) {
      for (const { key, value } of fields) if (key === 'from' && value !== undefined) add(run, value, false);
    }
  }
  return used;
}
