import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import { quoted, spanOf } from '../shared/spans.ts';

/** The last stage is built on every other, copies from it or mounts it, be it through others. */
export const unreachableStage = dockerfileRule({
  id: 'unreachable-stage',
  severity: 'info',
  summary: 'The last stage needs every other stage',
  why: 'A stage that nothing needs is not built, so that its tests do not run and its mistakes stay unseen',
  remediation: 'Remove the stage, use it, or build it by its name with --target',
  options: record('No options', {}),
  compile() {
    return ({ stages }, report) => {
      if (stages.length < 2) return;
      for (const { role, from, index } of stages) {
        if (role !== 'unreachable' || from === undefined) continue;
        const { name, image } = from;
        if (name !== undefined) {
          const message = `nothing that the last stage needs uses stage ${quoted(name.text)}: only --target builds it`;
          report({ message, span: spanOf(from, name), atMost: 'style' });
        } else if (image !== undefined) {
          const message = `nothing needs stage ${index}, and it has no name to build it by: no build runs it`;
          report({ message, span: spanOf(from, image) });
        }
      }
    };
  },
});
