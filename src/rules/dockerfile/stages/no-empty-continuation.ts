import { dockerfileRule } from '../../../model/dockerfile-rule.ts';
import { record } from '../../../model/schema.ts';

/** No blank lines between the continuation lines of an instruction. */
export const noEmptyContinuation = dockerfileRule({
  id: 'no-empty-continuation',
  severity: 'warning',
  summary: 'No blank line stands inside of an instruction',
  why: 'The instruction goes on behind the blank line, which looks like its end, and builders will refuse that one day',
  remediation: 'Delete the blank line, or the backslash in front of it if the instruction ends there',
  aliases: { buildkit: ['NoEmptyContinuation'] },
  fixes: 'safe',
  options: record('No options', {}),
  compile() {
    return ({ dockerfile }, report) => {
      for (const { emptyContinuations, keyword } of dockerfile.instructions) {
        const [span] = emptyContinuations;
        if (span === undefined) continue;
        const edits = emptyContinuations.map(({ start, end }) => ({ start, end, text: '' }));
        const lines = edits.length === 1 ? 'a blank line' : `${edits.length} blank lines`;
        report({
          message: `this ${keyword === 'UNKNOWN' ? 'instruction' : keyword} goes on behind ${lines}`,
          span,
          fix: { safety: 'safe', title: `delete ${lines}`, edits },
        });
      }
    };
  },
});
