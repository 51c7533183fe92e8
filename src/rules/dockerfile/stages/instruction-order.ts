import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';
import { quoted, spanOf } from '../shared/spans.ts';

/** In front of the first FROM stand only ARGs. A file without FROM is a fragment, and has no such place. */
export const instructionOrder = dockerfileRule({
  id: 'instruction-order',
  severity: 'error',
  summary: 'Nothing but ARG stands in front of the first FROM',
  why: 'An instruction in front of FROM belongs to no stage, and the build fails',
  remediation: 'Move the instruction behind the FROM of the stage that it is for',
  aliases: { hadolint: ['DL3061'] },
  options: record('No options', {}),
  compile() {
    return ({ stages }, report) => {
      const [first] = stages;
      if (first === undefined || first.from !== undefined || stages.length === 1) return;
      for (const instruction of first.instructions) {
        if (instruction.keyword === 'UNKNOWN') continue;
        const message = `${quoted(instruction.word.text)} stands in front of the first FROM, where it belongs to no stage`;
        report({ message, span: spanOf(instruction, instruction.word) });
      }
    };
  },
});
