import type { Build } from '../../../model/build.ts';
import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import type { CopyInstruction } from '../../../model/instruction.ts';
import { record } from '../../../model/schema.ts';
import { isAbsolute } from '../shared/paths.ts';
import { textOf } from '../shared/sources.ts';
import { quoted, spanOf } from '../shared/spans.ts';
import { Workdirs } from '../shared/workdirs.ts';

export const copyRelativeTarget = dockerfileRule<object>({
  id: 'copy-relative-target',
  severity: 'warning',
  summary: 'COPY and ADD write to a relative target only where a WORKDIR is set',
  why: 'The files go to wherever the base image was left, which its next version may change',
  remediation: 'Set a WORKDIR first, or write the target from the root on',
  aliases: { hadolint: ['DL3045'] },
  options: record('No options', {}),
  compile: () => (build, report) => {
    const copies = [build.of('COPY'), build.of('ADD')];
    if (copies.every(({ length }) => length === 0)) return;
    const workdirs = new Workdirs(build);
    for (const kind of copies) {
      for (const copy of kind) {
        const { target } = copy;
        if (copy.broken || target === undefined || isPlaced(build, copy, workdirs)) continue;
        const text = textOf(build.expand(copy, target));
        if (text === undefined || isAbsolute(text)) continue;
        report({
          message: `${copy.keyword} writes to ${quoted(text)}, and no WORKDIR says where that is`,
          span: spanOf(copy, target),
        });
      }
    }
  },
});

/**
 * Whether it is certain where relative paths go: a WORKDIR is set before, the base image is known to have one, or there is no
 * base image, and so it is the root.
 */
function isPlaced(build: Build, copy: CopyInstruction, workdirs: Workdirs): boolean {
  const stage = build.stageOf(copy);
  if (stage === undefined || workdirs.isPlaced(copy, stage) || stage.chain.at(-1)?.scratch === true) return true;
  const ofBase = stage.baseFacts?.workingDir ?? '';
  return ofBase !== '' && ofBase !== '/';
}
